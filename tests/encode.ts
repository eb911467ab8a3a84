/** Text → bytes of any encoding, for tests: the reverse of what the platform decodes, not of what Muster does. */
import { upperHalf, type Encoding } from '../src/lib/files/encodings';

const tables = new Map<Encoding, ReadonlyMap<string, readonly number[]>>();

function bytesByCharacter(encoding: Encoding): ReadonlyMap<string, readonly number[]> {
	let table = tables.get(encoding);
	if (!table) tables.set(encoding, (table = new Map(entries(encoding))));
	return table;
}

const isMultiByte = (encoding: Encoding) => /shift|euc|gb|big/.test(encoding);

function* entries(encoding: Encoding): Generator<[string, number[]]> {
	if (!isMultiByte(encoding)) {
		for (const [at, character] of upperHalf(encoding).entries()) {
			if (character !== '') yield [character, [0x80 + at]];
		}
		return;
	}
	const decoder = new TextDecoder(encoding);
	for (let first = 0x81; first < 0xff; first += 1) {
		for (let second = 0x40; second < 0xff; second += 1) {
			const text = decoder.decode(Uint8Array.of(first, second));
			if ([...text].length === 1 && text !== '\ufffd') yield [text, [first, second]];
		}
	}
}

/** Characters beyond ASCII that the encoding has. */
export function charactersOf(encoding: Encoding): string[] {
	return [...bytesByCharacter(encoding).keys()];
}

/** @returns null where the encoding lacks a character */
export function encode(text: string, encoding: Encoding): Uint8Array | null {
	if (encoding === 'utf-8') return new TextEncoder().encode(text);
	if (encoding.startsWith('utf-16')) return utf16(text, encoding === 'utf-16le');
	const table = bytesByCharacter(encoding);
	const bytes: number[] = [];
	for (const character of text) {
		const own = character <= '\u007f' ? [character.charCodeAt(0)] : table.get(character);
		if (!own) return null;
		bytes.push(...own);
	}
	return Uint8Array.from(bytes);
}

function utf16(text: string, isLittle: boolean): Uint8Array {
	const bytes = new Uint8Array(text.length * 2);
	const view = new DataView(bytes.buffer);
	for (let at = 0; at < text.length; at += 1) view.setUint16(at * 2, text.charCodeAt(at), isLittle);
	return bytes;
}

/** Any encoding → UTF-8, piece by piece (R2). A byte that means nothing is never dropped or replaced: it stops the file. */
import { multiByte, upperHalf, type Encoding } from './encodings';

export interface Transcoder {
	/**
	 * UTF-8 of the bytes; what is left of a letter at their end comes with the next ones.
	 * @returns null where the bytes are not of this encoding
	 */
	push(bytes: Uint8Array, isLast: boolean): Uint8Array | null;
}

export function createTranscoder(encoding: Encoding): Transcoder {
	return multiByte.has(encoding) || encoding === 'utf-8'
		? byBrowser(encoding)
		: byTable(utf8Table(encoding));
}

function byBrowser(encoding: Encoding): Transcoder {
	const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
	const encoder = new TextEncoder();
	return {
		push(bytes, isLast) {
			try {
				return encoder.encode(decoder.decode(bytes, { stream: !isLast }));
			} catch {
				return null;
			}
		}
	};
}

/** By byte: its UTF-8 as a number of up to three bytes, the first lowest; 0 for a byte that means nothing. */
type Utf8Table = Uint32Array;

const tables = new Map<Encoding, Utf8Table>();

function utf8Table(encoding: Encoding): Utf8Table {
	const known = tables.get(encoding);
	if (known) return known;
	const encoder = new TextEncoder();
	const table = new Uint32Array(256);
	upperHalf(encoding).forEach((character, at) => {
		const bytes = encoder.encode(character);
		table[0x80 + at] = bytes.reduce((sum, byte, place) => sum | (byte << (place * 8)), 0);
	});
	tables.set(encoding, table);
	return table;
}

function byTable(table: Utf8Table): Transcoder {
	return {
		push(bytes) {
			const utf8 = new Uint8Array(bytes.length * 3);
			let to = 0;
			for (const byte of bytes) {
				if (byte < 0x80) {
					utf8[to] = byte;
					to += 1;
					continue;
				}
				let rest = table[byte] as number;
				if (rest === 0) return null;
				for (; rest > 0; rest >>>= 8) {
					utf8[to] = rest & 0xff;
					to += 1;
				}
			}
			return utf8.subarray(0, to);
		}
	};
}

/** All of a short piece at once; null where it is not of this encoding. */
export function decodeWhole(bytes: Uint8Array, encoding: Encoding): string | null {
	const utf8 = createTranscoder(encoding).push(bytes, true);
	return utf8 && new TextDecoder('utf-8', { ignoreBOM: true }).decode(utf8);
}

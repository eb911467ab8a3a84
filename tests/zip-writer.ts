/** Archives written byte by byte, right or, where a test says so, lying. */
import { deflateRawSync } from 'node:zlib';
import { crc32 } from '../src/lib/files/crc32';

export interface Entry {
	readonly name: string | Uint8Array;
	readonly content: Uint8Array | string;
	readonly method?: number;
	readonly isFlaggedUtf8?: boolean;
	/** How lengths and checksum follow the bytes. */
	readonly descriptor?: 'none' | 'signed' | 'unsigned' | 'signed64' | 'unsigned64';
	readonly isZip64?: boolean;
	readonly mode?: number;
	/** What the directory and the local header say instead of the truth. */
	readonly declares?: Partial<Facts>;
	/** What the local header alone says. */
	readonly local?: Partial<Facts> & { readonly name?: string };
	/** Bytes put before the local header. */
	readonly gapBytes?: number;
	/** Takes the bytes of another entry instead of its own. */
	readonly offset?: number;
}

interface Facts {
	readonly flags: number;
	readonly method: number;
	readonly crc32: number;
	readonly compressedBytes: number;
	readonly bytes: number;
}

const utf8 = (text: string) => new TextEncoder().encode(text);

export interface Archive {
	readonly comment?: string;
	readonly isZip64?: boolean;
}

export function writeZip(
	entries: readonly Entry[],
	{ comment = '', isZip64 = false }: Archive = {}
): Uint8Array<ArrayBuffer> {
	const parts: Uint8Array[] = [];
	const records: Uint8Array[] = [];
	let at = 0;
	const put = (part: Uint8Array) => {
		parts.push(part);
		at += part.length;
	};
	for (const entry of entries) {
		const facts = factsOf(entry);
		if (entry.offset === undefined) put(new Uint8Array(entry.gapBytes ?? 0));
		const offset = entry.offset ?? at;
		records.push(recordOf(entry, facts, offset));
		if (entry.offset !== undefined) continue;
		put(headerOf(entry, facts));
		put(packed(entry));
		put(descriptorOf(entry, facts));
	}
	const start = at;
	records.forEach(put);
	const bytes = at - start;
	if (isZip64) put(end64(records.length, bytes, start));
	put(endOf({ count: records.length, bytes, start, comment, isZip64 }));
	return new Uint8Array(Buffer.concat(parts));
}

function contentOf({ content }: Entry): Uint8Array {
	return typeof content === 'string' ? utf8(content) : content;
}

function packed(entry: Entry): Uint8Array {
	const content = contentOf(entry);
	return (entry.method ?? 8) === 8 ? deflateRawSync(content) : content;
}

function nameOf(name: string | Uint8Array): Uint8Array {
	return typeof name === 'string' ? utf8(name) : name;
}

function factsOf(entry: Entry): Facts {
	const content = contentOf(entry);
	const isLater = (entry.descriptor ?? 'none') !== 'none';
	return {
		flags: (isLater ? 8 : 0) | ((entry.isFlaggedUtf8 ?? true) ? 0x800 : 0),
		method: entry.method ?? 8,
		crc32: crc32(content),
		compressedBytes: packed(entry).length,
		bytes: content.length,
		...entry.declares
	};
}

function fields(...values: readonly (readonly [width: 2 | 4 | 8, value: number])[]): Uint8Array {
	const view = new DataView(new ArrayBuffer(values.reduce((sum, [width]) => sum + width, 0)));
	let at = 0;
	for (const [width, value] of values) {
		if (width === 2) view.setUint16(at, value, true);
		else if (width === 4) view.setUint32(at, value >>> 0, true);
		else view.setBigUint64(at, BigInt(value), true);
		at += width;
	}
	return new Uint8Array(view.buffer);
}

function headerOf(entry: Entry, truth: Facts): Uint8Array {
	const facts = { ...truth, ...entry.local };
	const name = nameOf(entry.local?.name ?? entry.name);
	const isLater = (facts.flags & 8) !== 0;
	const {
		crc32: crc,
		compressedBytes,
		bytes
	} = isLater ? { crc32: 0, compressedBytes: 0, bytes: 0 } : facts;
	const extra = entry.isZip64
		? fields([2, 1], [2, 16], [8, bytes], [8, compressedBytes])
		: new Uint8Array(0);
	const [shownCompressed, shownBytes] = entry.isZip64 ? [-1, -1] : [compressedBytes, bytes];
	return Buffer.concat([
		fields([4, 0x04034b50], [2, 20], [2, facts.flags], [2, facts.method], [4, 0x5a215a21]),
		fields([4, crc], [4, shownCompressed], [4, shownBytes], [2, name.length], [2, extra.length]),
		name,
		extra
	]);
}

function descriptorOf({ descriptor = 'none' }: Entry, facts: Facts): Uint8Array {
	if (descriptor === 'none') return new Uint8Array(0);
	const width = descriptor.endsWith('64') ? 8 : 4;
	return Buffer.concat([
		descriptor.startsWith('signed') ? fields([4, 0x08074b50]) : new Uint8Array(0),
		fields([4, facts.crc32], [width, facts.compressedBytes], [width, facts.bytes])
	]);
}

function recordOf(entry: Entry, facts: Facts, offset: number): Uint8Array {
	const name = nameOf(entry.name);
	const { isZip64 = false, mode = 0o100644 } = entry;
	const extra = isZip64
		? fields([2, 1], [2, 24], [8, facts.bytes], [8, facts.compressedBytes], [8, offset])
		: new Uint8Array(0);
	const short = (value: number) => (isZip64 ? -1 : value);
	return Buffer.concat([
		fields([4, 0x02014b50], [2, 0x0314], [2, 20], [2, facts.flags], [2, facts.method]),
		fields([4, 0x5a215a21], [4, facts.crc32], [4, short(facts.compressedBytes)]),
		fields([4, short(facts.bytes)], [2, name.length], [2, extra.length], [2, 0], [2, 0], [2, 0]),
		fields([4, mode * 0x10000], [4, short(offset)]),
		name,
		extra
	]);
}

function end64(count: number, bytes: number, start: number): Uint8Array {
	return Buffer.concat([
		fields([4, 0x06064b50], [8, 44], [2, 45], [2, 45], [4, 0], [4, 0]),
		fields([8, count], [8, count], [8, bytes], [8, start]),
		fields([4, 0x07064b50], [4, 0], [8, start + bytes], [4, 1])
	]);
}

interface End extends Required<Archive> {
	readonly count: number;
	readonly bytes: number;
	readonly start: number;
}

function endOf({ count, bytes, start, comment, isZip64 }: End): Uint8Array {
	const text = utf8(comment);
	const [shownCount, shownBytes, shownStart] = isZip64 ? [0xffff, -1, -1] : [count, bytes, start];
	return Buffer.concat([
		fields([4, 0x06054b50], [2, 0], [2, 0], [2, shownCount], [2, shownCount]),
		fields([4, shownBytes], [4, shownStart], [2, text.length]),
		text
	]);
}

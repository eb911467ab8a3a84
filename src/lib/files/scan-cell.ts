/** One cell of delimited text as a range of bytes (R4, R5). */
import { addCell, cellFlag, type Offsets } from './offsets';

export interface Scan {
	readonly offsets: Offsets;
	readonly bytes: Uint8Array;
	readonly separator: number;
	/** Where the bytes to be scanned end. */
	readonly end: number;
	/** No more bytes come after these. */
	readonly isLast: boolean;
	/** The bytes end where one physical line ends: an unclosed cell is cut there and kept. */
	readonly isCut: boolean;
	/** Bytes after which a quoted cell counts as unclosed. */
	readonly quotedBytes: number;
	/** Line breaks inside the cells of the row. */
	breaks: number;
	/** How far the end of an unclosed cell was looked for. */
	searchedTo: number;
}

/** The cell cannot be ended with the bytes at hand. */
export const needsMore = -1;
/** A quoted cell was not closed within its limit, or at the end of the file. */
export const isUnclosed = -2;

export const quote = 0x22;
export const lineFeed = 0x0a;
export const carriageReturn = 0x0d;
export const space = 0x20;
export const tab = 0x09;

/** Adds the cell that begins at `start`. Gives where it ends, or `needsMore`, or `isUnclosed`. */
export function scanCell(scan: Scan, start: number): number {
	if (start < scan.end && scan.bytes[start] === quote) return scanQuoted(scan, start);
	const at = plainEnd(scan, start);
	if (at === scan.end && !scan.isLast) return needsMore;
	addCell(scan.offsets, start, at, plainFlags);
	return at;
}

/** Flags of the text that `plainEnd` went over last: a second result without an object for each cell. */
let plainFlags = 0;

/** Text up to a separator or a line end; a quote in it is text. */
function plainEnd({ bytes, separator, end }: Scan, start: number): number {
	const plainAbove = separator > carriageReturn ? separator : carriageReturn;
	let at = start;
	let high = 0;
	while (at < end) {
		const byte = bytes[at] as number;
		if (
			byte <= plainAbove &&
			(byte === separator || byte === lineFeed || byte === carriageReturn)
		) {
			break;
		}
		high |= byte;
		at += 1;
	}
	plainFlags = nonAscii(high);
	return at;
}

function nonAscii(bits: number): number {
	return bits & 0x80 ? cellFlag.notAscii : 0;
}

/** A quoted cell with what stands between its closing quote and the next separator. */
function scanQuoted(scan: Scan, start: number): number {
	const { bytes, end, isLast } = scan;
	const limit = Math.min(end, start + scan.quotedBytes);
	let at = start + 1;
	let flags = 0;
	let high = 0;
	let hasControl = false;
	for (;;) {
		while (at < limit && bytes[at] !== quote) {
			const byte = bytes[at] as number;
			if (byte < space) hasControl = true;
			high |= byte;
			at += 1;
		}
		if (at >= limit) {
			if (limit === end && !isLast) return needsMore;
			return endUnclosed(scan, start, { limit, flags: flags | nonAscii(high) });
		}
		if (at + 1 === end && !isLast) return needsMore;
		if (at + 1 === end || bytes[at + 1] !== quote) break;
		flags |= cellFlag.doubledQuotes;
		at += 2;
	}
	const close = at;
	at = plainEnd(scan, close + 1);
	if (at === end && !isLast) return needsMore;
	if (hasControl) scan.breaks += lineBreaks(bytes, start, close);
	flags |= nonAscii(high) | plainFlags;
	if (at === close + 1) addCell(scan.offsets, start + 1, close, flags);
	else addCell(scan.offsets, start + 1, at, flags | cellFlag.textAfterQuote);
	return at;
}

function endUnclosed(
	scan: Scan,
	start: number,
	{ limit, flags }: { limit: number; flags: number }
): number {
	scan.searchedTo = limit;
	if (!scan.isCut) return isUnclosed;
	addCell(scan.offsets, start + 1, limit, flags | cellFlag.unclosed);
	return limit;
}

/** CRLF, LF and a lone CR each end a line, inside quotes too (R4). */
function lineBreaks(bytes: Uint8Array, from: number, to: number): number {
	let breaks = 0;
	for (let at = from; at < to; at += 1) {
		const byte = bytes[at];
		if (byte === lineFeed || (byte === carriageReturn && bytes[at + 1] !== lineFeed)) breaks += 1;
	}
	return breaks;
}

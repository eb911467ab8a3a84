/**
 * The byte tokenizer: UTF-8 bytes → where rows and cells begin and end, as numbers. No string is made here: strings are
 * the cost of reading a file, and most cells are looked at as bytes only.
 */

/** Growing columns of offsets; reused from piece to piece. */
export interface Offsets {
	rows: number;
	cells: number;
	blankLines: number;
	lines: Uint32Array;
	rowStarts: Uint32Array;
	rowEnds: Uint32Array;
	/** One more entry than rows. */
	firstCells: Uint32Array;
	rowFlags: Uint8Array;
	cellStarts: Uint32Array;
	cellEnds: Uint32Array;
	cellFlags: Uint8Array;
}

export const cellFlag = {
	/** Holds doubled quotes, to be read as one. */
	doubledQuotes: 1,
	notAscii: 2,
	/** Text stands after the closing quote; it is kept (R5). The range then ends with that text. */
	textAfterQuote: 4,
	unclosed: 8
} as const;

export const rowFlag = { unclosed: 1 } as const;

/** A quoted cell that is not closed after this many bytes counts as unclosed (R5). */
export const unclosedAfterBytes = 1024 * 1024;

const quote = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;
const tab = 0x09;

export function createOffsets(rows = 4096, cells = 65536): Offsets {
	return {
		rows: 0,
		cells: 0,
		blankLines: 0,
		lines: new Uint32Array(rows),
		rowStarts: new Uint32Array(rows),
		rowEnds: new Uint32Array(rows),
		firstCells: new Uint32Array(rows + 1),
		rowFlags: new Uint8Array(rows),
		cellStarts: new Uint32Array(cells),
		cellEnds: new Uint32Array(cells),
		cellFlags: new Uint8Array(cells)
	};
}

function doubled<T extends Uint32Array | Uint8Array>(array: T): T {
	const grown = new (array.constructor as new (length: number) => T)(array.length * 2);
	grown.set(array);
	return grown;
}

function growRows(offsets: Offsets): void {
	offsets.lines = doubled(offsets.lines);
	offsets.rowStarts = doubled(offsets.rowStarts);
	offsets.rowEnds = doubled(offsets.rowEnds);
	offsets.firstCells = doubled(offsets.firstCells);
	offsets.rowFlags = doubled(offsets.rowFlags);
}

function growCells(offsets: Offsets): void {
	offsets.cellStarts = doubled(offsets.cellStarts);
	offsets.cellEnds = doubled(offsets.cellEnds);
	offsets.cellFlags = doubled(offsets.cellFlags);
}

export interface ScanInput {
	readonly bytes: Uint8Array;
	readonly separator: number;
	/** Physical line on which the bytes begin. */
	readonly line: number;
	/** No more bytes come after these. */
	readonly isLast: boolean;
}

/** Where scanning stopped: a row that may go on begins at `rest`, on line `line`. */
export interface ScanEnd {
	readonly rest: number;
	readonly line: number;
}

/** A cell could not be ended within the bytes at hand. */
const needsMore = -1;
/** A quoted cell was not closed within its limit, or at the end of the file. */
const isUnclosed = -2;

/** Scans whole rows; arrays of `offsets` are replaced when they grow, so take them after the call. */
export function scanRows(offsets: Offsets, input: ScanInput): ScanEnd {
	const { bytes, separator, isLast } = input;
	const end = bytes.length;
	offsets.rows = 0;
	offsets.cells = 0;
	offsets.blankLines = 0;
	offsets.firstCells[0] = 0;
	let line = input.line;
	let at = 0;
	while (at < end) {
		const rowStart = at;
		const firstCell = offsets.cells;
		let rowLines = 1;
		for (;;) {
			if (offsets.cells + 1 >= offsets.cellStarts.length) growCells(offsets);
			const next: number =
				at < end && bytes[at] === quote
					? scanQuoted(offsets, at, input)
					: scanPlain(offsets, at, input);
			if (next === needsMore) {
				offsets.cells = firstCell;
				return { rest: rowStart, line };
			}
			if (next === isUnclosed) {
				at = recoverRow(offsets, { firstCell, rowStart, line, cellStart: at + 1, bytes });
				line += 1;
				break;
			}
			if (offsets.cellFlags[offsets.cells - 1] !== 0 || bytes[at] === quote) {
				rowLines += lineBreaks(bytes, at, next);
			}
			at = next;
			if (at < end && bytes[at] === separator) {
				at += 1;
				continue;
			}
			const rowEnd = at;
			if (at < end) {
				const isReturn = bytes[at] === carriageReturn;
				if (isReturn && at + 1 === end && !isLast) {
					// The line feed that may belong to it comes with the next bytes.
					offsets.cells = firstCell;
					return { rest: rowStart, line };
				}
				at += isReturn && bytes[at + 1] === lineFeed ? 2 : 1;
			}
			endRow(offsets, { firstCell, rowStart, rowEnd, line, flags: 0 }, bytes);
			line += rowLines;
			break;
		}
	}
	return { rest: end, line };
}

interface Row {
	readonly firstCell: number;
	readonly rowStart: number;
	readonly rowEnd: number;
	readonly line: number;
	readonly flags: number;
}

function endRow(offsets: Offsets, row: Row, bytes: Uint8Array): void {
	if (isBlankLine(offsets, row, bytes)) {
		offsets.blankLines += 1;
		offsets.cells = row.firstCell;
		return;
	}
	const number = offsets.rows;
	if (number + 2 >= offsets.lines.length) growRows(offsets);
	offsets.lines[number] = row.line;
	offsets.rowStarts[number] = row.rowStart;
	offsets.rowEnds[number] = row.rowEnd;
	offsets.rowFlags[number] = row.flags;
	offsets.firstCells[number + 1] = offsets.cells;
	offsets.rows = number + 1;
}

function isBlankLine(offsets: Offsets, { firstCell, rowStart, rowEnd }: Row, bytes: Uint8Array) {
	if (offsets.cells - firstCell !== 1) return false;
	for (let at = rowStart; at < rowEnd; at += 1) {
		if (bytes[at] !== space && bytes[at] !== tab) return false;
	}
	return true;
}

function addCell(offsets: Offsets, start: number, end: number, flags: number): void {
	const cell = offsets.cells;
	offsets.cellStarts[cell] = start;
	offsets.cellEnds[cell] = end;
	offsets.cellFlags[cell] = flags;
	offsets.cells = cell + 1;
}

/** An unquoted cell; a quote inside it is text. Gives where it ends. */
function scanPlain(offsets: Offsets, from: number, { bytes, separator, isLast }: ScanInput) {
	const end = bytes.length;
	let at = from;
	let high = 0;
	while (at < end) {
		const byte = bytes[at] as number;
		if (byte === separator || byte === lineFeed || byte === carriageReturn) break;
		high |= byte;
		at += 1;
	}
	if (at === end && !isLast) return needsMore;
	addCell(offsets, from, at, high & 0x80 ? cellFlag.notAscii : 0);
	return at;
}

/** A quoted cell, and what stands between its closing quote and the next separator. */
function scanQuoted(offsets: Offsets, from: number, { bytes, separator, isLast }: ScanInput) {
	const end = bytes.length;
	const limit = Math.min(end, from + unclosedAfterBytes);
	let at = from + 1;
	let flags = 0;
	let high = 0;
	for (;;) {
		while (at < limit && bytes[at] !== quote) {
			high |= bytes[at] as number;
			at += 1;
		}
		if (at >= limit) return limit < end || isLast ? isUnclosed : needsMore;
		if (at + 1 === end && !isLast) return needsMore;
		if (bytes[at + 1] !== quote) break;
		flags |= cellFlag.doubledQuotes;
		at += 2;
	}
	const close = at;
	at += 1;
	while (at < end) {
		const byte = bytes[at] as number;
		if (byte === separator || byte === lineFeed || byte === carriageReturn) break;
		high |= byte;
		at += 1;
	}
	if (at === end && !isLast) return needsMore;
	const hasTail = at > close + 1;
	if (hasTail) flags |= cellFlag.textAfterQuote;
	if (high & 0x80) flags |= cellFlag.notAscii;
	addCell(offsets, from + 1, hasTail ? at : close, flags);
	return at;
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

interface Unclosed {
	readonly firstCell: number;
	readonly rowStart: number;
	readonly line: number;
	/** Where the text of the cell begins whose quote is never closed. */
	readonly cellStart: number;
	readonly bytes: Uint8Array;
}

/**
 * R5: the row is its first physical line alone, and reading resumes on the next. Cells that went over the line's end are
 * cut there; the last one is flagged.
 */
function recoverRow(offsets: Offsets, unclosed: Unclosed): number {
	const { bytes, firstCell, rowStart, line, cellStart } = unclosed;
	let rowEnd = rowStart;
	while (rowEnd < bytes.length && bytes[rowEnd] !== lineFeed && bytes[rowEnd] !== carriageReturn) {
		rowEnd += 1;
	}
	addCell(offsets, cellStart, rowEnd, 0);
	while (
		offsets.cells > firstCell + 1 &&
		(offsets.cellStarts[offsets.cells - 1] as number) > rowEnd
	) {
		offsets.cells -= 1;
	}
	const last = offsets.cells - 1;
	offsets.cellEnds[last] = rowEnd;
	let high = 0;
	for (let at = offsets.cellStarts[last] as number; at < rowEnd; at += 1)
		high |= bytes[at] as number;
	offsets.cellFlags[last] = cellFlag.unclosed | (high & 0x80 ? cellFlag.notAscii : 0);
	endRow(offsets, { firstCell, rowStart, rowEnd, line, flags: rowFlag.unclosed }, bytes);
	const isPair = bytes[rowEnd] === carriageReturn && bytes[rowEnd + 1] === lineFeed;
	return Math.min(bytes.length, rowEnd + (isPair ? 2 : 1));
}

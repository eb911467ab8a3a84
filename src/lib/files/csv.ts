/** The one reader of delimited text (R3–R5): pieces of UTF-8 in, blocks of rows as offsets out. */
import { cellFlag, clearOffsets, createOffsets, type Offsets } from './offsets';
import { scanLimits, scanRows, type ScanLimits } from './scan';
import { asciiText, utf8Text } from './text';

/** Rows of one piece of the file. Arrays are reused by the next call: copy what must stay. */
export interface RowBlock {
	/** UTF-8; the offsets point into it. */
	readonly bytes: Uint8Array;
	readonly rows: number;
	/** Physical line on which each row starts (R4). */
	readonly lines: Uint32Array;
	/** The row's bytes without its line end. */
	readonly rowStarts: Uint32Array;
	readonly rowEnds: Uint32Array;
	/** `rows + 1` entries: each row's first cell. */
	readonly firstCells: Uint32Array;
	/** Inner bytes of each cell, its quotes left out. */
	readonly cellStarts: Uint32Array;
	readonly cellEnds: Uint32Array;
	/** See `cellFlag` and `rowFlag` of offsets.ts. */
	readonly cellFlags: Uint8Array;
	readonly rowFlags: Uint8Array;
	readonly blankLines: number;
}

export interface CsvReader {
	/**
	 * Rows that end within what came so far, a long one perhaps some pieces later; the last piece ends the last row.
	 * @throws Failure 'file_line_too_long'
	 */
	push(chunk: Uint8Array, isLast: boolean): RowBlock;
}

export interface CsvOptions {
	/** One byte: comma, semicolon, tab or pipe. */
	readonly separator: number;
	/** Physical line on which the bytes begin. */
	readonly firstLine: number;
	readonly limits?: ScanLimits;
}

export function createCsvReader(options: CsvOptions): CsvReader {
	const { separator, firstLine, limits = scanLimits } = options;
	const offsets = createOffsets();
	let carried: Uint8Array = new Uint8Array(0);
	let waiting: Uint8Array[] = [];
	let waitingBytes = 0;
	let line = firstLine;
	return {
		push(chunk, isLast) {
			waitingBytes += chunk.length;
			if (waitingBytes < carried.length && !isLast) {
				// A long row is looked at again only when it has doubled, else small pieces would cost its square.
				waiting.push(chunk.slice());
				clearOffsets(offsets);
				return blockOf(offsets, chunk);
			}
			const isWhole = carried.length === 0 && waiting.length === 0;
			const bytes = isWhole ? chunk : joined([carried, ...waiting, chunk]);
			waiting = [];
			waitingBytes = 0;
			const end = scanRows(offsets, { bytes, separator, line, isLast, limits });
			carried = bytes.slice(end.rest);
			line = end.line;
			return blockOf(offsets, bytes);
		}
	};
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
	const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
	let at = 0;
	for (const part of parts) {
		all.set(part, at);
		at += part.length;
	}
	return all;
}

function blockOf(offsets: Offsets, bytes: Uint8Array): RowBlock {
	const { rows, lines, rowStarts, rowEnds, firstCells, rowFlags, blankLines } = offsets;
	const { cellStarts, cellEnds, cellFlags } = offsets;
	return {
		bytes,
		rows,
		lines,
		rowStarts,
		rowEnds,
		firstCells,
		cellStarts,
		cellEnds,
		cellFlags,
		rowFlags,
		blankLines
	};
}

/** The cell's text: doubled quotes undone, text after a closing quote appended. */
export function cellText(block: RowBlock, cell: number): string {
	const start = block.cellStarts[cell] as number;
	const end = block.cellEnds[cell] as number;
	const flags = block.cellFlags[cell] as number;
	if (flags === 0) return asciiText(block.bytes, start, end);
	const text =
		flags & cellFlag.notAscii
			? utf8Text(block.bytes, start, end)
			: asciiText(block.bytes, start, end);
	return unquoted(text, flags);
}

function unquoted(text: string, flags: number): string {
	if (flags & cellFlag.textAfterQuote) {
		const close = closingQuote(text);
		return text.slice(0, close).replaceAll('""', '"') + text.slice(close + 1);
	}
	return flags & cellFlag.doubledQuotes ? text.replaceAll('""', '"') : text;
}

/** Place of the first quote that is not doubled. */
function closingQuote(text: string): number {
	let at = text.indexOf('"');
	while (at >= 0 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
	return at < 0 ? text.length : at;
}

const rowOffsets = createOffsets(16, 256);

/** One row of the bytes that a draft keeps, as offsets. */
export function rowBlock(
	bytes: Uint8Array,
	separator: number,
	{ from, to }: { from: number; to: number }
): RowBlock {
	scanRows(rowOffsets, { bytes, separator, line: 1, isLast: true, limits: scanLimits, from, to });
	return blockOf(rowOffsets, bytes);
}

/** The cells of one row from the bytes that a draft keeps, which begin at `from` and end at `to`. */
export function tokenizeRow(
	bytes: Uint8Array,
	separator: number,
	{ from = 0, to = bytes.length }: { from?: number; to?: number } = {}
): string[] {
	scanRows(rowOffsets, { bytes, separator, line: 1, isLast: true, limits: scanLimits, from, to });
	const { firstCells, cellStarts, cellEnds, cellFlags } = rowOffsets;
	const count = rowOffsets.rows === 0 ? 0 : (firstCells[1] as number);
	const cells: string[] = [];
	for (let cell = 0; cell < count; cell += 1) {
		const start = cellStarts[cell] as number;
		const end = cellEnds[cell] as number;
		const flags = cellFlags[cell] as number;
		const text =
			flags & cellFlag.notAscii ? utf8Text(bytes, start, end) : asciiText(bytes, start, end);
		cells.push(flags === 0 ? text : unquoted(text, flags));
	}
	return cells;
}

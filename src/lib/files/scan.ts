/**
 * The byte tokenizer (R4, R5): UTF-8 → where rows and cells begin and end, as numbers. No string is made here: strings are
 * the cost of reading a file, and most cells are looked at as bytes only. The rows are the same however the bytes are cut.
 */
import { Failure } from '../core/failure';
import { addCell, addRow, cellFlag, clearOffsets, rowFlag, type Offsets } from './offsets';

/** A quoted cell that is not closed after this many bytes counts as unclosed (R5). */
export const unclosedAfterBytes = 1024 * 1024;
/** Longest row; a file without line ends would otherwise be held whole. */
export const rowLimitBytes = 8 * 1024 * 1024;

export interface ScanLimits {
	readonly quotedBytes: number;
	readonly rowBytes: number;
}

export const scanLimits: ScanLimits = { quotedBytes: unclosedAfterBytes, rowBytes: rowLimitBytes };

export interface ScanInput {
	readonly bytes: Uint8Array;
	readonly separator: number;
	/** Physical line on which the bytes begin. */
	readonly line: number;
	/** No more bytes come after these. */
	readonly isLast: boolean;
	readonly limits?: ScanLimits;
}

/** Where scanning stopped: a row that may go on begins at `rest`, on line `line`. */
export interface ScanEnd {
	readonly rest: number;
	readonly line: number;
}

interface Scan {
	readonly offsets: Offsets;
	readonly bytes: Uint8Array;
	readonly separator: number;
	/** Bytes above it end no cell and open none. */
	readonly plainAbove: number;
	readonly isLast: boolean;
	readonly quotedBytes: number;
	readonly rowBytes: number;
	/** The bytes are one physical line whose last cell is cut where they end. */
	readonly isCut: boolean;
	/** Where cells begin from which an unclosed quote is met. */
	readonly doomed: Set<number>;
	doomedTo: number;
	/** Line breaks inside the cells of the row. */
	breaks: number;
}

const quote = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;
const tab = 0x09;

/** The row cannot be ended with the bytes at hand. */
const needsMore = -1;
/** A quoted cell was not closed within its limit, or at the end of the file. */
const isUnclosed = -2;

/**
 * Scans whole rows. Arrays of `offsets` are replaced when they grow: take them after the call.
 * @throws Failure 'file_line_too_long'
 */
export function scanRows(offsets: Offsets, input: ScanInput): ScanEnd {
	const { bytes } = input;
	const scan = startScan(offsets, input);
	let { line } = input;
	let at = 0;
	while (at < bytes.length) {
		const firstCell = offsets.cells;
		let end = scanRow(scan, at);
		const wasUnclosed = end === isUnclosed;
		if (wasUnclosed) end = cutRow(scan, at, firstCell);
		const next = end === needsMore ? needsMore : afterLineEnd(scan, end);
		if ((next === needsMore ? bytes.length - 2 : scan.doomedTo > end ? end : end) - at > scan.rowBytes)
			throw new Failure('file_line_too_long', { line, limitBytes: scan.rowBytes });
		if (next === needsMore) {
			offsets.cells = firstCell;
			return { rest: at, line };
		}
		line = endRow(offsets, scan, { firstCell, start: at, end, line, wasUnclosed });
		at = next;
	}
	return { rest: bytes.length, line };
}

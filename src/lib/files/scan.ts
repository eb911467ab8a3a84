/**
 * The byte tokenizer (R4, R5): UTF-8 → where rows and cells begin and end, as numbers. No string is made here: strings are
 * the cost of reading a file, and most cells are looked at as bytes only. Rows are the same however the bytes are cut.
 */
import { Failure } from '../core/failure';
import { addRow, clearOffsets, rowFlag, type Offsets } from './offsets';
import {
	carriageReturn,
	isUnclosed,
	lineFeed,
	needsMore,
	quote,
	scanCell,
	space,
	tab,
	type Scan
} from './scan-cell';

export interface ScanLimits {
	/** A quoted cell that is not closed after so many bytes counts as unclosed (R5). */
	readonly quotedBytes: number;
	/** Longest row; a file without line ends would otherwise be held whole. */
	readonly rowBytes: number;
}

export const scanLimits: ScanLimits = { quotedBytes: 1024 * 1024, rowBytes: 8 * 1024 * 1024 };

export interface ScanInput {
	readonly bytes: Uint8Array;
	readonly separator: number;
	/** Physical line on which the bytes begin. */
	readonly line: number;
	/** No more bytes come after these. */
	readonly isLast: boolean;
	readonly limits: ScanLimits;
	/** Scans only the bytes from `from` up to `to`. */
	readonly from?: number;
	readonly to?: number;
}

/** Where scanning stopped: a row that may go on begins at `rest`, on line `line`. */
export interface ScanEnd {
	readonly rest: number;
	readonly line: number;
}

/**
 * Where cells begin from which an unclosed quote is met. A row that comes to such a place is unclosed too: without this
 * memory each line of a crafted file would be read up to the same quote again.
 */
interface Doomed {
	readonly starts: Set<number>;
	last: number;
}

/**
 * Scans whole rows. Arrays of `offsets` are replaced when they grow: take them after the call.
 * @throws Failure 'file_line_too_long'
 */
export function scanRows(offsets: Offsets, input: ScanInput): ScanEnd {
	const { bytes, separator, isLast, limits, from = 0, to = bytes.length } = input;
	const { quotedBytes } = limits;
	clearOffsets(offsets);
	const start = { isCut: false, breaks: 0, searchedTo: 0 };
	const scan: Scan = { offsets, bytes, separator, end: to, isLast, quotedBytes, ...start };
	const doomed: Doomed = { starts: new Set(), last: -1 };
	let { line } = input;
	let at = from;
	while (at < to) {
		const firstCell = offsets.cells;
		let end = scanRow(scan, at, doomed);
		const flags = end === isUnclosed ? rowFlag.unclosed : 0;
		if (flags !== 0) end = cutRow(scan, at, firstCell);
		const next = end === needsMore ? needsMore : afterLineEnd(scan, end);
		// The last byte may be a return or a quote that only tells with the next one whether the row ends before it.
		const seen = next === needsMore ? to - 1 : Math.max(end, scan.searchedTo);
		if (seen - at > limits.rowBytes) {
			throw new Failure('file_line_too_long', { line, limitBytes: limits.rowBytes });
		}
		if (next === needsMore) {
			offsets.cells = firstCell;
			return { rest: at, line };
		}
		if (offsets.cells - firstCell === 1 && isBlank(bytes, at, end)) {
			offsets.blankLines += 1;
			offsets.cells = firstCell;
		} else addRow(offsets, { start: at, end, line, flags });
		line += 1 + scan.breaks;
		at = next;
	}
	return { rest: to, line };
}

/** Adds the cells of a row. Gives where it ends, or `needsMore`, or `isUnclosed`. */
function scanRow(scan: Scan, start: number, doomed: Doomed): number {
	const { bytes, separator, offsets } = scan;
	const firstCell = offsets.cells;
	scan.breaks = 0;
	scan.searchedTo = 0;
	let at = start;
	for (;;) {
		if (at <= doomed.last && doomed.starts.has(at)) return isUnclosed;
		const next = scanCell(scan, at);
		if (next === isUnclosed) rememberDoomed(scan, firstCell, { at, doomed });
		if (next < 0 || next === scan.end || bytes[next] !== separator) return next;
		at = next + 1;
	}
}

/** The cells of the row since `firstCell`, and the unclosed one at `at`. */
function rememberDoomed(
	{ bytes, offsets }: Scan,
	firstCell: number,
	{ at, doomed }: { at: number; doomed: Doomed }
): void {
	for (let cell = firstCell; cell < offsets.cells; cell += 1) {
		const inner = offsets.cellStarts[cell] as number;
		doomed.starts.add(bytes[inner - 1] === quote ? inner - 1 : inner);
	}
	doomed.starts.add(at);
	doomed.last = Math.max(doomed.last, at);
}

/** R5: a row with an unclosed quote is its first physical line alone; reading resumes on the next. */
function cutRow(scan: Scan, start: number, firstCell: number): number {
	const { bytes, offsets, separator } = scan;
	let end = start;
	while (end < scan.end && bytes[end] !== lineFeed && bytes[end] !== carriageReturn) end += 1;
	if (end === scan.end && !scan.isLast) return needsMore;
	offsets.cells = firstCell;
	scan.breaks = 0;
	const line = { ...scan, end, isLast: true, isCut: true, quotedBytes: end - start };
	let at = scanCell(line, start);
	while (at < end && bytes[at] === separator) at = scanCell(line, at + 1);
	return end;
}

/** Past CRLF, LF or CR; a return may have its line feed among the next bytes. */
function afterLineEnd({ bytes, end, isLast }: Scan, rowEnd: number): number {
	if (rowEnd === end) return end;
	const next = rowEnd + 1;
	if (bytes[rowEnd] !== carriageReturn) return next;
	if (next === end) return isLast ? next : needsMore;
	return bytes[next] === lineFeed ? next + 1 : next;
}

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
	for (let at = start; at < end; at += 1) {
		if (bytes[at] !== space && bytes[at] !== tab) return false;
	}
	return true;
}

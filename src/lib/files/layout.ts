/** Where the table of a text begins and what separates its columns (R3), judged on the first bytes of the file. */
import { Failure } from '../core/failure';
import { tokenizeRow } from './csv';
import { createOffsets, rowFlag, type Offsets } from './offsets';
import { scanLimits, scanRows } from './scan';

export const separators = [',', ';', '\t', '|'] as const;
export type Separator = (typeof separators)[number];

/** How well the cells of a row are known as headers: fields count most; `isLoose` lets headers with slips count too. */
export type RankHeader = (cells: readonly string[], isLoose: boolean) => number;

export interface LayoutChoices {
	readonly separator?: Separator | undefined;
	/** Physical line of the header, or of a line shortly before it. */
	readonly headerLine?: number | undefined;
}

export interface Layout {
	readonly separator: Separator;
	readonly headers: string[];
	/** Physical line of the header, and that of the first row after it (R4). */
	readonly headerLine: number;
	readonly firstLine: number;
	/** Bytes of the header with all that stands before it. */
	readonly skipBytes: number;
	/** Rows before the header, such as a title. */
	readonly rowsAbove: number;
}

/** Rows that may be the header, and rows that tell whether the number of columns is constant. */
const headersLookedAt = 30;
const rowsLookedAt = 200;

/**
 * R3: the separator and the row under which most cells are known headers; among equals, the separator under which most
 * rows have as many cells as that row. A first line `sep=;` decides and is no row.
 * @param text first bytes of the file as UTF-8, its mark left out
 * @throws Failure 'file_empty', 'file_line_too_long', 'file_no_known_header'
 */
export function findLayout(
	text: Uint8Array,
	hasMore: boolean,
	{ rank, choices = {} }: { rank: RankHeader; choices?: LayoutChoices }
): Layout {
	const named = namedSeparator(text);
	const chosen = choices.separator ?? named?.separator;
	const start = named?.bytes ?? 0;
	const tables = (chosen ? [chosen] : separators).map((separator) =>
		tableOf(text, { separator, start, line: named ? 2 : 1, isLast: !hasMore })
	);
	if (tables.every(({ offsets }) => offsets.rows === 0)) {
		throw hasMore
			? new Failure('file_line_too_long', { line: 1, limitBytes: text.length })
			: new Failure('file_empty');
	}
	const best = bestOf(tables, rank, choices.headerLine) ?? null;
	if (!best) throw new Failure('file_no_known_header', { first: firstLine(text) });
	return layoutOf(text, best);
}

interface Table {
	readonly text: Uint8Array;
	readonly separator: Separator;
	readonly offsets: Offsets;
}

interface Candidate extends Table {
	readonly row: number;
	readonly score: number;
}

function tableOf(
	text: Uint8Array,
	{ separator, start, line, isLast }: TableInput & { separator: Separator }
): Table {
	// Small files are many, and four tables are made for each.
	const room = text.length + 1;
	const offsets = createOffsets(Math.min(room, 4096), Math.min(room, 65_536));
	const byte = separator.charCodeAt(0);
	scanRows(offsets, {
		bytes: text,
		separator: byte,
		line,
		isLast,
		limits: scanLimits,
		from: start
	});
	return { text, separator, offsets };
}

interface TableInput {
	readonly start: number;
	readonly line: number;
	readonly isLast: boolean;
}

function bestOf(
	tables: readonly Table[],
	rank: RankHeader,
	headerLine: number | undefined
): Candidate | null {
	for (const isLoose of [false, true]) {
		const candidates = tables.flatMap((table) => candidateOf(table, rank, { headerLine, isLoose }));
		candidates.sort((a, b) => b.score - a.score);
		if (candidates[0]) return candidates[0];
	}
	return null;
}

/** What a row after the first must be ahead by: cells of a row may happen to be names of columns. */
const lead = 4;

function candidateOf(
	table: Table,
	rank: RankHeader,
	{ headerLine, isLoose }: { headerLine: number | undefined; isLoose: boolean }
): Candidate[] {
	const { offsets } = table;
	const rankOf = (row: number) => rank(cellsOf(table, row), isLoose);
	if (headerLine !== undefined) {
		const row = offsets.lines.subarray(0, offsets.rows).findIndex((line) => line >= headerLine);
		return row < 0 ? [] : [{ ...table, row, score: scoreOf(table, row, rankOf(row)) }];
	}
	let best = { row: -1, rank: 0 };
	for (let row = 0; row < Math.min(offsets.rows, headersLookedAt); row += 1) {
		if ((offsets.rowFlags[row] as number) & rowFlag.unclosed) continue;
		const its = rankOf(row);
		if (its >= (best.rank === 0 ? 1 : best.rank + lead)) best = { row, rank: its };
	}
	return best.row < 0
		? []
		: [{ ...table, row: best.row, score: scoreOf(table, best.row, best.rank) }];
}

function cellsOf({ text, separator, offsets }: Table, row: number): string[] {
	const from = offsets.rowStarts[row] as number;
	const to = offsets.rowEnds[row] as number;
	return tokenizeRow(text, separator.charCodeAt(0), { from, to });
}

function scoreOf({ offsets }: Table, header: number, rank: number): number {
	const cellsIn = (row: number) =>
		(offsets.firstCells[row + 1] as number) - (offsets.firstCells[row] as number);
	const columns = cellsIn(header);
	const rows = Math.min(offsets.rows, header + rowsLookedAt);
	let same = 0;
	for (let row = header + 1; row < rows; row += 1) if (cellsIn(row) === columns) same += 1;
	const constant = columns > 1 && rows > header + 1 ? same / (rows - header - 1) : 0;
	return rank * 10 + constant * 5 + (columns > 1 ? 1 : 0);
}

function layoutOf(text: Uint8Array, best: Candidate): Layout {
	const { offsets, row, separator } = best;
	const end = offsets.rowEnds[row] as number;
	const isPair = text[end] === 0x0d && text[end + 1] === 0x0a;
	const skipBytes = Math.min(text.length, end + (isPair ? 2 : 1));
	return {
		separator,
		headers: cellsOf(best, row),
		headerLine: offsets.lines[row] as number,
		firstLine: 1 + countLines(text, skipBytes),
		skipBytes,
		rowsAbove: row
	};
}

/** Spreadsheets write `sep=;` as a first line for themselves. */
function namedSeparator(text: Uint8Array): { separator: Separator; bytes: number } | null {
	const start = new TextDecoder('latin1').decode(text.subarray(0, 16));
	const match = /^"?sep=([,;\t|])"?(\r\n|\n|\r)/i.exec(start);
	const separator = separators.find((each) => each === match?.[1]);
	return match && separator ? { separator, bytes: match[0].length } : null;
}

/** Line ends among the first bytes: CRLF, LF and a lone CR (R4). */
export function countLines(text: Uint8Array, end: number): number {
	let lines = 0;
	for (let at = 0; at < end; at += 1) {
		if (text[at] === 0x0a || (text[at] === 0x0d && text[at + 1] !== 0x0a)) lines += 1;
	}
	return lines;
}

function firstLine(text: Uint8Array): string {
	const line = new TextDecoder().decode(text.subarray(0, 320)).split(/[\r\n]/, 1)[0] ?? '';
	return line.slice(0, 80);
}

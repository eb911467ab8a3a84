/** Opens a workbook as if it were delimited text: its rows go through the one reader, their lines are those of the sheet. */
import { Failure } from '../core/failure';
import { hashFile } from './blocks';
import { createCsvReader, type RowBlock } from './csv';
import { findLayout, type Layout } from './layout';
import type { CsvSource, OpenOptions } from './read';
import { sheetRows, type SheetRow } from './sheet';
import { openWorkbook, type Sheet, type Workbook } from './workbook';

/** Rows of a sheet among which the header is looked for. */
const rowsLookedAt = 200;
const separator = ',';

/**
 * The sheet that was chosen, else the first with a known header.
 * @throws Failure 'file_no_known_header', 'file_header_only', 'file_workbook_damaged', 'file_workbook_protected', …
 */
export async function openSheet(file: Blob, options: OpenOptions): Promise<CsvSource> {
	const { signal, choices = {} } = options;
	const workbook = await openWorkbook(file, signal);
	const { sheet, head } = await sheetOf(workbook, options);
	const { layout, lines } = head;
	const names = workbook.sheets.map(({ name }) => name);
	if (lines.length <= layout.rowsAbove + 1) throw new Failure('file_header_only');
	let bytesRead = 0;
	return {
		...layout,
		headerLine: lines[layout.rowsAbove] as number,
		encoding: 'utf-8',
		encodingBy: choices.encoding ? 'chosen' : 'valid',
		letterCells: [],
		sheet: { name: sheet.name, names },
		bytesRead: () => bytesRead,
		sha256: () => hashFile(file, signal),
		async *blocks(blockSignal) {
			const reader = createCsvReader({ separator: separator.charCodeAt(0), firstLine: 1 });
			const numbering = createNumbering();
			let skip = layout.rowsAbove + 1;
			for await (const rows of sheetRows(workbook, sheet, blockSignal)) {
				const taken = rows.slice(skip);
				skip = Math.max(0, skip - rows.length);
				const bytes = numbering.add(taken, layout.headers.length);
				bytesRead = Math.min(file.size, bytesRead + bytes.length / 4);
				if (bytes.length > 0) yield numbering.renumber(reader.push(bytes, false));
			}
			bytesRead = file.size;
			yield numbering.renumber(reader.push(new Uint8Array(0), true));
		}
	};
}

interface Head {
	readonly layout: Layout;
	/** Numbers in the sheet of the rows looked at. */
	readonly lines: readonly number[];
}

async function sheetOf(
	workbook: Workbook,
	options: OpenOptions
): Promise<{ sheet: Sheet; head: Head }> {
	const chosen = workbook.sheets.find(({ name }) => name === options.choices?.sheet);
	let refusal: unknown = null;
	for (const sheet of chosen ? [chosen] : workbook.sheets) {
		try {
			return { sheet, head: await headOf(workbook, sheet, options) };
		} catch (error) {
			if (!(error instanceof Failure) || !passedOver.has(error.code)) throw error;
			refusal ??= error;
		}
	}
	throw refusal;
}

const passedOver: ReadonlySet<string> = new Set(['file_empty', 'file_no_known_header']);

async function headOf(
	workbook: Workbook,
	sheet: Sheet,
	{ knows, signal, choices = {} }: OpenOptions
): Promise<Head> {
	const rows: SheetRow[] = [];
	for await (const some of sheetRows(workbook, sheet, signal)) {
		rows.push(...some);
		if (rows.length >= rowsLookedAt) break;
	}
	const looked = rows.slice(0, rowsLookedAt);
	const lines = looked.map(({ line }) => line);
	const text = new TextEncoder().encode(looked.map((row) => delimited(row.cells, 0)).join(''));
	// Rows of the text are told by their number, so that no line break within a cell counts.
	const headerLine =
		choices.headerLine === undefined ? undefined : lineOf(looked, choices.headerLine);
	const layout = findLayout(text, false, {
		rank: knows.rank,
		choices: { separator, headerLine }
	});
	return { layout, lines };
}

/** Physical line, within the text, of the first row that is not before a row of the sheet. */
function lineOf(rows: readonly SheetRow[], sheetLine: number): number {
	let line = 1;
	for (const row of rows) {
		if (row.line >= sheetLine) return line;
		line += 1 + breaksIn(row);
	}
	return line;
}

function breaksIn({ cells }: SheetRow): number {
	return cells.reduce((sum, cell) => sum + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0);
}

/** One row as delimited text, as wide as the header where its last cells are blank: a sheet has no ragged rows. */
function delimited(cells: readonly string[], columns: number): string {
	const padded = [...cells];
	while (padded.length > columns && padded[padded.length - 1] === '') padded.pop();
	while (padded.length < columns) padded.push('');
	return padded.map(quoted).join(separator) + '\n';
}

function quoted(cell: string): string {
	return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** Gives rows that were read from the text their numbers in the sheet again. */
function createNumbering() {
	const encoder = new TextEncoder();
	let pending: number[] = [];
	return {
		add(rows: readonly SheetRow[], columns: number): Uint8Array {
			for (const { line } of rows) pending.push(line);
			return encoder.encode(rows.map(({ cells }) => delimited(cells, columns)).join(''));
		},
		renumber(block: RowBlock): RowBlock {
			const lines = block.lines.slice(0, block.rows);
			for (let row = 0; row < block.rows; row += 1) lines[row] = pending[row] as number;
			pending = pending.slice(block.rows);
			return { ...block, lines };
		}
	};
}

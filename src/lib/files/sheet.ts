/** One sheet of a workbook as delimited text, row by row, for the reader that all files go through (R1, R4). */
import { Failure } from '../core/failure';
import { inflatePart } from './workbook-parts';
import { columnOf, longestText, numberText, unescapeText } from './workbook-values';
import type { Sheet, Workbook } from './workbook';
import { attributeOf, createXmlReader } from './xml';

export interface SheetRow {
	/** Number of the row in the sheet, from 1: the line that is shown. */
	readonly line: number;
	readonly cells: readonly string[];
}

/** A sheet is inflated piece by piece; beyond this nobody made it by hand. */
const sheetBytes = 1024 * 1024 * 1024;
/** Excel's own limits. */
const mostColumns = 16_384;
const mostRows = 1_048_576;

const notBlank = /[^ \t]/;

interface Cell {
	column: number;
	type: string;
	style: number;
	text: string;
}

/** Rows that hold something, in groups as they come. @throws Failure as {@link inflatePart} */
export async function* sheetRows(
	workbook: Workbook,
	sheet: Sheet,
	signal: AbortSignal
): AsyncGenerator<SheetRow[]> {
	let ready: SheetRow[] = [];
	const reader = rowReader(workbook, (row) => ready.push(row));
	const decoder = new TextDecoder();
	const options = { limitBytes: sheetBytes, signal };
	for await (const piece of inflatePart(workbook.file, sheet.part, options)) {
		reader.push(decoder.decode(piece, { stream: true }));
		if (ready.length > 0) yield ready;
		ready = [];
	}
}

function rowReader(workbook: Workbook, take: (row: SheetRow) => void) {
	let line = 0;
	let cells: string[] = [];
	let cell: Cell | null = null;
	let takesText = false;
	let phonetics = 0;
	return createXmlReader({
		open(name, attributes) {
			if (name === 'row') {
				line = rowNumber(attributeOf(attributes, 'r'), line);
				cells = [];
			} else if (name === 'c') cell = cellOf(attributes, cells.length);
			else if (name === 'v' || name === 't') takesText = phonetics === 0;
			else if (name === 'rPh') phonetics += 1;
		},
		close(name) {
			if (name === 'v' || name === 't') takesText = false;
			else if (name === 'rPh') phonetics -= 1;
			else if (name === 'c' && cell) {
				while (cells.length < cell.column) cells.push('');
				cells[cell.column] = shownText(cell, workbook);
				cell = null;
			} else if (name === 'row' && cells.some((text) => notBlank.test(text))) take({ line, cells });
		},
		text(piece) {
			if (!takesText || !cell) return;
			cell.text += piece;
			if (cell.text.length > longestText) throw new Failure('file_workbook_damaged', { part: '' });
		}
	});
}

function rowNumber(text: string, before: number): number {
	const row = text === '' ? before + 1 : Number(text);
	if (!Number.isInteger(row) || row <= before || row > mostRows) {
		throw new Failure('file_workbook_damaged', { part: '' });
	}
	return row;
}

function cellOf(attributes: string, next: number): Cell {
	const reference = attributeOf(attributes, 'r');
	const column = reference === '' ? next : columnOf(reference);
	if (column < 0 || column >= mostColumns) throw new Failure('file_workbook_damaged', { part: '' });
	const style = Number(attributeOf(attributes, 's') || 0);
	return { column, type: attributeOf(attributes, 't'), style, text: '' };
}

function shownText({ type, text, style }: Cell, { texts, formats, is1904 }: Workbook): string {
	switch (type) {
		case 's':
			return text === '' ? '' : (texts[Number(text)] ?? '');
		case 'b':
			return text.trim() === '1' ? 'TRUE' : 'FALSE';
		case 'str':
		case 'inlineStr':
			return unescapeText(text);
		case 'e':
			return text;
		case 'd':
			return text.replace(/T00:00:00(?:\.0+)?Z?$/, '').replace('T', ' ');
		default:
			return numberText(text, formats[style] ?? { kind: 'plain' }, is1904);
	}
}

/** Rows of a stored draft page, as the same raw rows that reading a file gives. */
import { fieldIndex, fieldKeys } from '../core/fields';
import { tokenizeRow } from '../files/csv';
import type { RowEdits } from '../core/edits';
import { pageRows, type Draft, type DraftColumn, type DraftPage } from './db';

/** A row as it comes from the file or from the draft. */
export interface RawRow {
	/** By field; undefined where there is no such column. The password's own text is '' unless it is being read. */
	readonly cells: readonly (string | undefined)[];
	readonly line: number;
	readonly fault: RowFault;
	/** Cells the row has, for the message of a ragged one. */
	readonly cellCount: number;
	readonly hasSurplusBlank: boolean;
	readonly hasTextAfterQuote: boolean;
}

const rowFaults = ['none', 'ragged', 'unclosed'] as const;
export type RowFault = (typeof rowFaults)[number];

const faultBits = 3;
const textAfterQuoteBit = 4;

/** A row's faults as one number of {@link DraftPage.faults}. */
export function faultNumber(raw: Pick<RawRow, 'fault' | 'hasTextAfterQuote'>): number {
	return rowFaults.indexOf(raw.fault) | (raw.hasTextAfterQuote ? textAfterQuoteBit : 0);
}

export function faultsOf(
	page: Pick<DraftPage, 'faults'>,
	slot: number
): Pick<RawRow, 'fault' | 'hasTextAfterQuote'> {
	const number = page.faults[slot] as number;
	return {
		fault: rowFaults[number & faultBits] ?? 'none',
		hasTextAfterQuote: (number & textAfterQuoteBit) !== 0
	};
}

const separatorBytes: Readonly<Record<Draft['separator'], number>> = {
	',': 0x2c,
	';': 0x3b,
	'\t': 0x09,
	'|': 0x7c
};

export function separatorByte(separator: Draft['separator']): number {
	return separatorBytes[separator];
}

/** The rows of a page as text, stored or not. */
export type StoredRows = Pick<DraftPage, 'page' | 'bytes' | 'ends' | 'lines' | 'faults' | 'cells'>;

/** The cells of one row of the page as they stood in the file; a password cell is ''. */
export function rowCells(page: StoredRows, slot: number, separator: Draft['separator']): string[] {
	const start = slot === 0 ? 0 : (page.ends[slot - 1] as number);
	const end = page.ends[slot] as number;
	return tokenizeRow(page.bytes, separatorByte(separator), { from: start, to: end });
}

/** By field: the place of its column, or -1. */
export function columnPlaces(columns: readonly Pick<DraftColumn, 'field'>[]): Int32Array {
	const places = new Int32Array(fieldKeys.length).fill(-1);
	columns.forEach(({ field }, place) => {
		if (field !== null) places[fieldIndex[field]] = place;
	});
	return places;
}

/** How stored rows are taken apart, and what was changed in them since. */
export interface RowShape {
	readonly separator: Draft['separator'];
	readonly places: Int32Array;
	readonly columns: number;
	readonly edits: RowEdits;
}

export function shapeOf(
	{ separator, columns }: Pick<Draft, 'separator' | 'columns'>,
	edits: RowEdits
): RowShape {
	return { separator, places: columnPlaces(columns), columns: columns.length, edits };
}

/** The cells of a row as they are now, by column. */
export function cellsNow(page: StoredRows, slot: number, shape: RowShape): string[] {
	const cells = rowCells(page, slot, shape.separator);
	const edit = shape.edits.get(page.page * pageRows + slot);
	if (!edit || edit.cells.length === 0) return cells;
	while (cells.length < shape.columns) cells.push('');
	for (const [place, text] of edit.cells) cells[place] = text;
	return cells;
}

/** The row as it is now. One that was edited has its cells where they belong, however it stood in the file. */
export function rawRow(page: StoredRows, slot: number, shape: RowShape): RawRow {
	const cells = cellsNow(page, slot, shape);
	const byField: (string | undefined)[] = [];
	for (const place of shape.places) byField.push(place < 0 ? undefined : (cells[place] ?? ''));
	const read = faultsOf(page, slot);
	const isMended = read.fault !== 'none' && isEdited(page, slot, shape);
	const cellCount = isMended ? shape.columns : (page.cells[slot] as number);
	return {
		cells: byField,
		line: page.lines[slot] as number,
		fault: isMended ? 'none' : read.fault,
		cellCount,
		hasSurplusBlank: !isMended && read.fault === 'none' && cellCount > shape.columns,
		hasTextAfterQuote: !isMended && read.hasTextAfterQuote
	};
}

function isEdited({ page }: StoredRows, slot: number, { edits }: RowShape): boolean {
	const edit = edits.get(page * pageRows + slot);
	return edit !== undefined && edit.cells.length > 0;
}

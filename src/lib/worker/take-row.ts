/** One row of the file: its cells to the check, its bytes to the page, its password to neither (W5). */
import { fieldKeys } from '../core/fields';
import { cellText, type RowBlock } from '../files/csv';
import type { RawRow, RowFault } from '../storage/draft-rows';
import { addPlainRow, addRow, markPassword } from './checking';
import { reservePasswords } from './open-draft';
import { addPassword, addToPage, type Ranges } from '../storage/page-builder';
import { isBad, isWeak } from './passwords';
import type { PlainRows } from '../files/plain-rows';
import type { Reading } from './read-file';

const quote = 0x22;
const space = 0x20;
const tab = 0x09;
const textAfterQuoteFlag = 4;
const unclosedFlag = 1;

export function takeRow(reading: Reading, block: RowBlock, row: number): void {
	if (reading.plain?.read(block, row)) return takePlainRow(reading, block, row, reading.plain);
	const { places, passwordPlace, hidden, checking, open, builder } = reading;
	const columns = open.draft.columns.length;
	const first = block.firstCells[row] as number;
	const cellCount = (block.firstCells[row + 1] as number) - first;
	const cells: (string | undefined)[] = [];
	for (let field = 0; field < fieldKeys.length; field += 1) {
		const place = places[field] as number;
		if (place < 0) cells.push(undefined);
		else if (place >= cellCount || hidden.includes(place)) cells.push('');
		else cells.push(textOf(block, first + place));
	}
	const fault = faultOf(block, row, columns);
	const raw: RawRow = {
		cells,
		line: block.lines[row] as number,
		fault,
		cellCount,
		hasSurplusBlank: fault === 'none' && cellCount > columns,
		hasTextAfterQuote: hasFlag(block, first, { count: cellCount, flag: textAfterQuoteFlag })
	};
	const record = addRow(checking, raw);
	if (record === null) {
		reading.ghostRows += 1;
		return;
	}
	// In a row whose cells cannot be told apart, any of them may be the password.
	if (fault === 'none') reading.samples.take(block, row, hidden);
	addToPage(builder, raw, block.bytes, keptRanges(block, row, { hidden, columns, fault }));
	if (fault !== 'none' || passwordPlace < 0) return;
	const cell = first + passwordPlace;
	if (block.cellStarts[cell] === block.cellEnds[cell]) return;
	takePassword(reading, cellText(block, cell), record);
}

function takePlainRow(reading: Reading, block: RowBlock, row: number, plain: PlainRows): void {
	const { passwordPlace, hidden, checking, open, builder } = reading;
	const columns = open.draft.columns.length;
	const line = block.lines[row] as number;
	addPlainRow(checking, block, line, plain.row);
	reading.samples.take(block, row, hidden);
	const raw = { line, fault: 'none', hasTextAfterQuote: false, cellCount: columns } as const;
	const cell = (block.firstCells[row] as number) + passwordPlace;
	if (hidden.length === 0 || isOnlyBlank(block, row, hidden)) {
		addToPage(builder, raw, block.bytes, [
			[block.rowStarts[row] as number, block.rowEnds[row] as number]
		]);
	} else {
		const ranges = keptRanges(block, row, { hidden, columns, fault: 'none' });
		addToPage(builder, raw, block.bytes, ranges);
	}
	if (passwordPlace < 0 || block.cellStarts[cell] === block.cellEnds[cell]) return;
	takePassword(reading, cellText(block, cell), plain.owner(block));
}

function isOnlyBlank(block: RowBlock, row: number, places: readonly number[]): boolean {
	const first = block.firstCells[row] as number;
	for (const place of places) {
		if (block.cellStarts[first + place] !== block.cellEnds[first + place]) return false;
	}
	return true;
}

/** Most cells of a real file are blank or short; a blank one costs no string. */
function textOf(block: RowBlock, cell: number): string {
	return block.cellStarts[cell] === block.cellEnds[cell] && block.cellFlags[cell] === 0
		? ''
		: cellText(block, cell);
}

function takePassword(
	reading: Reading,
	text: string,
	record: Parameters<Reading['passwords']['read']>[1]
) {
	const { open, builder, passwords } = reading;
	const verdict = passwords.read(text, record);
	if (verdict.verdict === 0) return;
	const row = open.facts.count - 1;
	reservePasswords(open.passwords, row + 1);
	open.passwords.verdicts[row] = verdict.verdict;
	open.passwords.groups[row] = verdict.group;
	const size = passwords.groupSizes[verdict.group] ?? 0;
	markPassword(open.facts, row, {
		isBad: isBad(verdict.verdict),
		isWeak: isWeak(verdict.verdict, size)
	});
	addPassword(builder, text, verdict);
}

function faultOf(block: RowBlock, row: number, columns: number): RowFault {
	if ((block.rowFlags[row] as number) & unclosedFlag) return 'unclosed';
	const first = block.firstCells[row] as number;
	const end = block.firstCells[row + 1] as number;
	if (end - first === columns) return 'none';
	if (end - first < columns) return 'ragged';
	for (let cell = first + columns; cell < end; cell += 1) {
		if (!isBlank(block, cell)) return 'ragged';
	}
	return 'none';
}

function isBlank(block: RowBlock, cell: number): boolean {
	for (let at = block.cellStarts[cell] as number; at < (block.cellEnds[cell] as number); at += 1) {
		if (block.bytes[at] !== space && block.bytes[at] !== tab) return false;
	}
	return true;
}

function hasFlag(block: RowBlock, first: number, { count, flag }: { count: number; flag: number }) {
	for (let cell = first; cell < first + count; cell += 1) {
		if ((block.cellFlags[cell] as number) & flag) return true;
	}
	return false;
}

/**
 * The parts of a row that the draft keeps: all but password cells. Of a row whose cells cannot be told apart, only those
 * that surely stand before the first password are kept.
 */
function keptRanges(block: RowBlock, row: number, about: KeptAbout): Ranges {
	const start = block.rowStarts[row] as number;
	const end = block.rowEnds[row] as number;
	const { hidden, fault } = about;
	if (hidden.length === 0) return [[start, end]];
	if (fault !== 'none') return [[start, endOfSure(block, row, about)]];
	const first = block.firstCells[row] as number;
	const count = (block.firstCells[row + 1] as number) - first;
	const ranges: [number, number][] = [];
	let from = start;
	for (const place of hidden) {
		const cell = first + place;
		if (block.cellStarts[cell] === block.cellEnds[cell]) continue;
		ranges.push([from, outerStart(block, cell)]);
		from = place === count - 1 ? end : beforeCell(block, cell + 1, start);
	}
	ranges.push([from, end]);
	return ranges;
}

interface KeptAbout {
	readonly hidden: readonly number[];
	readonly columns: number;
	readonly fault: RowFault;
}

function endOfSure(block: RowBlock, row: number, { hidden, columns, fault }: KeptAbout): number {
	const start = block.rowStarts[row] as number;
	const first = block.firstCells[row] as number;
	const count = (block.firstCells[row + 1] as number) - first;
	const password = hidden[0] as number;
	const missing = Math.max(0, columns - count);
	const sure = fault === 'unclosed' ? count - 1 : password - missing;
	const kept = Math.max(0, Math.min(sure, password, count));
	return kept === count ? (block.rowEnds[row] as number) : beforeCell(block, first + kept, start);
}

/** Where a cell begins, its opening quote included. */
function outerStart(block: RowBlock, cell: number): number {
	const start = block.cellStarts[cell] as number;
	return block.bytes[start - 1] === quote ? start - 1 : start;
}

/** Where the separator before a cell stands; for the first cell of a row, where the row begins. */
function beforeCell(block: RowBlock, cell: number, rowStart: number): number {
	return Math.max(rowStart, outerStart(block, cell) - 1);
}

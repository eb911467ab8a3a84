/**
 * Rows whose cells are read as they stand: told by their bytes, without a text for each cell. What is not plain in every
 * cell goes the way of `takeRow`; what is gets the very same facts, as a property test holds.
 */
import {
	readBookingStatus,
	readDeleted,
	readEligible,
	readFirstName,
	readLastName,
	readRole,
	readTitle,
	readVenue,
	type CellContext,
	type CellReader
} from '../core/cells';
import { isUsualDomain } from '../core/email';
import { fieldIndex, fieldKeys, roles, type FieldKey } from '../core/fields';
import type { Issue } from '../core/issue';
import { isPlainClientId, isPlainPhone, isPlainUsername, plainDomain } from '../core/plain-cells';
import { personFields } from '../core/check';
import { noIssues } from '../core/reading';
import type { RowRecord } from '../core/records';
import { rowFlag as scanned, cellFlag } from './offsets';
import { cellText, type RowBlock } from './csv';
import { asciiText, utf8Text } from './text';
import { createCellMemo, type CellMemo } from './cell-memo';

/** What a cell of a column with few distinct cells was read as. */
interface Known {
	readonly value: unknown;
	readonly isFilled: boolean;
	readonly isBad: boolean;
	readonly issues: readonly Issue[];
	/** Role, place of the venue, or 1 for Deleted, not eligible, booked. */
	readonly number: number;
	/** A text as JSON in UTF-8. */
	readonly json: Uint8Array;
}

/** The facts of a plain row; used again for the next one. */
export interface PlainRow {
	filled: number;
	bad: number;
	flags: number;
	role: number;
	venue: number;
	/** In the order of the fields. */
	readonly issues: (readonly Issue[])[];
	/** By field: the cell that is the value as it stands, -1 for none. */
	readonly cells: Int32Array;
	/** By field: a value that was read before, as JSON in UTF-8; null for none. */
	readonly json: (Uint8Array | null)[];
}

export interface PlainRows {
	/** True where every cell is plain; `row` then says what they hold. */
	read(block: RowBlock, row: number): boolean;
	readonly row: PlainRow;
	/** What a password is compared with, of the row read last. */
	owner(block: RowBlock): RowRecord;
}

export interface PlainColumns {
	readonly columns: number;
	/** By field: the place of its column, or -1. */
	readonly places: Int32Array;
	/** Columns whose cells are not looked at. */
	readonly hidden: readonly number[];
	readonly venues: ReadonlyMap<string, number>;
	readonly flags: Readonly<Record<'deletes' | 'booked' | 'ineligible', number>>;
}

const gates: Partial<Record<FieldKey, (bytes: Uint8Array, from: number, to: number) => boolean>> = {
	clientId: isPlainClientId,
	username: isPlainUsername,
	phone: isPlainPhone
};
const readers: Partial<Record<FieldKey, CellReader<unknown>>> = {
	title: readTitle,
	firstName: readFirstName,
	lastName: readLastName,
	role: readRole,
	deleted: readDeleted,
	eligible: readEligible,
	venue: readVenue,
	bookingStatus: readBookingStatus
};
const inOrder = [
	'clientId',
	'username',
	'title',
	'firstName',
	'lastName',
	'email',
	'role',
	'phone',
	'deleted',
	'eligible',
	'venue',
	'bookingStatus'
] as const;
const personMask = personFields.reduce((mask, field) => mask | (1 << fieldIndex[field]), 0);

interface Column {
	readonly field: (typeof inOrder)[number];
	readonly place: number;
	readonly bit: number;
	readonly index: number;
	readonly gate: ((bytes: Uint8Array, from: number, to: number) => boolean) | null;
	readonly memo: CellMemo<Known> | null;
}

/** `context` is that of the cells, without chosen values. */
export function createPlainRows(about: PlainColumns, context: CellContext): PlainRows {
	const { columns, places, hidden } = about;
	const known = inOrder.flatMap((field): Column[] => {
		const place = places[fieldIndex[field]] as number;
		if (place < 0 || hidden.includes(place)) return [];
		const readCell = readers[field];
		const memo = readCell ? createCellMemo(knownBy(about, field, readCell, context)) : null;
		const index = fieldIndex[field];
		return [{ field, place, bit: 1 << index, index, gate: gates[field] ?? null, memo }];
	});
	const domains = createCellMemo((bytes, from, to) => isUsualDomain(asciiText(bytes, from, to)));
	const row: PlainRow = {
		filled: 0,
		bad: 0,
		flags: 0,
		role: 0,
		venue: 0,
		issues: [],
		cells: new Int32Array(fieldKeys.length),
		json: fieldKeys.map(() => null)
	};
	const { flags } = about;
	let first = 0;
	/** By column: what the memo gave for the row at hand. */
	const values: unknown[] = known.map(() => undefined);

	function take(column: Column, found: Known, at: number): void {
		values[at] = found.value;
		if (found.isFilled) {
			row.filled |= column.bit;
			row.json[column.index] = found.json;
		}
		if (found.isBad) row.bad |= column.bit;
		if (found.issues !== noIssues) row.issues.push(found.issues);
		const { number } = found;
		if (number === 0) return;
		if (column.field === 'role') row.role = number;
		else if (column.field === 'venue') row.venue = number;
		else if (column.field === 'deleted') row.flags |= flags.deletes;
		else if (column.field === 'eligible') row.flags |= flags.ineligible;
		else row.flags |= flags.booked;
	}

	function isPlain(column: Column, block: RowBlock, cell: number): boolean {
		const { bytes, cellStarts, cellEnds } = block;
		if (block.cellFlags[cell] !== 0) return false;
		const start = cellStarts[cell] as number;
		const end = cellEnds[cell] as number;
		if (column.gate) return column.gate(bytes, start, end);
		const domain = plainDomain(bytes, start, end);
		return domain >= 0 && domains.read(bytes, domain, end);
	}

	return {
		row,
		read(block, number) {
			first = block.firstCells[number] as number;
			if ((block.firstCells[number + 1] as number) - first !== columns) return false;
			if ((block.rowFlags[number] as number) & scanned.unclosed) return false;
			let odd = 0;
			for (let cell = first; cell < first + columns; cell += 1) {
				odd |= block.cellFlags[cell] as number;
			}
			if ((odd & ~cellFlag.notAscii) !== 0) return false;
			row.filled = 0;
			row.bad = 0;
			row.flags = 0;
			row.role = 0;
			row.venue = 0;
			row.issues.length = 0;
			row.cells.fill(-1);
			row.json.fill(null);
			for (let at = 0; at < known.length; at += 1) {
				const column = known[at] as Column;
				const cell = first + column.place;
				const start = block.cellStarts[cell] as number;
				const end = block.cellEnds[cell] as number;
				if (start === end) {
					values[at] = undefined;
				} else if (column.memo) {
					take(column, column.memo.read(block.bytes, start, end), at);
				} else {
					if (!isPlain(column, block, cell)) return false;
					row.filled |= column.bit;
					row.cells[column.index] = cell;
				}
			}
			return ((row.filled | row.bad) & personMask) !== 0;
		},
		owner(block) {
			const record: Record<string, unknown> = {};
			known.forEach(({ field, place, memo }, at) => {
				const cell = first + place;
				const isBlank = block.cellStarts[cell] === block.cellEnds[cell];
				if (memo) record[field] = values[at];
				else if (!isBlank) record[field] = cellText(block, cell);
			});
			return record;
		}
	};
}

const encoder = new TextEncoder();
const noBytes = new Uint8Array(0);

function knownBy(
	{ venues }: PlainColumns,
	field: FieldKey,
	readCell: CellReader<unknown>,
	context: CellContext
): (bytes: Uint8Array, from: number, to: number) => Known {
	return (bytes, from, to) => {
		const { value, issues } = readCell(utf8Text(bytes, from, to), context);
		return {
			value,
			isFilled: value !== undefined,
			isBad: value === undefined && issues.some(({ level }) => level === 'error'),
			issues: issues.length === 0 ? noIssues : issues,
			number: numberOf(field, value, venues),
			json: typeof value === 'string' ? encoder.encode(JSON.stringify(value)) : noBytes
		};
	};
}

function numberOf(field: FieldKey, value: unknown, venues: ReadonlyMap<string, number>): number {
	if (field === 'role') return roles.indexOf(value as (typeof roles)[number]) + 1;
	if (field === 'venue') return venues.get(value as string) ?? 0;
	if (field === 'deleted') return value === true ? 1 : 0;
	if (field === 'eligible') return value === false ? 1 : 0;
	return field === 'bookingStatus' && value === 'Booked' ? 1 : 0;
}

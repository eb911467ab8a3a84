/** One row of cells in, one checked row out. Runs for each of a million rows: what is made here is made a million times. */
import {
	readBookingStatus,
	readClientId,
	readDeleted,
	readEligible,
	readEmail,
	readFirstName,
	readLastName,
	readPhone,
	readRole,
	readTitle,
	readUsername,
	readVenue,
	type CellContext,
	type CellReader,
	type Reading
} from './cells';
import { fillDefaults, type Defaults } from './defaults';
import { fieldBit, fieldIndex, type FieldKey } from './fields';
import type { Issue } from './issue';
import { readPassword } from './passwords';
import { blank, noIssues } from './reading';
import type { RowRecord } from './records';
import { numberedUsername } from './usernames';

export interface CheckedRow {
	/** Values of the cells, and of the defaults where a cell is blank (S13). */
	readonly record: RowRecord;
	/** Fields whose cell has a value; the password's bit where it counts as filled (W2). */
	readonly filled: number;
	/** Fields with an error-level issue. */
	readonly bad: number;
	readonly issues: readonly Issue[];
	/** Fields whose value is a default. */
	readonly fallback: number;
	/** Fields whose default cannot stand there, with what is wrong with it. */
	readonly fallbackBad: number;
	readonly fallbackIssues: readonly Issue[];
	/** No Client ID, Username, name, Email or Phone, whatever else it holds (R6). */
	readonly isGhost: boolean;
}

/** The cells of a row by field index; undefined where the file has no such column. */
export type RowCells = readonly (string | undefined)[];

/** `number`: the one that P3 gives to the username, 0 for none. */
export type RowCheck = (cells: RowCells, number?: number) => CheckedRow;

const at = fieldIndex;

/** Fields of which one must hold something, lest the row be a ghost (R6). */
export const personFields: readonly FieldKey[] = [
	'clientId',
	'username',
	'firstName',
	'lastName',
	'email',
	'phone'
];

const personMask = personFields.reduce((mask, field) => mask | fieldBit(field), 0);

const readingsKept = 1000;
const keptLength = 100;

type Read<T> = (text: string | undefined) => Reading<T>;

function reads<T>(read: CellReader<T>, context: CellContext): Read<T> {
	return (text) => (text === undefined || text === '' ? blank : read(text, context));
}

/** For columns of few distinct cells: the reading of each text is kept, up to a bound that no honest file meets. */
function remembers<T>(read: CellReader<T>, context: CellContext): Read<T> {
	const kept = new Map<string, Reading<T>>();
	let last = '';
	let lastReading: Reading<T> = blank;
	return (text) => {
		if (text === undefined || text === '') return blank;
		// Mostly the cell is the one above again, and comparing is cheaper than looking up
		if (text === last) return lastReading;
		let reading = kept.get(text);
		if (reading === undefined) {
			reading = read(text, context);
			if (kept.size < readingsKept && text.length <= keptLength) kept.set(text, reading);
		}
		last = text;
		lastReading = reading;
		return reading;
	};
}

/** Whether a field is required is no question of one row but of the plan, and is not asked here. */
export function createRowCheck(context: CellContext, defaults: Defaults | null = null): RowCheck {
	const clientIdOf = reads(readClientId, context);
	const usernameOf = reads(readUsername, context);
	const oldUsernameOf = reads(readUsername, context);
	const titleOf = remembers(readTitle, context);
	const firstNameOf = reads(readFirstName, context);
	const lastNameOf = reads(readLastName, context);
	const emailOf = reads(readEmail, context);
	const roleOf = remembers(readRole, context);
	const phoneOf = reads(readPhone, context);
	const deletedOf = remembers(readDeleted, context);
	const eligibleOf = remembers(readEligible, context);
	const venueOf = remembers(readVenue, context);
	const bookingStatusOf = remembers(readBookingStatus, context);

	return (cells, number = 0) => {
		const sum: Sum = { filled: 0, bad: 0, issues: noIssues };
		const record: RowRecord = {
			clientId: take(sum, at.clientId, clientIdOf(cells[at.clientId])),
			username: take(sum, at.username, usernameOf(cells[at.username])),
			title: take(sum, at.title, titleOf(cells[at.title])),
			firstName: take(sum, at.firstName, firstNameOf(cells[at.firstName])),
			lastName: take(sum, at.lastName, lastNameOf(cells[at.lastName])),
			email: take(sum, at.email, emailOf(cells[at.email])),
			role: take(sum, at.role, roleOf(cells[at.role])),
			phone: take(sum, at.phone, phoneOf(cells[at.phone])),
			deleted: take(sum, at.deleted, deletedOf(cells[at.deleted])),
			eligible: take(sum, at.eligible, eligibleOf(cells[at.eligible])),
			venue: take(sum, at.venue, venueOf(cells[at.venue])),
			bookingStatus: take(sum, at.bookingStatus, bookingStatusOf(cells[at.bookingStatus])),
			oldUsername: take(sum, at.oldUsername, oldUsernameOf(cells[at.oldUsername]))
		};
		takePassword(sum, cells[at.password]);
		return defaults === null && number === 0 ? checkedRow(record, sum) : fill(record, sum, number);
	};

	function fill(record: RowRecord, sum: Sum, number: number): CheckedRow {
		const rename = (name: string) => (number === 0 ? name : numberedUsername(name, number));
		const has = sum.filled | sum.bad;
		const filling = fillDefaults(defaults ?? noDefaults(context), { record, has }, rename);
		return {
			...checkedRow(filling.record, sum),
			fallback: filling.fallback,
			fallbackBad: filling.bad,
			fallbackIssues: filling.issues
		};
	}
}

function noDefaults(context: CellContext): Defaults {
	return { set: 0, each: [], context };
}

function checkedRow(record: RowRecord, { filled, bad, issues }: Sum): CheckedRow {
	return {
		record,
		filled,
		bad,
		issues,
		fallback: 0,
		fallbackBad: 0,
		fallbackIssues: noIssues,
		isGhost: ((filled | bad) & personMask) === 0
	};
}

interface Sum {
	filled: number;
	bad: number;
	issues: readonly Issue[];
}

function take<T>(sum: Sum, field: number, { value, issues }: Reading<T>): T | undefined {
	if (value !== undefined) sum.filled |= 1 << field;
	if (issues.length > 0) {
		if (value === undefined && issues.some(({ level }) => level === 'error')) sum.bad |= 1 << field;
		sum.issues = sum.issues.length === 0 ? issues : [...sum.issues, ...issues];
	}
	return value;
}

function takePassword(sum: Sum, text: string | undefined): void {
	if (text === undefined || text === '') return;
	const { isFilled, issues } = readPassword(text);
	if (issues.some(({ level }) => level === 'error')) sum.bad |= fieldBit('password');
	else if (isFilled) sum.filled |= fieldBit('password');
	if (issues.length > 0) sum.issues = [...sum.issues, ...issues];
}

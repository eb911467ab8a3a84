/**
 * Rows → facts. The same steps serve a file that is being read and a draft that is checked again; what differs is where
 * the cells come from. Nothing here writes to the database.
 */
import type { RowCheck } from '../core/check';
import {
	keyFields,
	metFlag,
	nobody,
	reserveRows,
	rowFlag,
	several,
	type KeyField,
	type RowFacts
} from '../core/facts';
import { fieldBit, roles } from '../core/fields';
import {
	createHashTable,
	findHash,
	hashAscii,
	hashKey,
	putHash,
	type ByteRange,
	type HashHome,
	type HashTable
} from '../core/hash';
import { issue } from '../core/issue';
import { comparePerson, personOf, type PersonValues } from '../core/persons';
import { emailKey, foldKey } from '../core/match';
import { keyFieldIndex } from '../core/policy';
import type { Exam, RowRecord, User } from '../core/records';
import {
	findHolder,
	findHolders,
	hashStride,
	keysOf,
	readUser,
	writeHashes,
	type PageCache,
	type UserIndex
} from '../storage/users';
import type { RowBlock } from '../files/csv';
import { asciiText } from '../files/text';
import type { RawRow } from '../storage/draft-rows';
import { addIssue, type Causes } from './causes';
import { createIdWatch, watchId, type IdWatch } from './lost-zeros';
import type { PlainRow } from '../files/plain-rows';

export interface Checking {
	readonly facts: RowFacts;
	readonly causes: Causes;
	readonly check: RowCheck;
	readonly index: UserIndex;
	readonly cache: PageCache;
	readonly examId: string;
	readonly columns: number;
	/** The field by which stored users are met (S9). */
	readonly matchBy: KeyField;
	readonly keepsGhosts: boolean;
	/** Place of each venue of the exam + 1. */
	readonly venues: ReadonlyMap<string, number>;
	/** By stored user: the first row that touches it + 1. */
	readonly touched: Uint32Array;
	/** First rows by keys that nobody stored holds: Username, Client ID, Email. */
	readonly newKeys: readonly [HashTable, HashTable, HashTable];
	readonly ids: IdWatch;
	/** Rows not matched yet; the first is row `matched`. Null: read again where they are needed. */
	pending: (Pending | null)[];
	/** Reads the values of a row that was taken without them. */
	readonly readAgain: ReadAgain;
	matched: number;
}

interface Pending {
	readonly record: RowRecord;
	/** Folded Old Username, '' for none (P9). */
	readonly oldName: string;
}

/** Gives, for the rows not matched yet, what reads each again. */
export type ReadAgain = () => (row: number) => RawRow;

export interface CheckingInput {
	readonly facts: RowFacts;
	readonly causes: Causes;
	readonly check: RowCheck;
	readonly index: UserIndex;
	readonly cache: PageCache;
	/** null: none is chosen yet. */
	readonly exam: Exam | null;
	readonly columns: number;
	readonly matchBy: KeyField;
	/**
	 * Every row counts: where no column is known yet that could hold a person (H3), and in a draft, whose rows have their
	 * places already.
	 */
	readonly keepsGhosts?: boolean;
	/** About as many rows as will come: room is made at once. */
	readonly expectedRows?: number;
	/** Needed where rows are taken without their values. */
	readonly readAgain?: ReadAgain;
}

export function createChecking(input: CheckingInput): Checking {
	const expected = input.expectedRows ?? 0;
	return {
		...input,
		keepsGhosts: input.keepsGhosts ?? false,
		readAgain: input.readAgain ?? noValues,
		// No exam chosen yet: nobody is registered in it.
		examId: input.exam?.id ?? '',
		venues: new Map(input.exam?.venues.map(({ name }, place) => [name, place + 1])),
		touched: new Uint32Array(input.index.count),
		newKeys: [createHashTable(expected), createHashTable(expected), createHashTable(expected)],
		ids: createIdWatch(),
		pending: [],
		matched: 0
	};
}

function noValues(): never {
	throw new Error('a row was taken without its values');
}

/** Takes the facts of a row whose cells were read as bytes; their values are read again where it meets a stored user. */
export function addPlainRow(
	checking: Checking,
	block: RowBlock,
	line: number,
	plain: PlainRow
): void {
	const { facts, causes, index } = checking;
	const row = facts.count;
	reserveRows(facts, row + 1);
	clearRow(facts, row);
	facts.line[row] = line;
	facts.filled[row] = plain.filled;
	facts.bad[row] = plain.bad;
	facts.flags[row] = plain.flags;
	facts.venue[row] = plain.venue;
	facts.role[row] = plain.role;
	const { bytes, cellStarts, cellEnds } = block;
	const range = { bytes, start: 0, end: 0 };
	const target = { out: facts.keys, offset: row * hashStride };
	for (let key = 0; key < 3; key += 1, target.offset += 2) {
		const cell = plain.cells[keyFieldIndex[key] as number] as number;
		if (cell < 0) {
			facts.keys.fill(0, target.offset, target.offset + 2);
			continue;
		}
		range.start = cellStarts[cell] as number;
		range.end = cellEnds[cell] as number;
		hashAscii(range, index.secret, target);
		if (key === clientIdKey && areDigits(range)) {
			watchId(checking.ids, row, asciiText(bytes, range.start, range.end));
		}
	}
	for (const issues of plain.issues) for (const found of issues) addIssue(causes, row, found);
	checking.pending.push(null);
	facts.count = row + 1;
}

const clientIdKey = 1;

/** Only ids of digits alone can have lost zeros. */
function areDigits({ bytes, start, end }: ByteRange): boolean {
	for (let at = start; at < end; at += 1) {
		if ((bytes[at] as number) < 0x30 || (bytes[at] as number) > 0x39) return false;
	}
	return true;
}

/** What is zero in a row until something is known of it. */
function clearRow(facts: RowFacts, row: number): void {
	facts.fallback[row] = 0;
	facts.fallbackBad[row] = 0;
	facts.storedVenue[row] = 0;
	facts.metFlags[row] = 0;
	facts.photo[row] = 0;
	facts.differs[row] = 0;
	facts.storedEmpty[row] = 0;
}

/** Checks one row and takes its facts; null for a ghost, which is not counted as a row (R6). */
export function addRow(checking: Checking, raw: RawRow): RowRecord | null {
	const checked = checking.check(raw.cells);
	if (checked.isGhost && !checking.keepsGhosts) return null;
	const { facts, causes } = checking;
	const row = facts.count;
	reserveRows(facts, row + 1);
	const hasFault = raw.fault !== 'none';
	const { record } = checked;
	clearRow(facts, row);
	facts.line[row] = raw.line;
	facts.filled[row] = checked.filled & ~passwordBit;
	facts.bad[row] = checked.bad;
	facts.fallback[row] = checked.fallback;
	facts.fallbackBad[row] = checked.fallbackBad;
	facts.flags[row] = flagsOf(record, hasFault);
	facts.venue[row] = record.venue === undefined ? 0 : (checking.venues.get(record.venue) ?? 0);
	facts.role[row] = record.role === undefined ? 0 : roles.indexOf(record.role) + 1;
	// Nobody is met by the keys of a row that cannot be read, and what stands there may be a password.
	const { username = '', clientId = '', email = '', oldUsername } = hasFault ? {} : record;
	const keys = keysOf({ username, clientId, email });
	watchId(checking.ids, row, clientId);
	writeHashes(keys, checking.index.secret, { out: facts.keys, offset: row * hashStride });
	if (hasFault) addFault(causes, row, raw, checking.columns);
	else for (const found of checked.issues) addIssue(causes, row, found);
	if (raw.hasSurplusBlank) {
		addIssue(causes, row, issue('surplus_cells_dropped', 'note', null, { cells: raw.cellCount }));
	}
	if (raw.hasTextAfterQuote) addIssue(causes, row, issue('text_after_quote', 'warning', null));
	const oldName = oldUsername === undefined ? '' : foldKey(oldUsername);
	checking.pending.push({ record, oldName });
	facts.count = row + 1;
	return record;
}

function flagsOf(record: RowRecord, hasFault: boolean): number {
	if (hasFault) return rowFlag.rowError;
	// The rows of one user that are to be renamed are told by the stored name: their place in the file matters.
	return (
		(record.deleted === true ? rowFlag.deletes : 0) |
		(record.bookingStatus === 'Booked' ? rowFlag.booked : 0) |
		(record.eligible === false ? rowFlag.ineligible : 0) |
		(record.oldUsername !== undefined ? rowFlag.renames | rowFlag.entangled : 0)
	);
}

const passwordBit = fieldBit('password');

function addFault(causes: Causes, row: number, raw: RawRow, expected: number): void {
	const found =
		raw.fault === 'unclosed'
			? issue('unclosed_quote', 'error', null)
			: issue('ragged_row', 'error', null, { cells: raw.cellCount, expected });
	addIssue(causes, row, found);
}

/**
 * Matches the rows added since the last call with the stored users and compares them. Rows that meet one stored page are
 * compared together, in the order of the pages.
 */
export async function matchPending(checking: Checking): Promise<void> {
	const { facts, pending } = checking;
	const first = checking.matched;
	const rows: number[] = [];
	for (let row = first; row < facts.count; row += 1) {
		facts.met[row] = nobody;
		if ((facts.flags[row] as number) & rowFlag.rowError) {
			facts.holders.fill(nobody, row * 3, row * 3 + 3);
			continue;
		}
		findRowHolders(checking, row);
		touchKeys(checking, row);
		findMet(checking, row, pending[row - first]?.oldName ?? '');
		if ((facts.met[row] as number) >= 0) rows.push(row);
	}
	rows.sort((a, b) => (facts.met[a] as number) - (facts.met[b] as number));
	let readAgain: ((row: number) => RawRow) | null = null;
	for (const row of rows) {
		const user = await readUser(checking.cache, facts.met[row] as number);
		let values = pending[row - first];
		if (!values) {
			readAgain ??= checking.readAgain();
			values = pendingOf(checking, readAgain(row));
		}
		if (user) compareRow(checking, row, { ...values, user });
	}
	checking.pending = [];
	checking.matched = facts.count;
}

function pendingOf({ check }: Checking, raw: RawRow): Pending {
	return { record: check(raw.cells).record, oldName: '' };
}

function findRowHolders({ facts, index }: Checking, row: number): void {
	for (let key = 0; key < 3; key += 1) {
		const at = row * hashStride + key * 2;
		const low = facts.keys[at] as number;
		const high = facts.keys[at + 1] as number;
		facts.holders[row * 3 + key] = findHolder(index, key, low, high);
	}
}

/** S9, or P9: the stored user that the row is for. An email by default is nobody's, as is one that is blank. */
function findMet(checking: Checking, row: number, oldName: string): void {
	const { facts, index, matchBy } = checking;
	if (oldName !== '') {
		const out = oldNameHash;
		hashKey(oldName, index.secret, { out, offset: 0 });
		const met = findHolder(index, 0, out[0] as number, out[1] as number);
		facts.met[row] = met;
		if (met >= 0) touchUser(checking, met, row);
		return;
	}
	const has = (facts.filled[row] as number) | (matchBy === 'username' ? usernameBit : 0);
	if (!(has & fieldBit(matchBy))) return;
	facts.met[row] = facts.holders[row * 3 + keyFields.indexOf(matchBy)] as number;
}

const oldNameHash = new Uint32Array(2);
const usernameBit = fieldBit('username');

/** Marks rows that share a key, or a stored user behind a key, as entangled. */
function touchKeys(checking: Checking, row: number): void {
	const { facts, index } = checking;
	for (let key = 0; key < 3; key += 1) {
		const at = row * hashStride + key * 2;
		const low = facts.keys[at] as number;
		const high = facts.keys[at + 1] as number;
		if (low === 0 && high === 0) continue;
		const holder = facts.holders[row * 3 + key] as number;
		if (holder >= 0) touchUser(checking, holder, row);
		else if (holder === several) {
			// Which of them stands in the way, and whether the row's own user is one, only their values tell.
			facts.flags[row] = (facts.flags[row] as number) | rowFlag.entangled;
			for (const each of findHolders(index, key, { low, high })) touchUser(checking, each, row);
		} else touchNewKey(checking, key, row);
	}
}

function touchUser({ facts, touched }: Checking, ordinal: number, row: number): void {
	const other = (touched[ordinal] as number) - 1;
	if (other < 0) touched[ordinal] = row + 1;
	else if (other !== row) entangle(facts, row, other);
}

function touchNewKey({ facts, newKeys }: Checking, key: number, row: number): void {
	const home: HashHome = { hashes: facts.keys, stride: hashStride, offset: key * 2 };
	const table = newKeys[key] as HashTable;
	const at = row * hashStride + key * 2;
	const other = findHash(table, home, facts.keys[at] as number, facts.keys[at + 1] as number);
	if (other < 0) putHash(table, home, row);
	else entangle(facts, row, other);
}

function entangle(facts: RowFacts, row: number, other: number): void {
	facts.flags[row] = (facts.flags[row] as number) | rowFlag.entangled;
	facts.flags[other] = (facts.flags[other] as number) | rowFlag.entangled;
}

interface Meeting extends Pending {
	readonly user: User;
}

function compareRow(checking: Checking, row: number, meeting: Meeting): void {
	const { facts, matchBy } = checking;
	const { record, oldName, user } = meeting;
	// The hash led here; only the key itself decides (a collision must not turn a create into an update).
	const isMet =
		oldName === ''
			? isSameKey(matchBy, record[matchBy] ?? '', user[matchBy])
			: foldKey(user.username) === oldName;
	if (!isMet) {
		facts.met[row] = nobody;
		if (oldName === '') facts.holders[row * 3 + keyFields.indexOf(matchBy)] = nobody;
		return;
	}
	const person: PersonValues = personOf(user, checking.examId);
	const mask = (facts.filled[row] as number) | (facts.fallback[row] as number);
	const { differs, storedEmpty } = comparePerson(record, mask, person);
	// Equal but for its case, a username is the same name: it is no rename, unless one is asked for (P9).
	const isSameName = oldName === '' && isSameKey('username', record.username ?? '', user.username);
	facts.differs[row] = isSameName ? differs & ~usernameBit : differs;
	facts.storedEmpty[row] = storedEmpty;
	facts.metFlags[row] = metFlagsOf(person) | (user.photo ? metFlag.hasPhoto : 0);
	const venue = person.registration?.venue ?? '';
	facts.storedVenue[row] = venue === '' ? 0 : (checking.venues.get(venue) ?? 0);
}

/** Mostly they are the same text, and folding both is spared. */
function isSameKey(field: KeyField, one: string, other: string): boolean {
	if (one === other) return true;
	const keyOf = field === 'email' ? emailKey : foldKey;
	return keyOf(one) === keyOf(other);
}

function metFlagsOf({ registration, inOtherExams, mustChangePassword }: PersonValues): number {
	const flags =
		(inOtherExams ? metFlag.inOtherExams : 0) |
		(mustChangePassword ? metFlag.mustChangePassword : 0);
	if (!registration) return flags;
	return (
		flags |
		metFlag.inExam |
		(registration.bookingStatus === 'Booked' ? metFlag.booked : 0) |
		(registration.eligible ? 0 : metFlag.ineligible) |
		(registration.role === 'candidate' ? 0 : metFlag.staff)
	);
}

/** Takes the verdict on a password; the group's size is known when all rows are. */
export function markPassword(
	facts: RowFacts,
	row: number,
	verdict: { isBad: boolean; isWeak: boolean }
) {
	const flags = (facts.flags[row] as number) & ~(rowFlag.hasPassword | rowFlag.weakPassword);
	facts.flags[row] = flags | rowFlag.hasPassword | (verdict.isWeak ? rowFlag.weakPassword : 0);
	facts.filled[row] = (facts.filled[row] as number) | passwordBit;
	if (verdict.isBad) facts.bad[row] = (facts.bad[row] as number) | passwordBit;
}

/** Stored users and rows in memory, checked and planned by the real steps without a database. */
import { createRowCheck } from '../src/lib/core/check';
import { compileDefaults, type Defaults } from '../src/lib/core/defaults';
import { fixesByRow, type Fix } from '../src/lib/core/fixes';
import { foldKey } from '../src/lib/core/match';
import { actionOrder } from '../src/lib/core/row-state';
import { createRowFacts, rowFlag, type RowFacts } from '../src/lib/core/facts';
import { fieldBit, fieldKeys, type FieldKey } from '../src/lib/core/fields';
import { personOf, type EntangledRow, type StoredPerson } from '../src/lib/core/persons';
import { planRows, type Names, type PlanInput } from '../src/lib/core/plan';
import { codeOf, type Plan } from '../src/lib/core/plan-table';
import { createPolicy } from '../src/lib/core/policy';
import type { Exam, Registration, RowRecord, User, Venue } from '../src/lib/core/records';
import { defaultSettings, type Settings } from '../src/lib/core/settings';
import { pageUsers } from '../src/lib/storage/db';
import {
	indexUser,
	keysOf,
	userHashStride,
	writeUserHashes,
	type PageCache,
	type UserIndex
} from '../src/lib/storage/users';
import { createHashTable } from '../src/lib/core/hash';
import { createCauses } from '../src/lib/worker/causes';
import { addRow, createChecking, markPassword, matchPending } from '../src/lib/worker/checking';

export const examId = '01920000-0000-7000-8000-00000000e0a1';
export const otherExamId = '01920000-0000-7000-8000-00000000e0a2';

export const exam: Exam = {
	id: examId,
	name: 'Exam',
	kind: 'standard',
	startsAt: null,
	venues: [],
	version: 1,
	deletedAt: null,
	createdAt: '2026-01-01T00:00:00.000Z'
};

export const registered: Registration = {
	role: 'candidate',
	eligible: true,
	venue: '',
	bookingStatus: 'Not Booked'
};

/** A stored user `u.a` with Client ID `C-a`, who is in the exam unless said. */
export function stored(name: string, values: Partial<User> = {}): User {
	return {
		id: `id-${name}`,
		clientId: `C-${name}`,
		username: `u.${name}`,
		title: '',
		firstName: 'Name',
		lastName: '',
		email: '',
		phone: '',
		photo: null,
		mustChangePassword: false,
		deletedAt: null,
		version: 1,
		registrations: { [examId]: registered },
		...values
	};
}

/** Cells of a row by field; a field that no row has is an absent column. */
export type Row = Partial<Record<FieldKey, string>> & {
	/** The password's verdict (W3), where the row has one. */
	readonly weak?: boolean;
	/** The row itself could not be read (R5). */
	readonly ragged?: boolean;
};

/** A row for the user `u.a` with Client ID `C-a` and a first name, unless said. */
export function row(name: string, values: Row = {}): Row {
	return { clientId: `C-${name}`, username: `u.${name}`, firstName: 'Name', ...values };
}

export interface Checked {
	readonly users: readonly User[];
	readonly facts: RowFacts;
	readonly records: readonly RowRecord[];
	readonly defaults: Defaults | null;
	/** Settings that the rows were read by. */
	readonly read: Partial<Settings>;
	readonly present: number;
}

/** @param settings those that change how a cell is read, and by what users are met (S9, S12, S13) */
export async function check(
	users: readonly User[],
	rows: readonly Row[],
	settings: Partial<Settings> = {},
	venues: readonly Venue[] = []
): Promise<Checked> {
	const { standardiseUsernames, matchBy, defaults } = { ...defaultSettings, ...settings };
	const context = {
		standardiseUsernames: standardiseUsernames === 'yes',
		venues: venues.map(({ name }) => name),
		callingCode: '44'
	};
	const compiled = compileDefaults(defaults, context);
	const facts = createRowFacts(rows.length);
	const checking = createChecking({
		facts,
		causes: createCauses(),
		check: createRowCheck(context, compiled),
		index: indexOf(users),
		cache: cacheOf(users),
		exam: { ...exam, venues },
		columns: fieldKeys.length,
		matchBy
	});
	const present = fieldKeys.filter((field) => rows.some((cells) => cells[field] !== undefined));
	const records = rows.map((cells, place) => {
		const record = addRow(checking, {
			cells: fieldKeys.map((field) =>
				present.includes(field) && field !== 'password' ? (cells[field] ?? '') : undefined
			),
			line: place + 2,
			fault: cells.ragged ? 'ragged' : 'none',
			cellCount: fieldKeys.length,
			hasSurplusBlank: false,
			hasTextAfterQuote: false
		});
		if (!record) throw new Error('a ghost row among the rows of a test');
		if (cells.password) markPassword(facts, place, { isBad: false, isWeak: cells.weak ?? false });
		return record;
	});
	await matchPending(checking);
	return {
		users,
		facts,
		records,
		defaults: compiled,
		read: settings,
		present: present.reduce((mask, field) => mask | fieldBit(field), 0)
	};
}

function indexOf(users: readonly User[]): UserIndex {
	const index: UserIndex = {
		generation: 1,
		count: 0,
		hashes: new Uint32Array(pageUsers * userHashStride),
		tables: [createHashTable(0), createHashTable(0), createHashTable(0), createHashTable(0)],
		secret: { low: 0x1234567, high: -0x7654321 },
		touched: new Set()
	};
	users.forEach((user, ordinal) => {
		const hashes = new Uint32Array(userHashStride);
		writeUserHashes(user, index.secret, { out: hashes, offset: 0 });
		indexUser(index, ordinal, hashes);
	});
	return index;
}

function cacheOf(users: readonly User[]): PageCache {
	return {
		get: (page) => {
			const held = users.slice(page * pageUsers, (page + 1) * pageUsers);
			return Promise.resolve({ page, users: held, pending: held.map(() => '') });
		},
		clear: () => undefined
	};
}

export interface PlanOptions {
	readonly hasSealingKey?: boolean;
	/** All rows are taken in file order, also those that stand alone. */
	readonly inOrder?: boolean;
	readonly fixes?: readonly Fix[];
	readonly hasExamStarted?: boolean;
}

export function plan(
	checked: Checked,
	settings: Partial<Settings> = {},
	options: PlanOptions = {}
): Plan {
	const { hasSealingKey = true, inOrder = false, fixes, hasExamStarted = false } = options;
	const { facts, present } = checked;
	const flags = inOrder ? facts.flags.map((flag) => flag | rowFlag.entangled) : facts.flags.slice();
	const policy = createPolicy({
		settings: { ...defaultSettings, ...checked.read, ...settings },
		present,
		hasSealingKey,
		hasExamStarted
	});
	const given = { policy, fixes: fixesByRow(fixes ?? [], facts.count) };
	for (;;) {
		const made = planOnce(checked, flags, given);
		if (made.needs.length === 0) return made;
		for (const row of made.needs) flags[row] = (flags[row] as number) | rowFlag.entangled;
	}
}

function planOnce(
	checked: Checked,
	flags: Uint8Array,
	given: Pick<PlanInput, 'policy' | 'fixes'>
): Plan {
	const { users, facts, records } = checked;
	const entangled: EntangledRow[] = records.flatMap((record, place) => {
		if (!((flags[place] as number) & rowFlag.entangled)) return [];
		const { username = '', clientId = '', email = '' } = record;
		return [{ row: place, record, keys: keysOf({ username, clientId, email }) }];
	});
	const people = new Map<number, StoredPerson>();
	users.forEach((user, ordinal) => {
		if (user.deletedAt === null) {
			people.set(ordinal, { values: personOf(user, examId), keys: keysOf(user) });
		}
	});
	return planRows({
		facts: { ...facts, flags },
		...given,
		entangled,
		stored: people,
		names: namesOf(checked)
	});
}

function namesOf({ records, users, defaults }: Checked): Names {
	const stored = new Set(
		users.filter(({ deletedAt }) => deletedAt === null).map((user) => keysOf(user).username)
	);
	return {
		isStored: (key) => stored.has(key),
		rowOf: (key) =>
			records.findIndex(({ username = '' }) => username !== '' && foldKey(username) === key),
		defaults
	};
}

/** Names of the fields in a mask. */
export function fieldsIn(mask: number): FieldKey[] {
	return fieldKeys.filter((field) => mask & fieldBit(field));
}

/** By row: `update`, `error email_taken`, and the other row behind it: `error email_taken @0`. */
export function told({ action, code, other }: Plan): string[] {
	return Array.from(action, (number, place) => {
		const name = codeOf(code[place] as number);
		const at = other[place] as number;
		return [actionOrder[number], name, at < 0 ? null : `@${at}`]
			.filter((part) => part !== null)
			.join(' ');
	});
}

/** Stored users and rows in memory, checked and planned by the real steps without a database. */
import { createRowCheck } from '../src/lib/core/check';
import { actionOrder } from '../src/lib/core/decide';
import { createRowFacts, rowFlag, type RowFacts } from '../src/lib/core/facts';
import { fieldBit, fieldKeys, type FieldKey } from '../src/lib/core/fields';
import { personOf, type EntangledRow, type StoredPerson } from '../src/lib/core/persons';
import { planRows, type PlanInput } from '../src/lib/core/plan';
import { codeOf, type Plan } from '../src/lib/core/plan-table';
import { createPolicy } from '../src/lib/core/policy';
import type { Registration, RowRecord, User } from '../src/lib/core/records';
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
	readonly present: number;
}

export async function check(users: readonly User[], rows: readonly Row[]): Promise<Checked> {
	const facts = createRowFacts(rows.length);
	const checking = createChecking({
		facts,
		causes: createCauses(),
		check: createRowCheck({ standardiseUsernames: true, venues: [], callingCode: '44' }),
		index: indexOf(users),
		cache: cacheOf(users),
		examId,
		columns: fieldKeys.length
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
		present: present.reduce((mask, field) => mask | fieldBit(field), 0)
	};
}

function indexOf(users: readonly User[]): UserIndex {
	const index: UserIndex = {
		generation: 1,
		count: 0,
		hashes: new Uint32Array(pageUsers * userHashStride),
		tables: [createHashTable(0), createHashTable(0), createHashTable(0), createHashTable(0)],
		secret: { low: 0x1234567, high: -0x7654321 }
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
}

export function plan(
	{ users, facts, records, present }: Checked,
	settings: Partial<Settings> = {},
	{ hasSealingKey = true, inOrder = false }: PlanOptions = {}
): Plan {
	const flags = inOrder ? facts.flags.map((flag) => flag | rowFlag.entangled) : facts.flags;
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
	const input: PlanInput = {
		facts: { ...facts, flags },
		policy: createPolicy({
			settings: { ...defaultSettings, ...settings },
			present,
			hasSealingKey
		}),
		entangled,
		stored: people
	};
	return planRows(input);
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

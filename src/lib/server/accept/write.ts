/** Writes what a push came to, in a few statements whatever its size (PROTOCOL 3.11). */
import type { Transaction } from 'kysely';
import type { Exam, User } from '../../core/records';
import { writeRows } from '../many-rows';
import type { Session } from '../session';
import type { Tables, UserTable } from '../tables';
import { examRow, keyColumns, keyNames, keysOf, userRow, type Held } from './rows';
import type { BatchState } from './state';
import { writeRegistrations, type ChangedUsers } from './write-registrations';

type Sql = Transaction<Tables>;

export interface Loaded {
	readonly users: ReadonlyMap<string, Held<User>>;
	readonly exams: ReadonlyMap<string, Held<Exam>>;
}

export async function writeState(
	sql: Sql,
	{ organisationId }: Session,
	{ before, after }: { before: Loaded; after: BatchState }
): Promise<void> {
	const users = changed(before.users, after.users);
	const exams = changed(before.exams, after.exams);
	await parkKeys(sql, organisationId, { users, before: before.users });
	await writeUsers(sql, organisationId, { users, before: before.users });
	await writeRegistrations(sql, organisationId, { users, before: before.users });
	await writeExams(sql, organisationId, exams);
	await writePasswords(sql, organisationId, after);
}

function changed<T>(
	before: ReadonlyMap<string, Held<T>>,
	after: ReadonlyMap<string, Held<T>>
): Held<T>[] {
	return [...after].flatMap(([id, held]) => (before.get(id) === held ? [] : [held]));
}

/** Both engines check unique keys row by row, so a swap fails unless the old keys are out of the way first. */
async function parkKeys(
	sql: Sql,
	organisationId: string,
	{ users, before }: ChangedUsers
): Promise<void> {
	const ids = users.flatMap(({ value }) => {
		const held = before.get(value.id);
		if (!held) return [];
		const old = keysOf(held.value);
		const now = keysOf(value);
		return old.username === now.username && old.clientId === now.clientId ? [] : [value.id];
	});
	if (ids.length === 0) return;
	await sql
		.updateTable('users')
		.set({ username_key: null, client_id_key: null })
		.where('organisation_id', '=', organisationId)
		.where('id', 'in', ids)
		.execute();
}

const userColumns = [
	'client_id',
	'username',
	'title',
	'first_name',
	'last_name',
	'email',
	'phone',
	'photo_sha256',
	'photo_source_sha256',
	'must_change_password',
	'deleted_at',
	'version',
	'password_version',
	'changed_by',
	'changed_at'
] as const;

const userKeyColumns = Object.values(keyColumns);

/** New ones apart: to look for a row that is not there costs both engines time. */
async function writeUsers(
	sql: Sql,
	organisationId: string,
	{ users, before }: ChangedUsers
): Promise<void> {
	const fresh: UserTable[] = [];
	const rekeyed: UserTable[] = [];
	const sameKeys: UserTable[] = [];
	for (const held of users) {
		const old = before.get(held.value.id);
		const row = userRow(organisationId, held);
		if (!old) fresh.push(row);
		else (hasSameKeys(old.value, held.value) ? sameKeys : rekeyed).push(row);
	}
	await writeRows(sql, 'users', { rows: fresh });
	await overwriteUsers(sql, rekeyed, [...userColumns, ...userKeyColumns]);
	// SQLite writes each index of a column that is set anew, changed or not: 13 ms for 500 users instead of 16 (Y10).
	await overwriteUsers(sql, sameKeys, userColumns);
}

function hasSameKeys(old: User, now: User): boolean {
	const [held, kept] = [keysOf(old), keysOf(now)];
	return keyNames.every((name) => held[name] === kept[name]);
}

async function overwriteUsers(
	sql: Sql,
	rows: readonly UserTable[],
	columns: readonly (keyof UserTable)[]
): Promise<void> {
	const overwrite = { key: ['organisation_id', 'id'], set: columns } as const;
	await writeRows(sql, 'users', { rows, overwrite });
}

async function writeExams(
	sql: Sql,
	organisationId: string,
	exams: readonly Held<Exam>[]
): Promise<void> {
	if (exams.length === 0) return;
	await sql
		.insertInto('exams')
		.values(exams.map((held) => examRow(organisationId, held)))
		.onConflict((conflict) =>
			conflict.columns(['organisation_id', 'id']).doUpdateSet((row) => ({
				name: row.ref('excluded.name'),
				kind: row.ref('excluded.kind'),
				starts_at: row.ref('excluded.starts_at'),
				venues: row.ref('excluded.venues'),
				created_at: row.ref('excluded.created_at'),
				deleted_at: row.ref('excluded.deleted_at'),
				version: row.ref('excluded.version'),
				changed_by: row.ref('excluded.changed_by'),
				changed_at: row.ref('excluded.changed_at')
			}))
		)
		.execute();
}

/** Slots of applied changes, for the queue that hashes them (Y9). */
async function writePasswords(sql: Sql, organisationId: string, after: BatchState): Promise<void> {
	const rows = [...after.passwords.values()].map((password) => ({
		organisation_id: organisationId,
		change_id: password.changeId,
		user_id: password.userId,
		envelope: password.envelope,
		slot: password.slot,
		version: password.version,
		created_at: after.at,
		claim: null,
		claimed_until: null
	}));
	await writeRows(sql, 'passwords_pending', { rows });
}

/** Loads what a push can touch, in a few statements whatever its size (PROTOCOL 3.3). */
import type { Transaction } from 'kysely';
import type { Change, Outcome, UserChange } from '../../core/change';
import type { Session } from '../session';
import type { Tables } from '../tables';
import type { IncomingChange } from './read';
import {
	examOf,
	keyColumns,
	keyNames,
	keyOf,
	keysOf,
	registrationsByUser,
	userOf,
	type KeyName
} from './rows';
import { emptyHolders, hold, type BatchState, type Holders, type Receipt } from './state';

type Sql = Transaction<Tables>;

export async function loadReceipts(
	sql: Sql,
	organisationId: string,
	incoming: readonly IncomingChange[]
): Promise<Map<string, Receipt>> {
	const ids = incoming.flatMap(({ changeId, change }) =>
		change?.previousChangeId ? [changeId, change.previousChangeId] : [changeId]
	);
	const rows = await sql
		.selectFrom('receipts')
		.select(['change_id', 'fingerprint', 'outcome', 'known_version', 'merged_onto'])
		.where('organisation_id', '=', organisationId)
		.where('change_id', 'in', unique(ids))
		.execute();
	return new Map(
		rows.map((row) => [
			row.change_id,
			{
				fingerprint: row.fingerprint,
				outcome: JSON.parse(row.outcome) as Outcome,
				knownVersion: row.known_version,
				mergedOnto: row.merged_onto
			}
		])
	);
}

/** @param changes those that have no receipt yet */
export async function loadState(
	sql: Sql,
	session: Session,
	{ changes, ...known }: Pick<BatchState, 'at' | 'version' | 'receipts'> & { changes: Change[] }
): Promise<BatchState> {
	const { organisationId, role, accountId } = session;
	const userChanges = changes.filter((change) => change.kind === 'user');
	const users = await loadUsers(sql, organisationId, unique(userChanges.map(({ id }) => id)));
	return {
		...known,
		role,
		accountId,
		users,
		exams: await loadExams(sql, organisationId, examIdsOf(changes)),
		holders: await loadHolders(sql, organisationId, { users, userChanges }),
		envelopes: await loadEnvelopes(sql, organisationId, userChanges),
		passwords: new Map()
	};
}

async function loadUsers(
	sql: Sql,
	organisationId: string,
	ids: string[]
): Promise<BatchState['users']> {
	if (ids.length === 0) return new Map();
	const rows = await sql
		.selectFrom('users')
		.selectAll()
		.where('organisation_id', '=', organisationId)
		.where('id', 'in', ids)
		.execute();
	if (rows.length === 0) return new Map();
	const registrations = await sql
		.selectFrom('registrations')
		.selectAll()
		.where('organisation_id', '=', organisationId)
		.where(
			'user_id',
			'in',
			rows.map(({ id }) => id)
		)
		.execute();
	const byUser = registrationsByUser(registrations);
	return new Map(
		rows.map((row) => [
			row.id,
			{
				value: userOf(row, byUser.get(row.id) ?? {}),
				passwordVersion: row.password_version,
				createdBy: '',
				changedBy: row.changed_by,
				changedAt: row.changed_at
			}
		])
	);
}

function examIdsOf(changes: readonly Change[]): string[] {
	return unique(
		changes.flatMap((change) =>
			change.kind === 'exam' ? [change.id] : Object.keys(change.set.registrations)
		)
	);
}

async function loadExams(
	sql: Sql,
	organisationId: string,
	ids: string[]
): Promise<BatchState['exams']> {
	if (ids.length === 0) return new Map();
	const rows = await sql
		.selectFrom('exams')
		.selectAll()
		.where('organisation_id', '=', organisationId)
		.where('id', 'in', ids)
		.execute();
	return new Map(
		rows.map((row) => [
			row.id,
			{
				value: examOf(row),
				passwordVersion: 0,
				createdBy: row.created_by,
				changedBy: row.changed_by,
				changedAt: row.changed_at
			}
		])
	);
}

interface UserSide {
	readonly users: BatchState['users'];
	readonly userChanges: readonly UserChange[];
}

/** Who holds the keys that the changes may take: the users loaded, and at most one stranger for each key. */
async function loadHolders(
	sql: Sql,
	organisationId: string,
	{ users, userChanges }: UserSide
): Promise<Holders> {
	const holders = emptyHolders();
	for (const [id, held] of users) hold(holders, keysOf(held.value), id);
	for (const name of keyNames) {
		const wanted = keysWanted(name, { users, userChanges });
		if (wanted.length === 0) continue;
		const column = keyColumns[name];
		const own = [...users.keys()];
		const rows = await strangers(sql, organisationId, { column, wanted, own });
		for (const { id, key } of rows) {
			if (key !== null)
				hold(holders, { username: null, clientId: null, email: null, [name]: key }, id);
		}
	}
	return holders;
}

async function strangers(
	sql: Sql,
	organisationId: string,
	{ column, wanted, own }: { column: (typeof keyColumns)[KeyName]; wanted: string[]; own: string[] }
): Promise<{ id: string; key: string | null }[]> {
	// One for each key: a shared email may have thousands of holders.
	let query = sql
		.selectFrom('users')
		.select((of) => [of.fn.min('id').as('id'), of.ref(column).as('key')])
		.where('organisation_id', '=', organisationId)
		.where(column, 'in', wanted)
		.groupBy(column);
	if (own.length > 0) query = query.where('id', 'not in', own);
	return query.execute();
}

function keysWanted(name: KeyName, { users, userChanges }: UserSide): string[] {
	const keys = userChanges.flatMap((change) => {
		if (name === 'email' && change.allowsSharedEmail) return [];
		const stored = change.op === 'restore' ? users.get(change.id)?.value[name] : undefined;
		return [change.set.user[name], stored].flatMap((value) => keyOf(name, value ?? '') ?? []);
	});
	return unique(keys);
}

async function loadEnvelopes(
	sql: Sql,
	organisationId: string,
	userChanges: readonly UserChange[]
): Promise<ReadonlySet<string>> {
	const names = unique(userChanges.flatMap(({ password }) => password?.envelope ?? []));
	if (names.length === 0) return new Set();
	const rows = await sql
		.selectFrom('envelopes')
		.select('sha256')
		.where('organisation_id', '=', organisationId)
		.where('sha256', 'in', names)
		.execute();
	return new Set(rows.map(({ sha256 }) => sha256));
}

function unique(values: readonly string[]): string[] {
	return [...new Set(values)];
}

/** Loads what a push can touch, in a few statements whatever its size (PROTOCOL 3.3). */
import type { Transaction } from 'kysely';
import type { Change, UserChange } from '../../core/change';
import { rowsOf } from '../many-rows';
import type { Session } from '../session';
import type { Tables } from '../tables';
import { loadHolders } from './holders';
import { examOf, registrationsByUser, userOf } from './rows';
import type { BatchState } from './state';
import { unique } from './unique';

type Sql = Transaction<Tables>;

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
		passwords: new Map(),
		mails: new Map(),
		failed: new Set()
	};
}

async function loadUsers(
	sql: Sql,
	organisationId: string,
	ids: string[]
): Promise<BatchState['users']> {
	const rows = await rowsOf(sql, 'users', { organisationId, column: 'id', values: ids });
	const found = rows.map(({ id }) => id);
	const ofFound = { organisationId, column: 'user_id', values: found } as const;
	const registrations = await rowsOf(sql, 'registrations', ofFound);
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
			change.kind === 'exam'
				? [change.id]
				: [...Object.keys(change.set.registrations), ...(change.mail ? [change.mail] : [])]
		)
	);
}

async function loadExams(
	sql: Sql,
	organisationId: string,
	ids: string[]
): Promise<BatchState['exams']> {
	const rows = await rowsOf(sql, 'exams', { organisationId, column: 'id', values: ids });
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

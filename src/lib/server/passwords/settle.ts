/** Stores hashes: in one transaction the hash is there, and the sealed form is not any more (Y9). */
import type { Transaction } from 'kysely';
import type { Database } from '../database';
import type { Tables } from '../tables';
import { transact } from '../transact';
import type { PasswordFault } from './envelope';
import type { PendingPasswordTable } from './tables';

type Sql = Transaction<Tables>;

export interface Hashed {
	readonly row: PendingPasswordTable;
	readonly result: { readonly hash: string } | { readonly fault: PasswordFault };
}

/** @param hashed of one organisation and one claim; rows whose lease another process took over are left to it */
export function settlePasswords(
	database: Database,
	hashed: readonly Hashed[],
	nowMs: number
): Promise<void> {
	return transact(database, (sql) => settleIn(sql, hashed, new Date(nowMs).toISOString()));
}

async function settleIn(sql: Sql, hashed: readonly Hashed[], at: string): Promise<void> {
	const [first] = hashed;
	if (!first) return;
	const { organisation_id: organisationId, claim } = first.row;
	await waitForPushes(sql, organisationId);
	const taken = await sql
		.deleteFrom('passwords_pending')
		.where('organisation_id', '=', organisationId)
		.where('claim', '=', claim)
		.where(
			'change_id',
			'in',
			hashed.map(({ row }) => row.change_id)
		)
		.returning('change_id')
		.execute();
	const ours = new Set(taken.map(({ change_id }) => change_id));
	for (const { row, result } of hashed) {
		if (!ours.has(row.change_id)) continue;
		const { user_id: userId, version } = row;
		if ('hash' in result) {
			await storeHash(sql, { organisationId, userId, version, hash: result.hash, at });
		} else await storeFault(sql, row, { code: result.fault, at });
	}
	await deleteSettledEnvelopes(sql, organisationId, [
		...new Set(hashed.map(({ row }) => row.envelope))
	]);
}

/**
 * A push that has seen an envelope and not yet stored its slots would lose them if the envelope went meanwhile: pushes
 * hold the organisation's row (PROTOCOL 3.2), so whoever deletes envelopes waits for it.
 */
async function waitForPushes(sql: Sql, organisationId: string): Promise<void> {
	await sql
		.updateTable('organisations')
		.set((row) => ({ version: row.ref('version') }))
		.where('id', '=', organisationId)
		.execute();
}

export interface NewHash {
	readonly organisationId: string;
	readonly userId: string;
	readonly version: number;
	readonly hash: string;
	readonly at: string;
}

/** Keeps the newer one, by version; a fault told about an older one is gone with it. */
export async function storeHash(
	sql: Sql,
	{ organisationId, userId, version, hash, at }: NewHash
): Promise<void> {
	await sql
		.insertInto('user_passwords')
		.values({ organisation_id: organisationId, user_id: userId, hash, version, set_at: at })
		.onConflict((conflict) =>
			conflict
				.columns(['organisation_id', 'user_id'])
				.doUpdateSet((row) => ({
					hash: row.ref('excluded.hash'),
					version: row.ref('excluded.version'),
					set_at: row.ref('excluded.set_at')
				}))
				.whereRef('user_passwords.version', '<', 'excluded.version')
		)
		.execute();
	await sql
		.deleteFrom('passwords_failed')
		.where('organisation_id', '=', organisationId)
		.where('user_id', '=', userId)
		.where('version', '<', version)
		.execute();
}

async function storeFault(
	sql: Sql,
	row: PendingPasswordTable,
	{ code, at }: { code: PasswordFault; at: string }
): Promise<void> {
	const newer = await sql
		.selectFrom('user_passwords')
		.select('version')
		.where('organisation_id', '=', row.organisation_id)
		.where('user_id', '=', row.user_id)
		.where('version', '>', row.version)
		.executeTakeFirst();
	if (newer) return;
	const { organisation_id, change_id, user_id, version } = row;
	await sql
		.insertInto('passwords_failed')
		.values({ organisation_id, change_id, user_id, version, code, failed_at: at })
		.execute();
}

/** A change of another push that still wants one is told `envelope_missing`, and its device sends it again. */
async function deleteSettledEnvelopes(
	sql: Sql,
	organisationId: string,
	names: readonly string[]
): Promise<void> {
	await sql
		.deleteFrom('envelopes')
		.where('organisation_id', '=', organisationId)
		.where('sha256', 'in', names)
		.where((row) =>
			row.not(
				row.exists(
					row
						.selectFrom('passwords_pending')
						.select('change_id')
						.whereRef('passwords_pending.organisation_id', '=', 'envelopes.organisation_id')
						.whereRef('passwords_pending.envelope', '=', 'envelopes.sha256')
				)
			)
		)
		.execute();
}

/** W5: an envelope that nobody took within 30 days. */
export const envelopeLifeMs = 30 * 24 * 60 * 60 * 1000;

export async function deleteOldEnvelopes(database: Database, nowMs: number): Promise<void> {
	const oldest = new Date(nowMs - envelopeLifeMs).toISOString();
	const rows = await database
		.selectFrom('envelopes')
		.select(['organisation_id', 'sha256'])
		.where('created_at', '<', oldest)
		.limit(100)
		.execute();
	for (const { organisation_id: organisationId, sha256 } of rows) {
		await transact(database, async (sql) => {
			await waitForPushes(sql, organisationId);
			await deleteSettledEnvelopes(sql, organisationId, [sha256]);
		});
	}
}

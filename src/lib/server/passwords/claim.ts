/** Which sealed passwords this process hashes next: rows with a lease, so that several processes share the work (Y9, Y10). */
import { randomUUID } from 'node:crypto';
import type { Transaction } from 'kysely';
import type { Database } from '../database';
import type { Tables } from '../tables';
import { transact } from '../transact';
import type { PendingPasswordTable } from './tables';

/** A process that dies leaves its rows to others after this time. */
export const leaseMs = 60_000;
/** Hashed and stored together: a crash costs no more than these again. */
export const claimedAtOnce = 16;

export interface Wanted {
	readonly nowMs: number;
	/** One user's only; the oldest of all where it is absent. */
	readonly user?: { readonly organisationId: string; readonly userId: string };
}

export interface Claimed {
	readonly claim: string;
	readonly rows: readonly PendingPasswordTable[];
	/** Rows that another process took in the same moment. */
	readonly missed: number;
}

export function claimPasswords(database: Database, wanted: Wanted): Promise<Claimed> {
	return transact(database, (sql) => claimIn(sql, wanted));
}

async function claimIn(sql: Transaction<Tables>, { nowMs, user }: Wanted): Promise<Claimed> {
	const now = new Date(nowMs).toISOString();
	const claim = randomUUID();
	let free = sql
		.selectFrom('passwords_pending')
		.select('change_id')
		.where((row) => row.or([row('claimed_until', 'is', null), row('claimed_until', '<', now)]));
	if (user) {
		free = free
			.where('organisation_id', '=', user.organisationId)
			.where('user_id', '=', user.userId);
	}
	// Neighbours in an envelope are opened together.
	const found = await free
		.orderBy('created_at')
		.orderBy('envelope')
		.orderBy('slot')
		.limit(claimedAtOnce)
		.execute();
	if (found.length === 0) return { claim, rows: [], missed: 0 };
	const rows = await sql
		.updateTable('passwords_pending')
		.set({ claim, claimed_until: new Date(nowMs + leaseMs).toISOString() })
		.where(
			'change_id',
			'in',
			found.map(({ change_id }) => change_id)
		)
		.where((row) => row.or([row('claimed_until', 'is', null), row('claimed_until', '<', now)]))
		.returningAll()
		.execute();
	return { claim, rows, missed: Math.max(found.length - rows.length, 0) };
}

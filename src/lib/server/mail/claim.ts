/** Which mails this process sends next: rows with a lease, as for passwords, and what became of each (Y9, Y10). */
import { randomUUID } from 'node:crypto';
import type { Database } from '../database';
import { transact } from '../transact';
import type { MailTable } from './tables';

/** Longer than all timeouts of the sending together: nobody else takes a mail that is on its way. */
export const mailLeaseMs = 5 * 60 * 1000;
const claimedAtOnce = 8;

export interface ClaimedMails {
	readonly rows: readonly MailTable[];
	/** Rows that another process took in the same moment. */
	readonly missed: number;
}

export function claimMails(database: Database, nowMs: number): Promise<ClaimedMails> {
	const now = new Date(nowMs).toISOString();
	const claim = randomUUID();
	return transact(database, async (sql) => {
		const found = await sql
			.selectFrom('mails')
			.select('id')
			.where('state', '=', 'waiting')
			.where('due_at', '<=', now)
			.where((row) => row.or([row('claimed_until', 'is', null), row('claimed_until', '<', now)]))
			.orderBy('due_at')
			.limit(claimedAtOnce)
			.execute();
		if (found.length === 0) return { rows: [], missed: 0 };
		const rows = await sql
			.updateTable('mails')
			.set((row) => ({
				claim,
				claimed_until: new Date(nowMs + mailLeaseMs).toISOString(),
				attempts: row('attempts', '+', 1)
			}))
			.where(
				'id',
				'in',
				found.map(({ id }) => id)
			)
			.where('state', '=', 'waiting')
			.where((row) => row.or([row('claimed_until', 'is', null), row('claimed_until', '<', now)]))
			.returningAll()
			.execute();
		return { rows, missed: Math.max(found.length - rows.length, 0) };
	});
}

export type MailEnd = Partial<
	Pick<MailTable, 'state' | 'due_at' | 'reason' | 'detail' | 'sent_at'>
>;

/**
 * Ends a claim. Who withdrew or held a mail while it was on its way has the last word, unless it was sent: that cannot
 * be taken back.
 */
export async function settleMail(
	database: Database,
	{ organisation_id, id, claim }: MailTable,
	end: MailEnd
): Promise<void> {
	const free = { claim: null, claimed_until: null };
	await transact(database, async (sql) => {
		const ours = sql
			.updateTable('mails')
			.where('organisation_id', '=', organisation_id)
			.where('id', '=', id)
			.where('claim', '=', claim);
		if (end.state === 'sent') return ours.set({ ...end, ...free }).execute();
		await ours.where('state', '=', 'waiting').set(end).execute();
		return ours.set(free).execute();
	});
}

/** With no mail server what is due is held, and listed as held for that reason; it goes when an admin releases it. */
export async function holdWithoutServer(database: Database, nowMs: number): Promise<void> {
	await database
		.updateTable('mails')
		.set({ state: 'held', reason: 'no_mail_server' })
		.where('state', '=', 'waiting')
		.where('due_at', '<=', new Date(nowMs).toISOString())
		.execute();
}

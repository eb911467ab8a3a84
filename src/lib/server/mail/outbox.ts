/** What admins see of registration mails and do with them: exactly who gets what, before it is sent (Y9). */
import { z } from 'zod';
import { recordAuditIn } from '../audit';
import type { Database } from '../database';
import { Refusal } from '../refusal';
import type { Session } from '../session';
import { transact } from '../transact';
import { mailStates, type MailState } from './tables';

/** As it is listed; name and address are the user's of now, as the mail's will be. */
export interface ListedMail {
	readonly id: string;
	readonly state: MailState;
	readonly userId: string;
	readonly username: string;
	readonly name: string;
	readonly email: string;
	readonly exam: string;
	readonly venue: string;
	readonly createdAt: string;
	readonly dueAt: string;
	readonly attempts: number;
	readonly reason: string | null;
	readonly detail: string | null;
	readonly sentAt: string | null;
}

export interface MailPage {
	readonly counts: Readonly<Record<MailState, number>>;
	readonly mails: readonly ListedMail[];
	/** To ask on with, or null at the end. */
	readonly next: string | null;
}

const pageSize = 100;

/** @throws {Refusal} `not_allowed`, `malformed` */
export async function listMails(
	database: Database,
	session: Session,
	parameters: URLSearchParams
): Promise<MailPage> {
	requireAdmin(session);
	const { organisationId } = session;
	const read = z
		.object({
			state: z.enum(mailStates),
			after: z
				.string()
				.regex(/^[\dT:.Z-]{20,30} [\da-f-]{36}$/)
				.nullable()
		})
		.safeParse({
			state: parameters.get('state') ?? 'waiting',
			after: parameters.get('after')
		});
	if (!read.success) throw new Refusal('malformed', read.error);
	const rows = await pageOf(database, organisationId, read.data);
	const mails = rows.slice(0, pageSize).map((row) => ({
		id: row.id,
		state: row.state,
		userId: row.user_id,
		username: row.username ?? '',
		name: `${row.first_name ?? ''} ${row.last_name ?? ''}`.trim(),
		email: row.email ?? '',
		exam: row.exam ?? '',
		venue: row.venue ?? '',
		createdAt: row.created_at,
		dueAt: row.due_at,
		attempts: row.attempts,
		reason: row.reason,
		detail: row.detail,
		sentAt: row.sent_at
	}));
	const last = mails.at(-1);
	const next = rows.length > pageSize && last ? `${last.createdAt} ${last.id}` : null;
	return { counts: await countMails(database, organisationId), mails, next };
}

function pageOf(
	database: Database,
	organisationId: string,
	{ state, after }: { state: MailState; after: string | null }
) {
	let query = database
		.selectFrom('mails')
		.leftJoin('users', (join) =>
			join
				.onRef('users.organisation_id', '=', 'mails.organisation_id')
				.onRef('users.id', '=', 'mails.user_id')
		)
		.leftJoin('exams', (join) =>
			join
				.onRef('exams.organisation_id', '=', 'mails.organisation_id')
				.onRef('exams.id', '=', 'mails.exam_id')
		)
		.leftJoin('registrations', (join) =>
			join
				.onRef('registrations.organisation_id', '=', 'mails.organisation_id')
				.onRef('registrations.user_id', '=', 'mails.user_id')
				.onRef('registrations.exam_id', '=', 'mails.exam_id')
		)
		.selectAll('mails')
		.select(['username', 'first_name', 'last_name', 'email', 'venue', 'exams.name as exam'])
		.where('mails.organisation_id', '=', organisationId)
		.where('state', '=', state);
	if (after !== null) {
		const [at = '', id = ''] = after.split(' ');
		query = query.where((row) =>
			row.or([
				row('mails.created_at', '>', at),
				row.and([row('mails.created_at', '=', at), row('mails.id', '>', id)])
			])
		);
	}
	return query
		.orderBy('mails.created_at')
		.orderBy('mails.id')
		.limit(pageSize + 1)
		.execute();
}

/**
 * V9: what became of the mails that one upload caused.
 * @throws {Refusal} `not_allowed`
 */
export async function countMailsOf(
	database: Database,
	{ organisationId, role }: Session,
	uploadId: string
): Promise<Record<MailState, number>> {
	if (role === 'viewer') throw new Refusal('not_allowed');
	return countMails(database, organisationId, uploadId);
}

async function countMails(
	database: Database,
	organisationId: string,
	uploadId: string | null = null
): Promise<Record<MailState, number>> {
	let query = database
		.selectFrom('mails')
		.select(['state', ({ fn }) => fn.countAll().as('count')])
		.where('organisation_id', '=', organisationId);
	if (uploadId !== null) query = query.where('upload_id', '=', uploadId);
	const rows = await query.groupBy('state').execute();
	const counts = { waiting: 0, held: 0, sent: 0, failed: 0, withdrawn: 0 };
	for (const { state, count } of rows) counts[state] = Number(count);
	return counts;
}

const decisionSchema = z.object({
	action: z.enum(['hold', 'release', 'withdraw']),
	/** Null for all in a state. */
	ids: z.array(z.uuid()).min(1).max(1000).nullable(),
	state: z.enum(mailStates)
});

/** From which states, and to which. */
const decisions = {
	hold: { from: ['waiting'], to: 'held', kind: 'mail_held' },
	release: { from: ['held', 'failed'], to: 'waiting', kind: 'mail_released' },
	withdraw: { from: ['waiting', 'held', 'failed'], to: 'withdrawn', kind: 'mail_withdrawn' }
} as const;

/**
 * Holds, releases or withdraws those of `ids` (null: all) that are in `state` still. Tells how many; one that was sent in
 * the meantime is not among them. A released one goes at once, or when its 15 minutes are over.
 * @throws {Refusal} `not_allowed`, `malformed`
 */
export async function decideMails(
	database: Database,
	session: Session,
	{ body, nowMs }: { body: unknown; nowMs: number }
): Promise<{ changed: number }> {
	requireAdmin(session);
	const read = decisionSchema.safeParse(body);
	if (!read.success) throw new Refusal('malformed', read.error);
	const { action, ids, state } = read.data;
	const { from, to, kind } = decisions[action];
	if (!(from as readonly MailState[]).includes(state)) throw new Refusal('malformed');
	const { organisationId, accountId } = session;
	const reason = action === 'release' ? null : 'by_hand';
	return transact(database, async (sql) => {
		let update = sql
			.updateTable('mails')
			.set({ state: to, reason, detail: null, decided_by: accountId })
			.where('organisation_id', '=', organisationId)
			.where('state', '=', state);
		if (action === 'release') update = update.set({ attempts: 0 });
		// A failed one has waited long enough for its next try.
		if (state === 'failed') update = update.set({ due_at: new Date(nowMs).toISOString() });
		if (ids) update = update.where('id', 'in', ids);
		const changed = (await update.returning('id').execute()).length;
		if (changed > 0) {
			const at = new Date(nowMs).toISOString();
			await recordAuditIn(sql, organisationId, { at, accountId, kind, detail: { mails: changed } });
		}
		return { changed };
	});
}

export function requireAdmin({ role }: Session): void {
	if (role !== 'admin') throw new Refusal('not_allowed');
}

/** Mails that a push causes or makes needless, written in its transaction (Y9, S8). */
import { randomUUID } from 'node:crypto';
import type { Transaction } from 'kysely';
import { isSameTold, mailHindrance, toldOf, type Told } from '../../core/mails';
import type { User } from '../../core/records';
import type { Held } from '../accept/rows';
import type { BatchState, MailAsked } from '../accept/state';
import { rowsOf } from '../many-rows';
import type { Tables } from '../tables';
import type { MailTable } from './tables';

type Sql = Transaction<Tables>;

/** So long an undo withdraws what it caused. */
export const mailWaitMs = 15 * 60 * 1000;

interface Pushed {
	readonly before: ReadonlyMap<string, Held<User>>;
	readonly after: BatchState;
}

export async function writeMails(
	sql: Sql,
	organisationId: string,
	{ before, after }: Pushed
): Promise<void> {
	const changed = [...after.users].flatMap(([id, held]) => (before.get(id) === held ? [] : [id]));
	if (changed.length === 0) return;
	// Nobody has written to a user who was not there.
	const known = changed.filter((id) => before.has(id));
	const open = await openMails(sql, organisationId, known);
	const needless = open.filter(({ user_id, exam_id, told_before }) => {
		const told = toldOf(after.users.get(user_id)?.value, exam_id);
		return told === null || isSameTold(told, JSON.parse(told_before) as Told | null);
	});
	await withdraw(sql, organisationId, needless);
	const left = new Map(
		open.filter((mail) => !needless.includes(mail)).map((mail) => [keyOf(mail), mail])
	);
	const rows = new Map<string, MailTable>();
	for (const asked of after.mails.values()) {
		const told = toldOf(before.get(asked.userId)?.value, asked.examId);
		if (!isCause(asked, told, after)) continue;
		const key = keyOf({ user_id: asked.userId, exam_id: asked.examId });
		rows.set(key, mailRow(organisationId, { asked, told, at: after.at, open: left.get(key) }));
	}
	await put(sql, [...rows.values()]);
}

const keyOf = ({ user_id, exam_id }: Pick<MailTable, 'user_id' | 'exam_id'>): string =>
	`${user_id} ${exam_id}`;

/** Not sent yet, and nobody is sending it. */
async function openMails(sql: Sql, organisationId: string, userIds: readonly string[]) {
	const mails = await rowsOf(sql, 'mails', { organisationId, column: 'user_id', values: userIds });
	return mails.filter(
		({ state, claim }) => claim === null && ['waiting', 'held', 'failed'].includes(state)
	);
}

function isCause({ userId, examId }: MailAsked, told: Told | null, after: BatchState): boolean {
	const user = after.users.get(userId)?.value;
	if (!user || isSameTold(told, toldOf(user, examId))) return false;
	const exam = after.exams.get(examId)?.value;
	return mailHindrance(user, exam, Date.parse(after.at)) === null;
}

interface Cause {
	readonly asked: MailAsked;
	readonly told: Told | null;
	readonly at: string;
	/** One that waits already tells both. */
	readonly open: MailTable | undefined;
}

function mailRow(organisationId: string, { asked, told, at, open }: Cause): MailTable {
	return {
		organisation_id: organisationId,
		id: open?.id ?? randomUUID(),
		user_id: asked.userId,
		exam_id: asked.examId,
		change_id: asked.changeId,
		upload_id: asked.uploadId,
		told_before: open?.told_before ?? JSON.stringify(told),
		state: open?.state === 'held' ? 'held' : 'waiting',
		created_at: open?.created_at ?? at,
		due_at: new Date(Date.parse(at) + mailWaitMs).toISOString(),
		attempts: 0,
		reason: open?.state === 'held' ? open.reason : null,
		detail: null,
		sent_at: null,
		decided_by: open?.decided_by ?? null,
		claim: null,
		claimed_until: null
	};
}

async function put(sql: Sql, rows: readonly MailTable[]): Promise<void> {
	if (rows.length === 0) return;
	await sql
		.insertInto('mails')
		.values(rows)
		.onConflict((conflict) =>
			conflict.columns(['organisation_id', 'id']).doUpdateSet((row) => ({
				change_id: row.ref('excluded.change_id'),
				upload_id: row.ref('excluded.upload_id'),
				state: row.ref('excluded.state'),
				due_at: row.ref('excluded.due_at'),
				attempts: row.ref('excluded.attempts'),
				reason: row.ref('excluded.reason'),
				detail: row.ref('excluded.detail')
			}))
		)
		.execute();
}

async function withdraw(
	sql: Sql,
	organisationId: string,
	mails: readonly MailTable[]
): Promise<void> {
	if (mails.length === 0) return;
	await sql
		.updateTable('mails')
		.set({ state: 'withdrawn', reason: 'undone', detail: null })
		.where('organisation_id', '=', organisationId)
		.where(
			'id',
			'in',
			mails.map(({ id }) => id)
		)
		.execute();
}

/** The mail of an outbox row, as its user is now. */
import { createHmac } from 'node:crypto';
import { mailHindrance, type MailHindrance } from '../../core/mails';
import { examOf, registrationsByUser, userOf } from '../accept/rows';
import type { Database } from '../database';
import { userSetUpPath } from '../passwords/set-up-link';
import { renderMail, valuesOf, type RenderedMail } from './render';
import type { MailTable } from './tables';
import { templateOf, type MailTemplate } from './templates';

export interface ComposedMail extends RenderedMail {
	readonly to: string;
	/** Why it would not be sent now, or null. */
	readonly hindrance: MailHindrance | null;
}

export type MailFor = Pick<MailTable, 'organisation_id' | 'user_id' | 'exam_id'>;

/** Null where the user is gone altogether. */
export async function composeMail(
	database: Database,
	row: MailFor,
	{ link, nowMs, template }: { link: string; nowMs: number; template?: MailTemplate }
): Promise<ComposedMail | null> {
	const organisationId = row.organisation_id;
	const found = await database
		.selectFrom('users')
		.selectAll()
		.where('organisation_id', '=', organisationId)
		.where('id', '=', row.user_id)
		.executeTakeFirst();
	if (!found) return null;
	const registrations = await database
		.selectFrom('registrations')
		.selectAll()
		.where('organisation_id', '=', organisationId)
		.where('user_id', '=', row.user_id)
		.execute();
	const user = userOf(found, registrationsByUser(registrations).get(found.id) ?? {});
	const exam = await examWith(database, organisationId, row.exam_id);
	const hindrance = mailHindrance(user, exam, nowMs);
	const { name: organisation } = await database
		.selectFrom('organisations')
		.select('name')
		.where('id', '=', organisationId)
		.executeTakeFirstOrThrow();
	const by = template ?? (await templateOf(database, organisationId));
	if (!exam) return { to: user.email, hindrance, subject: '', text: '', html: '' };
	const values = valuesOf({ user, exam, organisation, link }, by);
	return { to: user.email, hindrance, ...renderMail(by, values) };
}

async function examWith(database: Database, organisationId: string, examId: string) {
	const row = await database
		.selectFrom('exams')
		.selectAll()
		.where('organisation_id', '=', organisationId)
		.where('id', '=', examId)
		.executeTakeFirst();
	return row ? examOf(row) : undefined;
}

/** The same for each try of one mail, so that each try is the same mail; only its hash is stored. */
export function mailToken(secret: string, { organisation_id, id }: MailTable): string {
	return createHmac('sha256', secret)
		.update(`set-up link of mail ${organisation_id} ${id}`)
		.digest('base64url');
}

export const linkOf = (origin: string, token: string): string => origin + userSetUpPath(token);

/** Stands for a token where nobody but the user may see one. */
export const hiddenToken = '…';

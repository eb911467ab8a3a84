/** How a mail will look, by the stored template or one that is being edited, with a real user's values (Y9). */
import { z } from 'zod';
import type { Database } from '../database';
import { Refusal } from '../refusal';
import type { Session } from '../session';
import { composeMail, hiddenToken, linkOf } from './compose';
import { requireAdmin } from './outbox';
import { readTemplate, templateFaults, type TemplateFault } from './templates';

const requestSchema = z.object({
	/** Of a mail; null for the one that is next. */
	id: z.uuid().nullable(),
	/** Null for the stored one. */
	template: z.unknown()
});

export interface MailPreview {
	/** What is wrong with the template; there is no preview then. */
	readonly faults: readonly TemplateFault[];
	/** Null where nobody is registered whom it could be shown for. */
	readonly mail: {
		/** Null where no mail waits: then it is as one for the user who was registered last. */
		readonly id: string | null;
		readonly to: string;
		readonly subject: string;
		readonly text: string;
		readonly hindrance: string | null;
	} | null;
}

/**
 * The link in it is not the user's: nobody else may see that one.
 * @throws {Refusal} `not_allowed`, `malformed`, `not_found`
 */
export async function previewMail(
	database: Database,
	session: Session,
	{ body, nowMs, origin }: { body: unknown; nowMs: number; origin: string }
): Promise<MailPreview> {
	requireAdmin(session);
	const read = requestSchema.safeParse(body);
	if (!read.success) throw new Refusal('malformed', read.error);
	const { id } = read.data;
	const template = read.data.template === null ? undefined : readTemplate(read.data.template);
	const faults = template ? templateFaults(template) : [];
	if (faults.length > 0) return { faults, mail: null };
	const { organisationId } = session;
	const found = await findMail(database, organisationId, id);
	if (!found && id !== null) throw new Refusal('not_found');
	const row = found ?? (await findRegistered(database, organisationId));
	if (!row) return { faults, mail: null };
	const options = { link: linkOf(origin, hiddenToken), nowMs, ...(template ? { template } : {}) };
	const composed = await composeMail(database, row, options);
	if (!composed) return { faults, mail: null };
	const { to, subject, text, hindrance } = composed;
	return { faults, mail: { id: row.id, to, subject, text, hindrance } };
}

function findMail(database: Database, organisationId: string, id: string | null) {
	const mails = database
		.selectFrom('mails')
		.select(['id', 'organisation_id', 'user_id', 'exam_id'])
		.where('organisation_id', '=', organisationId);
	const chosen =
		id === null ? mails.where('state', 'in', ['waiting', 'held']) : mails.where('id', '=', id);
	return chosen.orderBy('created_at').limit(1).executeTakeFirst();
}

async function findRegistered(database: Database, organisationId: string) {
	const row = await database
		.selectFrom('registrations')
		.innerJoin('users', (join) =>
			join
				.onRef('users.organisation_id', '=', 'registrations.organisation_id')
				.onRef('users.id', '=', 'registrations.user_id')
		)
		.select(['registrations.organisation_id', 'user_id', 'exam_id'])
		.where('registrations.organisation_id', '=', organisationId)
		.where('deleted_at', 'is', null)
		.where('email', '!=', '')
		.orderBy('users.version', 'desc')
		.orderBy('exam_id')
		.limit(1)
		.executeTakeFirst();
	return row && { id: null, ...row };
}

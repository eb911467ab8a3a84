/** The text of registration mails (Y9): one template for each organisation, in a language of its own (A4). */
import { z } from 'zod';
import { recordAuditIn } from '../audit';
import type { Database } from '../database';
import { Refusal } from '../refusal';
import type { Session } from '../session';
import { transact } from '../transact';

export const mailLanguages = ['en', 'es', 'ar'] as const;
export type MailLanguage = (typeof mailLanguages)[number];

export interface MailTemplate {
	readonly language: MailLanguage;
	/** In which date and time are told; IANA, as in `Europe/London`. */
	readonly timeZone: string;
	readonly subject: string;
	/** Plain text with the names of {@link placeholders} in braces; blank lines part paragraphs. */
	readonly body: string;
}

/** A password is none of them, and never will be. */
export const placeholders = [
	'name',
	'first_name',
	'last_name',
	'username',
	'exam',
	'venue',
	'date',
	'time',
	'link',
	'organisation'
] as const;
export type Placeholder = (typeof placeholders)[number];

/** Without these a mail would be of no use. */
const required = ['username', 'link'] as const;

export const placeholderPattern = /\{\s*([^{}]*?)\s*\}/g;

export const defaultTemplates: Readonly<
	Record<MailLanguage, Pick<MailTemplate, 'subject' | 'body'>>
> = {
	en: {
		subject: '{exam}: your registration',
		body: [
			'Hello {name},',
			'you are registered for {exam}.',
			'Username: {username}\nDate: {date}\nTime: {time}\nVenue: {venue}',
			'Set your password here. The link works once, within 14 days:\n{link}',
			'{organisation}'
		].join('\n\n')
	},
	es: {
		subject: '{exam}: su inscripción',
		body: [
			'Hola, {name}:',
			'Su inscripción en {exam} está registrada.',
			'Usuario: {username}\nFecha: {date}\nHora: {time}\nSede: {venue}',
			'Establezca aquí su contraseña. El enlace funciona una sola vez, durante 14 días:\n{link}',
			'{organisation}'
		].join('\n\n')
	},
	ar: {
		subject: '{exam}: تسجيلك',
		body: [
			'مرحبًا {name}،',
			'تم تسجيلك في {exam}.',
			'اسم المستخدم: {username}\nالتاريخ: {date}\nالوقت: {time}\nالمكان: {venue}',
			'عيّن كلمة المرور من هنا. يعمل الرابط مرة واحدة خلال 14 يومًا:\n{link}',
			'{organisation}'
		].join('\n\n')
	}
};

export const usualTemplate: MailTemplate = {
	language: 'en',
	timeZone: 'UTC',
	...defaultTemplates.en
};

/** What is wrong with a template: a code, and the name it is about. */
export interface TemplateFault {
	readonly field: 'subject' | 'body' | 'timeZone';
	readonly code: 'empty' | 'placeholder_unknown' | 'placeholder_missing' | 'time_zone_unknown';
	readonly name: string;
}

const templateSchema = z.object({
	language: z.enum(mailLanguages),
	timeZone: z.string().min(1).max(64),
	subject: z.string().trim().max(200),
	body: z
		.string()
		.max(10_000)
		.transform((text) => text.replace(/\r\n?/g, '\n').trim())
});

/** @throws {Refusal} `malformed`: no template at all */
export function readTemplate(body: unknown): MailTemplate {
	const read = templateSchema.safeParse(body);
	if (!read.success) throw new Refusal('malformed', read.error);
	return read.data;
}

export function templateFaults({ subject, body, timeZone }: MailTemplate): TemplateFault[] {
	const faults: TemplateFault[] = [];
	for (const [field, text] of [
		['subject', subject],
		['body', body]
	] as const) {
		if (text.trim() === '') faults.push({ field, code: 'empty', name: '' });
		for (const [, name = ''] of text.matchAll(placeholderPattern)) {
			if ((placeholders as readonly string[]).includes(name)) continue;
			faults.push({ field, code: 'placeholder_unknown', name });
		}
	}
	for (const name of required) {
		const isThere = [...body.matchAll(placeholderPattern)].some(([, found]) => found === name);
		if (!isThere) faults.push({ field: 'body', code: 'placeholder_missing', name });
	}
	if (!isTimeZone(timeZone))
		faults.push({ field: 'timeZone', code: 'time_zone_unknown', name: timeZone });
	return faults;
}

function isTimeZone(name: string): boolean {
	try {
		return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
	} catch {
		return false;
	}
}

export async function templateOf(
	database: Database,
	organisationId: string
): Promise<MailTemplate> {
	const row = await database
		.selectFrom('mail_templates')
		.selectAll()
		.where('organisation_id', '=', organisationId)
		.executeTakeFirst();
	if (!row) return usualTemplate;
	return {
		language: mailLanguages.find((known) => known === row.language) ?? 'en',
		timeZone: row.time_zone,
		subject: row.subject,
		body: row.body
	};
}

/**
 * Mails that wait are sent by the new one.
 * @throws {Refusal} `not_allowed`, `malformed` (it has faults)
 */
export async function saveTemplate(
	database: Database,
	session: Session,
	{ template, nowMs }: { template: MailTemplate; nowMs: number }
): Promise<void> {
	if (session.role !== 'admin') throw new Refusal('not_allowed');
	if (templateFaults(template).length > 0) throw new Refusal('malformed');
	const { organisationId, accountId } = session;
	const at = new Date(nowMs).toISOString();
	const row = {
		language: template.language,
		time_zone: template.timeZone,
		subject: template.subject,
		body: template.body,
		changed_by: accountId,
		changed_at: at
	};
	await transact(database, async (sql) => {
		await sql
			.insertInto('mail_templates')
			.values({ organisation_id: organisationId, ...row })
			.onConflict((conflict) => conflict.columns(['organisation_id']).doUpdateSet(row))
			.execute();
		const entry = { at, accountId, kind: 'mail_template' as const, detail: {} };
		await recordAuditIn(sql, organisationId, entry);
	});
}

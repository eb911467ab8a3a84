/** What the screen of registration mails asks the server for (Y9). */
import { z } from 'zod';
import { askServer, nothing } from './ask-server';

export const mailStates = ['waiting', 'held', 'sent', 'failed', 'withdrawn'] as const;
export type MailState = (typeof mailStates)[number];

const mailSchema = z.object({
	id: z.string(),
	state: z.enum(mailStates),
	username: z.string(),
	name: z.string(),
	email: z.string(),
	exam: z.string(),
	venue: z.string(),
	createdAt: z.string(),
	dueAt: z.string(),
	attempts: z.number(),
	reason: z.string().nullable(),
	detail: z.string().nullable(),
	sentAt: z.string().nullable()
});
export type ListedMail = z.infer<typeof mailSchema>;

export const mailCountsSchema = z.object({
	waiting: z.number(),
	held: z.number(),
	sent: z.number(),
	failed: z.number(),
	withdrawn: z.number()
});
export type MailCounts = z.infer<typeof mailCountsSchema>;

const pageSchema = z.object({
	counts: mailCountsSchema,
	mails: z.array(mailSchema),
	next: z.string().nullable(),
	/** Null where no mail server is set. */
	from: z.string().nullable()
});
export type MailPage = z.infer<typeof pageSchema>;

export function askMails(state: MailState, after: string | null = null) {
	const search = new URLSearchParams({ state, ...(after === null ? {} : { after }) });
	return askServer(`/api/mail?${search.toString()}`, { schema: pageSchema });
}

export type MailAction = 'hold' | 'release' | 'withdraw';

/** What can be done with mails of a state. */
export const mailActions: Readonly<Record<MailState, readonly MailAction[]>> = {
	waiting: ['hold', 'withdraw'],
	held: ['release', 'withdraw'],
	failed: ['release', 'withdraw'],
	sent: [],
	withdrawn: []
};

/** @param ids null for all in the state */
export const decideMails = (decision: {
	readonly action: MailAction;
	readonly state: MailState;
	readonly ids: readonly string[] | null;
}) =>
	askServer('/api/mail', {
		method: 'POST',
		body: decision,
		schema: z.object({ changed: z.number() })
	});

export const mailsOfUpload = (uploadId: string) =>
	askServer(`/api/mail/uploads/${uploadId}`, { schema: mailCountsSchema });

const languageSchema = z.enum(['en', 'es', 'ar']);
export type MailLanguage = z.infer<typeof languageSchema>;
export const mailLanguages = languageSchema.options;

const templateSchema = z.object({
	language: languageSchema,
	timeZone: z.string(),
	subject: z.string(),
	body: z.string()
});
export type MailTemplate = z.infer<typeof templateSchema>;

const textsSchema = z.object({ subject: z.string(), body: z.string() });

const templatesSchema = z.object({
	template: templateSchema,
	defaults: z.object({ en: textsSchema, es: textsSchema, ar: textsSchema })
});
export type MailTemplates = z.infer<typeof templatesSchema>;

export const askTemplate = () => askServer('/api/mail/template', { schema: templatesSchema });

export const saveTemplate = (body: MailTemplate) =>
	askServer('/api/mail/template', { method: 'PUT', body, schema: nothing });

const previewSchema = z.object({
	faults: z.array(
		z.object({
			field: z.enum(['subject', 'body', 'timeZone']),
			code: z.enum(['empty', 'placeholder_unknown', 'placeholder_missing', 'time_zone_unknown']),
			name: z.string()
		})
	),
	mail: z
		.object({
			to: z.string(),
			subject: z.string(),
			text: z.string(),
			hindrance: z.string().nullable()
		})
		.nullable()
});
export type MailPreview = z.infer<typeof previewSchema>;
export type TemplateFault = MailPreview['faults'][number];

/** @param id of a mail; null for the next one. @param template null for the stored one */
export const previewMail = (id: string | null, template: MailTemplate | null) =>
	askServer('/api/mail/preview', {
		method: 'POST',
		body: { id, template },
		schema: previewSchema
	});

/** A template and a user's values into a mail: subject, text and simple HTML. What a value holds is never markup. */
import type { Exam, User } from '../../core/records';
import { placeholderPattern, type MailTemplate, type Placeholder } from './templates';

export interface RenderedMail {
	readonly subject: string;
	readonly text: string;
	readonly html: string;
}

export type MailValues = Readonly<Record<Placeholder, string>>;

export interface MailSubject {
	readonly user: User;
	readonly exam: Exam;
	readonly organisation: string;
	/** Address of the set-up page. */
	readonly link: string;
}

export function valuesOf(
	{ user, exam, organisation, link }: MailSubject,
	{ language, timeZone }: MailTemplate
): MailValues {
	const { firstName, lastName, username } = user;
	const starts = exam.startsAt === null ? null : new Date(exam.startsAt);
	const format = (options: Intl.DateTimeFormatOptions) =>
		starts ? new Intl.DateTimeFormat(language, { ...options, timeZone }).format(starts) : '';
	const values = {
		name: `${firstName} ${lastName}`.trim(),
		first_name: firstName,
		last_name: lastName,
		username,
		exam: exam.name,
		venue: user.registrations[exam.id]?.venue ?? '',
		date: format({ dateStyle: 'full' }),
		time: format({ hour: '2-digit', minute: '2-digit', timeZoneName: 'short' }),
		link,
		organisation
	};
	return Object.fromEntries(
		Object.entries(values).map(([name, value]) => [name, oneLine(value)])
	) as MailValues;
}

/** A line break in a value would begin another header, or a line that looks like ours. */
const oneLine = (value: string): string => value.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();

export function renderMail(template: MailTemplate, values: MailValues): RenderedMail {
	const valueOf = (name: string) => (values as Readonly<Record<string, string | undefined>>)[name];
	const lines = template.body.split('\n').filter((line) => isTold(line, values));
	const body = lines
		.join('\n')
		.replace(/\n{3,}/g, '\n\n')
		.trim();
	return {
		subject: oneLine(fill(template.subject, valueOf)),
		text: `${fill(body, valueOf)}\n`,
		html: htmlOf(template.language, body, valueOf)
	};
}

/** "Venue: {venue}" says nothing where there is no venue. */
function isTold(line: string, values: MailValues): boolean {
	const names = [...line.matchAll(placeholderPattern)].map(([, name = '']) => name);
	return names.length === 0 || names.some((name) => values[name as Placeholder] !== '');
}

function fill(text: string, valueOf: (name: string) => string | undefined): string {
	return text.replace(placeholderPattern, (whole, name: string) => valueOf(name) ?? whole);
}

function htmlOf(
	language: MailTemplate['language'],
	body: string,
	valueOf: (name: string) => string | undefined
): string {
	const paragraphs = body.split('\n\n').map((paragraph) => {
		const filled = fill(escapeHtml(paragraph), (name) => {
			const text = valueOf(name);
			if (text === undefined) return undefined;
			const value = escapeHtml(text);
			// Names in one script inside a text of the other keep their direction.
			return name === 'link' ? `<a href="${value}">${value}</a>` : `<bdi>${value}</bdi>`;
		});
		return `<p>${filled.replaceAll('\n', '<br>\n')}</p>`;
	});
	const direction = language === 'ar' ? 'rtl' : 'ltr';
	return [
		`<!doctype html>\n<html lang="${language}" dir="${direction}">`,
		'<head><meta charset="utf-8"></head>\n<body>',
		...paragraphs,
		'</body>\n</html>\n'
	].join('\n');
}

const entities: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;'
};

const escapeHtml = (text: string): string =>
	text.replace(/[&<>"']/g, (sign) => entities[sign] ?? '');

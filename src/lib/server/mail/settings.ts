import type { MailServerSettings } from './smtp';

/**
 * `SMTP_URL` and `MAIL_FROM` of the environment; null where no mail server is set.
 * @throws Error a sentence for the operator, without the address: it may hold a password
 */
export function readMailSettings(
	env: Readonly<Record<string, string | undefined>>
): MailServerSettings | null {
	const { SMTP_URL: url, MAIL_FROM: from } = env;
	if (!url) return null;
	if (!isSmtp(url)) {
		throw new Error('SMTP_URL is not an address as in smtps://user:password@smtp.example:465.');
	}
	const address = /<([^<>]+)>\s*$/.exec(from ?? '')?.[1] ?? from?.trim() ?? '';
	const domain = /^[^\s@<>,;]+@([^\s@<>,;]+)$/.exec(address)?.[1];
	if (!from || !domain || /\p{Cc}/u.test(from)) {
		throw new Error('SMTP_URL needs MAIL_FROM, as in "Exams <exams@example.org>".');
	}
	return { url, from, domain };
}

function isSmtp(text: string): boolean {
	try {
		return ['smtp:', 'smtps:'].includes(new URL(text).protocol);
	} catch {
		return false;
	}
}

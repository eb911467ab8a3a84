/** One mail to an SMTP server: what became of it, in codes. */
import { createTransport } from 'nodemailer';

/** Seconds that are left to an SMTP server; together below the lease of a mail. */
const timeouts = { connection: 20_000, greeting: 20_000, socket: 60_000 };

export interface OutgoingMail {
	/** Stays the same for each try: a server that has it already can tell (RFC 5322, 3.6.4). */
	readonly messageId: string;
	readonly to: string;
	readonly subject: string;
	readonly text: string;
	readonly html: string;
}

export type SendOutcome =
	| { readonly kind: 'sent' }
	/** `later`: to be tried again; `never`: the server will not take this mail. */
	| {
			readonly kind: 'later' | 'never';
			readonly reason: 'unreachable' | 'signed_off' | 'sign_in_refused' | 'busy' | 'refused';
			readonly detail: string;
	  };

export interface MailServer {
	send(mail: OutgoingMail): Promise<SendOutcome>;
}

export interface MailServerSettings {
	/** As in `smtps://user:password@smtp.example:465`. */
	readonly url: string;
	/** As in `Exams <exams@example.org>`. */
	readonly from: string;
	/** Of that address. */
	readonly domain: string;
}

export function openMailServer({
	url,
	from
}: Pick<MailServerSettings, 'url' | 'from'>): MailServer {
	const transport = createTransport({
		...connectionOf(url),
		connectionTimeout: timeouts.connection,
		greetingTimeout: timeouts.greeting,
		socketTimeout: timeouts.socket,
		// A mail is made of text alone.
		disableFileAccess: true,
		disableUrlAccess: true
	});
	return {
		async send({ to, ...mail }) {
			try {
				await transport.sendMail({
					...mail,
					from,
					to: { name: '', address: to },
					headers: { 'Auto-Submitted': 'auto-generated' }
				});
				return { kind: 'sent' };
			} catch (error) {
				return outcomeOf(error);
			}
		}
	};
}

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

function connectionOf(text: string) {
	const url = new URL(text);
	const secure = url.protocol === 'smtps:';
	const hasLogin = url.username !== '';
	const auth = { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) };
	return {
		host: url.hostname.replace(/^\[|\]$/g, ''),
		port: Number(url.port) || (secure ? 465 : 587),
		secure,
		// A password does not cross the network in clear.
		requireTLS: hasLogin && !secure && !loopback.has(url.hostname),
		...(hasLogin ? { auth } : {})
	};
}

interface SmtpFault {
	readonly code?: string;
	readonly command?: string;
	readonly responseCode?: number;
	readonly response?: string;
	readonly message?: string;
}

/** Said about the recipient or the mail; before these the server has said something about us. */
const aboutMail = new Set(['RCPT TO', 'DATA']);

export function outcomeOf(error: unknown): SendOutcome {
	const { code, command = '', responseCode = 0, response, message } = error as SmtpFault;
	const detail = (response ?? message ?? '').replace(/\p{Cc}+/gu, ' ').slice(0, 200);
	if (code === 'EAUTH') return { kind: 'later', reason: 'sign_in_refused', detail };
	if (responseCode >= 500 && aboutMail.has(command))
		return { kind: 'never', reason: 'refused', detail };
	if (responseCode >= 400) return { kind: 'later', reason: 'busy', detail };
	return { kind: 'later', reason: code === 'ECONNECTION' ? 'signed_off' : 'unreachable', detail };
}

/**
 * Sends registration mails (Y9). A mail goes once, as far as a sender can know: where the answer to a mail that was handed
 * over is lost, the same mail goes again, with the same Message-ID and the same link, so that its receiver can tell.
 */
import type { Transaction } from 'kysely';
import { interpretEmail } from '../../core/email';
import { sha256 } from '../canonical';
import type { Database } from '../database';
import { keepUserLink } from '../passwords/set-up-link';
import type { Tables } from '../tables';
import { transact } from '../transact';
import { claimMails, holdWithoutServer, settleMail, type MailEnd } from './claim';
import { composeMail, linkOf, mailToken } from './compose';
import type { MailServer, SendOutcome } from './smtp';
import type { MailTable } from './tables';

export interface MailSender {
	readonly database: Database;
	/** Null where none is set. */
	readonly server: MailServer | null;
	/** What the links' tokens are made from. */
	readonly secret: string;
	/** The address people open, as in `https://muster.example`. */
	readonly origin: string;
	/** What stands behind the @ of each Message-ID. */
	readonly domain: string;
	readonly clock: () => number;
}

export interface SendRound {
	readonly taken: number;
	readonly missed: number;
	/** The server could not be spoken to, or not let us in: the others would fare alike. */
	readonly isDown: boolean;
}

/** Takes the next few that are due and sends them, one after the other. */
export async function sendNext(sender: MailSender): Promise<SendRound> {
	const { database, server, clock } = sender;
	if (!server) {
		await holdWithoutServer(database, clock());
		return { taken: 0, missed: 0, isDown: false };
	}
	const { rows, missed } = await claimMails(database, clock());
	let isDown = false;
	for (const row of rows) {
		const end: MailEnd = isDown
			? { due_at: laterThan(row.attempts, clock()) }
			: await sendOne(sender, server, row);
		isDown ||= end.reason !== undefined && downReasons.has(end.reason ?? '');
		await settleMail(database, row, end);
	}
	return { taken: rows.length, missed, isDown };
}

const downReasons: ReadonlySet<string> = new Set(['unreachable', 'sign_in_refused']);

async function sendOne(sender: MailSender, server: MailServer, row: MailTable): Promise<MailEnd> {
	const { database, origin, secret, clock, domain } = sender;
	const token = mailToken(secret, row);
	const mail = await composeMail(database, row, { link: linkOf(origin, token), nowMs: clock() });
	if (!mail) return withdrawn('deleted');
	if (mail.hindrance) return withdrawn(mail.hindrance);
	const to = addressOf(mail.to);
	if (!to) return { state: 'failed', reason: 'address_malformed', detail: null };
	if (!(await transact(database, (sql) => openLink(sql, row, { token, nowMs: clock() })))) {
		// It was opened: an earlier try has arrived, whatever we heard of it.
		return sent(clock());
	}
	const { subject, text, html } = mail;
	const messageId = `<${row.id}@${domain}>`;
	const outcome = await server.send({ messageId, to, subject, text, html });
	return endOf(outcome, row, clock());
}

const withdrawn = (reason: string): MailEnd => ({ state: 'withdrawn', reason, detail: null });

const sent = (nowMs: number): MailEnd => ({
	state: 'sent',
	sent_at: new Date(nowMs).toISOString(),
	reason: null,
	detail: null
});

/** What the file's check took may have changed since; a second address or a line break in it must not reach SMTP. */
function addressOf(email: string): string | null {
	const { value } = interpretEmail(email);
	return value !== undefined && !/[\s,;<>()"\\[\]:]/.test(value) ? value : null;
}

/** False where the link was used. Its 14 days begin with the latest try. */
async function openLink(
	sql: Transaction<Tables>,
	{ organisation_id: organisationId, user_id: userId }: MailTable,
	{ token, nowMs }: { token: string; nowMs: number }
): Promise<boolean> {
	const used = await sql
		.selectFrom('user_set_up_links')
		.select('used_at')
		.where('organisation_id', '=', organisationId)
		.where('token_hash', '=', sha256(token))
		.executeTakeFirst();
	if (used && used.used_at !== null) return false;
	await keepUserLink(sql, { organisationId, userId, token, nowMs });
	return true;
}

const firstRetryMs = 60_000;
const longestRetryMs = 60 * 60 * 1000;
/** About three days: a full mailbox or a greylist is over by then. */
const mostBusyAttempts = 75;

/** With a quarter of jitter, so that a crowd does not come back as one. */
function laterThan(attempts: number, nowMs: number): string {
	const ms = Math.min(firstRetryMs * 2 ** Math.min(attempts - 1, 10), longestRetryMs);
	return new Date(nowMs + ms * (0.75 + Math.random() / 2)).toISOString();
}

function endOf(outcome: SendOutcome, { attempts }: MailTable, nowMs: number): MailEnd {
	if (outcome.kind === 'sent') return sent(nowMs);
	const { kind, reason, detail } = outcome;
	const isOver = kind === 'never' || (reason === 'busy' && attempts >= mostBusyAttempts);
	return isOver
		? { state: 'failed', reason, detail }
		: { reason, detail, due_at: laterThan(attempts, nowMs) };
}

/** Y9: registration mails through a real SMTP server that fails at random: each once, none lost. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mailWaitMs } from '../../src/lib/server/mail/causes';
import { decideMails } from '../../src/lib/server/mail/outbox';
import { sendNext } from '../../src/lib/server/mail/send';
import { openMailServer, type OutgoingMail } from '../../src/lib/server/mail/smtp';
import { createExam, noonMs, openDesk, userChange, type Desk } from '../server/device';
import { startPostgresEngine, startSqlite, type RunningEngine } from '../server/engines';
import { createRandom } from '../sim/random';
import { isFull, seed } from './engines';
import { smtpFaults, startSmtp, type FailingSmtp, type SmtpFault } from './smtp';

const count = isFull ? 1000 : 40;
const from = 'Exams <exams@example.org>';

describe.each([
	['SQLite', startSqlite],
	['PostgreSQL', startPostgresEngine]
])('%s', (name, start) => {
	let running: RunningEngine;
	let smtp: FailingSmtp | undefined;
	beforeAll(async () => {
		running = await start();
	}, 60_000);
	afterAll(async () => {
		await smtp?.stop();
		await running.stop();
	});

	test(`Y9 ${String(count)} mails, a server that fails two times in three: each once, none lost`, async () => {
		const random = createRandom(seed);
		const draw = () => (random.next() < 0.34 ? 'none' : random.pick(smtpFaults));
		smtp = await startSmtp(draw);
		const desk = await openDesk(running.store);
		await pushUsers(desk);
		const { database } = running.store;
		const server = openMailServer({ url: smtp.url, from });
		let nowMs = noonMs + mailWaitMs;
		const sender = {
			database,
			server,
			secret: 's'.repeat(40),
			origin: 'https://muster.example',
			domain: 'example.org',
			clock: () => nowMs
		};
		const states = async () => {
			const rows = await database.selectFrom('mails').select('state').execute();
			return rows.map(({ state }) => state);
		};
		for (let round = 0; (await states()).some((state) => state !== 'sent'); round++) {
			expect(round, `seed ${String(seed)}: it comes to an end`).toBeLessThan(2000);
			const { taken } = await sendNext(sender);
			if (taken > 0) continue;
			nowMs += 2 * 60 * 60 * 1000;
			// An admin looks after those that were refused.
			const body = { action: 'release', state: 'failed', ids: null };
			await decideMails(database, desk.session, { body, nowMs });
		}
		const answered = smtp.taken.filter(({ isAnswered }) => isAnswered);
		const cut = smtp.taken.length - answered.length;
		console.log(
			`${name}, seed ${String(seed)}: ${String(count)} mails, ${String(smtp.taken.length)} taken, ` +
				`${String(cut)} of them with the answer lost; ` +
				[...smtp.faults].map(([fault, times]) => `${fault} ${String(times)}`).join(', ')
		);
		expect(answered).toHaveLength(count);
		expect(new Set(answered.map(({ messageId }) => messageId)).size).toBe(count);
		expect(new Set(answered.flatMap(({ to }) => to)).size).toBe(count);
		// What came more than once says that it is the same, word for word.
		for (const twice of smtp.taken) {
			const known = answered.find(({ messageId }) => messageId === twice.messageId);
			expect(linkIn(twice.source)).toBe(linkIn(known?.source ?? ''));
		}
		expect(cut === 0).toBe(!smtp.faults.has('cut_after_data'));
	}, 600_000);
});

const linkIn = (source: string): string => {
	const text = source.replace(/=\r?\n/g, '').replaceAll('=3D', '=');
	return /https:\/\/muster\.example\/set-up\/[\w-]+/.exec(text)?.[0] ?? 'no link';
};

async function pushUsers(desk: Desk): Promise<void> {
	const exam = createExam({ name: 'Anatomy' });
	await desk.push(exam);
	const users = Array.from({ length: count }, (_, n) => {
		const name = `cand${String(n)}`;
		const booked = { eligible: true, bookingStatus: 'Booked', venue: 'Hall B' } as const;
		return userChange({
			op: 'create',
			mail: exam.id,
			set: {
				user: { username: name, firstName: 'Ada', email: `${name}@example.org` },
				registrations: { [exam.id]: { role: 'candidate', ...booked } }
			}
		});
	});
	for (let at = 0; at < users.length; at += 500) await desk.push(...users.slice(at, at + 500));
}

describe('Y9 what a fault of SMTP comes to', () => {
	const mail: OutgoingMail = {
		messageId: '<1@example.org>',
		to: 'ada@example.org',
		subject: 'Prüfung',
		text: 'Hello\n',
		html: '<p>Hello</p>\n'
	};
	test.each<[SmtpFault, string]>([
		['none', 'sent'],
		['refused', 'later'],
		['closing', 'later'],
		['greylisted', 'later'],
		['unknown_user', 'never'],
		['busy', 'later'],
		['unwanted', 'never'],
		['cut_in_data', 'later'],
		['cut_after_data', 'later']
	])('%s: %s', async (fault, kind) => {
		const smtp = await startSmtp(() => fault);
		try {
			expect(await openMailServer({ url: smtp.url, from }).send(mail)).toMatchObject({ kind });
		} finally {
			await smtp.stop();
		}
	});
	test('nobody listens: later', async () => {
		const smtp = await startSmtp(() => 'none');
		await smtp.stop();
		const outcome = await openMailServer({ url: smtp.url, from }).send(mail);
		expect(outcome).toMatchObject({ kind: 'later', reason: 'unreachable' });
	});
	test('it goes to one address, in text and HTML, with the headers it was given and no other', async () => {
		const smtp = await startSmtp(() => 'none');
		const evil = { ...mail, subject: 'a\r\nBcc: eve@example.org' };
		await openMailServer({ url: smtp.url, from }).send(evil);
		await smtp.stop();
		const [taken] = smtp.taken;
		expect(taken?.to).toEqual(['ada@example.org']);
		expect(taken?.messageId).toBe('<1@example.org>');
		const head = taken?.source.split('\r\n\r\n')[0] ?? '';
		expect(head).not.toMatch(/^bcc:/im);
		expect(head).toMatch(/^from: Exams <exams@example\.org>$/im);
		expect(head).toMatch(/^auto-submitted: auto-generated$/im);
		expect(taken?.source).toContain('text/plain');
		expect(taken?.source).toContain('text/html');
	});
});

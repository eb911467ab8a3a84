import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import type { UserChange } from '../../src/lib/core/change';
import { mailWaitMs } from '../../src/lib/server/mail/causes';
import { claimMails, mailLeaseMs, settleMail } from '../../src/lib/server/mail/claim';
import { decideMails, listMails } from '../../src/lib/server/mail/outbox';
import { previewMail } from '../../src/lib/server/mail/preview';
import { sendNext, type MailSender } from '../../src/lib/server/mail/send';
import type { OutgoingMail, SendOutcome } from '../../src/lib/server/mail/smtp';
import type { MailState } from '../../src/lib/server/mail/tables';
import { saveTemplate, templateOf, usualTemplate } from '../../src/lib/server/mail/templates';
import { lookAtUserLink, setUpPassword } from '../../src/lib/server/passwords/set-up-link';
import {
	createExam,
	createUser,
	noonMs,
	openDesk,
	updateUser,
	userChange,
	versionOf
} from './device';
import type { Desk } from './device';
import type { RunningEngine } from './engines';

const dueMs = noonMs + mailWaitMs;
const origin = 'https://muster.example';

/** A mail server in memory that answers as it is told. */
export function memoryServer(answers: readonly SendOutcome[] = []) {
	const mails: OutgoingMail[] = [];
	let next = 0;
	return {
		mails,
		send(mail: OutgoingMail): Promise<SendOutcome> {
			mails.push(mail);
			return Promise.resolve(answers[next++] ?? { kind: 'sent' });
		}
	};
}

type Registration = NonNullable<UserChange['set']['registrations'][string]>;
const booked: Registration = {
	role: 'candidate',
	eligible: true,
	venue: 'Hall B',
	bookingStatus: 'Booked'
};

/** The same of an upload that mails nobody. */
function unasked(change: UserChange): UserChange {
	const silent = { ...change };
	delete silent.mail;
	return silent;
}

export function describeMail(engine: () => RunningEngine): void {
	describe('registration mails', () => {
		const database = () => engine().store.database;
		beforeEach(async () => {
			await database().deleteFrom('mails').execute();
		});

		async function open() {
			const desk = await openDesk(engine().store);
			const exam = createExam({ name: 'Anatomy', startsAt: '2026-06-01T09:00:00Z' });
			await desk.push(exam);
			return { desk, exam: exam.id };
		}
		/** A candidate whom the upload wants told. */
		function candidate(
			exam: string,
			username: string,
			{
				user = {},
				registration = {},
				parts = {}
			}: {
				user?: UserChange['set']['user'];
				registration?: Registration;
				parts?: Partial<UserChange>;
			} = {}
		): UserChange {
			const { set } = createUser({ username, email: `${username}@example.org`, ...user });
			const registrations = { [exam]: { ...booked, ...registration } };
			return userChange({ op: 'create', set: { ...set, registrations }, mail: exam, ...parts });
		}
		/** An update of the registration, asked to be told. */
		const moved = (
			{ id }: UserChange,
			exam: string,
			{
				set,
				before,
				...parts
			}: Omit<Partial<UserChange>, 'set' | 'before'> & {
				set: Registration | null;
				before: Registration | null;
			}
		) =>
			userChange({
				op: 'update',
				id,
				mail: exam,
				set: { user: {}, registrations: { [exam]: set } },
				before: { user: {}, registrations: { [exam]: before } },
				...parts
			});

		const rowsOf = (desk: Desk) =>
			database()
				.selectFrom('mails')
				.selectAll()
				.where('organisation_id', '=', desk.session.organisationId)
				.orderBy('created_at')
				.execute();
		const statesOf = async (desk: Desk) =>
			(await rowsOf(desk)).map(({ state, reason }) => (reason ? `${state} ${reason}` : state));
		function senderOf(server: MailSender['server'], nowMs = dueMs): MailSender {
			const secret = 's'.repeat(40);
			const domain = 'example.org';
			return { database: database(), server, secret, origin, domain, clock: () => nowMs };
		}
		async function sendAll(server: MailSender['server'], nowMs = dueMs) {
			for (;;) {
				const { taken, missed, isDown } = await sendNext(senderOf(server, nowMs));
				if (isDown || taken + missed === 0) return;
			}
		}

		test('Y9 a new user is told after 15 minutes, once, with a link and no password', async () => {
			const { desk, exam } = await open();
			await desk.push(candidate(exam, 'ada'));
			const server = memoryServer();
			await sendAll(server, dueMs - 1);
			expect(server.mails).toEqual([]);
			await sendAll(server);
			await sendAll(server, dueMs + 86_400_000);
			expect(server.mails).toHaveLength(1);
			const [mail] = server.mails;
			expect(mail?.to).toBe('ada@example.org');
			expect(mail?.subject).toBe('Anatomy: your registration');
			expect(mail?.text).toContain('Username: ada\nDate: Monday, June 1, 2026\n');
			expect(mail?.text).toContain('Venue: Hall B');
			expect(await statesOf(desk)).toEqual(['sent']);
			const token = /\/set-up\/([\w-]+)/.exec(mail?.text ?? '')?.[1] ?? '';
			const owner = await lookAtUserLink(database(), { body: { token }, nowMs: dueMs });
			expect(owner.username).toBe('ada');
			expect(JSON.stringify(await rowsOf(desk))).not.toMatch(/"ada"|Ada|@|Hall B|example\.org/);
		});
		test('S8 who was not asked for gets none', async () => {
			const { desk, exam } = await open();
			const silent = unasked(candidate(exam, 'ada'));
			await desk.push(silent);
			expect(await statesOf(desk)).toEqual([]);
		});
		test.each<[string, Parameters<typeof candidate>[2], number]>([
			['a candidate who is booked', {}, 1],
			['one who is not eligible', { registration: { eligible: false } }, 0],
			['a candidate who is not booked', { registration: { bookingStatus: 'Not Booked' } }, 0],
			[
				'an invigilator, who needs no booking',
				{ registration: { role: 'invigilator', bookingStatus: 'Not Booked' } },
				1
			],
			['one without an address', { user: { email: '' } }, 0]
		])('Y9 %s: %#', async (_, options, count) => {
			const { desk, exam } = await open();
			await desk.push(candidate(exam, 'ada', options));
			expect(await rowsOf(desk)).toHaveLength(count);
		});
		test('Y9 nobody is told of an exam that has started', async () => {
			const desk = await openDesk(engine().store);
			const exam = createExam({ startsAt: new Date(noonMs).toISOString() });
			await desk.push(exam, candidate(exam.id, 'ada'));
			expect(await rowsOf(desk)).toEqual([]);
		});
		test('Y2 a push that is sent again causes no second mail', async () => {
			const { desk, exam } = await open();
			const change = candidate(exam, 'ada');
			await desk.push(change);
			await desk.push(change);
			expect(await rowsOf(desk)).toHaveLength(1);
		});
		test('Y9 a change that is refused causes none', async () => {
			const { desk, exam } = await open();
			await desk.push(candidate(exam, 'ada'), candidate(exam, 'ADA'));
			expect(await rowsOf(desk)).toHaveLength(1);
		});
		test.each<[string, Registration, number]>([
			['another venue', { venue: 'Hall C' }, 1],
			['another role', { role: 'marker' }, 1],
			['the same again', { venue: 'Hall B' }, 0]
		])('S8 an update with %s: %#', async (_, set, count) => {
			const { desk, exam } = await open();
			const silent = unasked(candidate(exam, 'ada'));
			const version = versionOf((await desk.push(silent))[0]);
			const update = moved(silent, exam, { set, before: booked, baseVersion: version });
			versionOf((await desk.push(update))[0]);
			expect(await rowsOf(desk)).toHaveLength(count);
		});
		test('S8 a change of the name in no told field is no reason', async () => {
			const { desk, exam } = await open();
			const silent = unasked(candidate(exam, 'ada'));
			const version = versionOf((await desk.push(silent))[0]);
			const parts = { baseVersion: version, mail: exam };
			const surname = updateUser(silent.id, { set: { lastName: 'Obi' }, ...parts });
			const renamed = { set: { username: 'ada.obi' }, before: { username: 'ada' } };
			const next = { ...parts, previousChangeId: surname.changeId };
			const [first, second] = await desk.push(
				surname,
				updateUser(silent.id, { ...renamed, ...next })
			);
			versionOf(first);
			versionOf(second);
			const rows = await rowsOf(desk);
			expect(rows).toHaveLength(1);
		});
		test('Y9 undone within 15 minutes: withdrawn, whoever was created or changed', async () => {
			const { desk, exam } = await open();
			const made = candidate(exam, 'ada');
			const kept = candidate(exam, 'bob');
			const [one, two] = (await desk.push(made, kept)).map(versionOf);
			const gone = userChange({ op: 'delete', id: made.id, baseVersion: one ?? 0 });
			versionOf((await desk.push(gone))[0]);
			expect((await statesOf(desk)).sort()).toEqual(['waiting', 'withdrawn undone']);
			const server = memoryServer();
			await sendAll(server);
			expect(server.mails.map(({ to }) => to)).toEqual(['bob@example.org']);
			const there = { set: { venue: 'Hall C' }, before: { venue: 'Hall B' } };
			const change = moved(kept, exam, { ...there, baseVersion: two ?? 0 });
			const third = versionOf((await desk.push(change))[0]);
			const back = { set: { venue: 'Hall B' }, before: { venue: 'Hall C' } };
			const undo = unasked(moved(kept, exam, { ...back, baseVersion: third }));
			versionOf((await desk.push(undo))[0]);
			expect((await statesOf(desk)).sort()).toEqual([
				'sent',
				'withdrawn undone',
				'withdrawn undone'
			]);
		});
		test('Y9 two causes before it is sent make one mail, of the latest state', async () => {
			const { desk, exam } = await open();
			const made = candidate(exam, 'ada');
			const version = versionOf((await desk.push(made))[0]);
			const there = { set: { venue: 'Hall C' }, before: { venue: 'Hall B' } };
			const change = moved(made, exam, { ...there, baseVersion: version });
			const next = versionOf((await desk.push(change))[0]);
			const back = { set: { venue: 'Hall B' }, before: { venue: 'Hall C' } };
			const undo = unasked(moved(made, exam, { ...back, baseVersion: next }));
			versionOf((await desk.push(undo))[0]);
			// The second upload is undone; the user is still to be told of the first.
			expect(await statesOf(desk)).toEqual(['waiting']);
			const server = memoryServer();
			await sendAll(server);
			expect(server.mails.map(({ text }) => /Venue: (.+)/.exec(text)?.[1])).toEqual(['Hall B']);
		});
		test.each<[string, string, Partial<Registration>]>([
			['taken off the list of the eligible', 'not_eligible', { eligible: false }],
			['not booked any more', 'not_booked', { bookingStatus: 'Not Booked' }]
		])('Y9 who is %s before it goes gets none', async (_, reason, set) => {
			const { desk, exam } = await open();
			const made = candidate(exam, 'ada');
			const version = versionOf((await desk.push(made))[0]);
			const edit = unasked(
				moved(made, exam, {
					set,
					before: booked,
					baseVersion: version
				})
			);
			versionOf((await desk.push(edit))[0]);
			const server = memoryServer();
			await sendAll(server);
			expect(server.mails).toEqual([]);
			expect(await statesOf(desk)).toEqual([`withdrawn ${reason}`]);
		});

		const later = (reason: 'busy' | 'unreachable' | 'sign_in_refused'): SendOutcome => ({
			kind: 'later',
			reason,
			detail: '451 later'
		});
		test('Y9 a server that is busy is tried again, with the same Message-ID and the same link', async () => {
			const { desk, exam } = await open();
			await desk.push(candidate(exam, 'ada'));
			const server = memoryServer([later('busy')]);
			await sendAll(server);
			expect(await rowsOf(desk)).toMatchObject([
				{ state: 'waiting', reason: 'busy', detail: '451 later', attempts: 1, claim: null }
			]);
			await sendAll(server, dueMs + 30_000);
			expect(server.mails).toHaveLength(1);
			await sendAll(server, dueMs + 90_000);
			expect(server.mails).toHaveLength(2);
			expect(server.mails[1]).toEqual(server.mails[0]);
			expect(await statesOf(desk)).toEqual(['sent']);
		});
		test('Y9 a server that is down keeps all waiting, and is asked once a round', async () => {
			const { desk, exam } = await open();
			await desk.push(candidate(exam, 'ada'), candidate(exam, 'bob'), candidate(exam, 'eve'));
			const server = memoryServer([later('unreachable')]);
			await sendAll(server);
			expect(server.mails).toHaveLength(1);
			await sendAll(server, dueMs + 90_000);
			expect(await statesOf(desk)).toEqual(['sent', 'sent', 'sent']);
			expect(new Set(server.mails.map(({ to }) => to)).size).toBe(3);
		});
		test('Y9 a mail that is refused for good fails with the reason, and can be released', async () => {
			const { desk, exam } = await open();
			await desk.push(candidate(exam, 'ada'));
			const refused: SendOutcome = { kind: 'never', reason: 'refused', detail: '550 no such user' };
			const server = memoryServer([refused]);
			await sendAll(server);
			const page = await listMails(database(), desk.session, new URLSearchParams('state=failed'));
			expect(page.mails).toMatchObject([{ reason: 'refused', detail: '550 no such user' }]);
			expect(await decide(desk, 'release', 'failed')).toBe(1);
			await sendAll(server);
			expect(await statesOf(desk)).toEqual(['sent']);
		});
		test('Y9 no mail server: held and listed, never lost, sent when released', async () => {
			const { desk, exam } = await open();
			await desk.push(candidate(exam, 'ada'));
			await sendAll(null);
			expect(await statesOf(desk)).toEqual(['held no_mail_server']);
			const server = memoryServer();
			await sendAll(server, dueMs + 86_400_000);
			expect(server.mails).toEqual([]);
			await decide(desk, 'release', 'held');
			await sendAll(server, dueMs + 86_400_000);
			expect(server.mails).toHaveLength(1);
		});
		test('Y9 an address that is none reaches no server', async () => {
			const { desk, exam } = await open();
			const addresses = ['a@b.example,c@d.example', 'x> <y@example.org', 'nobody'];
			await desk.push(
				...addresses.map((email, n) => candidate(exam, `u${String(n)}`, { user: { email } }))
			);
			const server = memoryServer();
			await sendAll(server);
			expect(server.mails).toEqual([]);
			expect(new Set(await statesOf(desk))).toEqual(new Set(['failed address_malformed']));
		});
		test('Y9 what a process left in the middle is sent by another after its lease', async () => {
			const { desk, exam } = await open();
			await desk.push(candidate(exam, 'ada'));
			expect((await claimMails(database(), dueMs)).rows).toHaveLength(1);
			const server = memoryServer();
			await sendAll(server, dueMs + mailLeaseMs - 1);
			expect(server.mails).toEqual([]);
			await sendAll(server, dueMs + mailLeaseMs + 1);
			expect(await statesOf(desk)).toEqual(['sent']);
		});
		test('Y9 a used link says that an earlier try arrived: no second mail', async () => {
			const { desk, exam } = await open();
			await desk.push(candidate(exam, 'ada'));
			const server = memoryServer([later('busy')]);
			await sendAll(server);
			const token = /\/set-up\/([\w-]+)/.exec(server.mails[0]?.text ?? '')?.[1] ?? '';
			const body = { token, password: 'Zebra-quilt-47' };
			await setUpPassword(database(), { body, nowMs: dueMs });
			await sendAll(server, dueMs + 90_000);
			expect(server.mails).toHaveLength(1);
			expect(await statesOf(desk)).toEqual(['sent']);
		});
		test('Y9 several processes send each mail once', async () => {
			const { desk, exam } = await open();
			const names = Array.from({ length: 40 }, (_, n) => `u${String(n)}`);
			await desk.push(...names.map((name) => candidate(exam, name)));
			const server = memoryServer();
			await Promise.all([sendAll(server), sendAll(server), sendAll(server)]);
			const ids = server.mails.map(({ messageId }) => messageId);
			expect([ids.length, new Set(ids).size]).toEqual([40, 40]);
			expect(new Set(await statesOf(desk))).toEqual(new Set(['sent']));
		});

		async function decide(
			desk: Desk,
			action: 'hold' | 'release' | 'withdraw',
			state: MailState,
			ids: readonly string[] | null = null
		): Promise<number> {
			const body = { action, state, ids };
			return (await decideMails(database(), desk.session, { body, nowMs: dueMs })).changed;
		}
		test('Y9 held by hand it stays, released it goes, withdrawn it never goes', async () => {
			const { desk, exam } = await open();
			await desk.push(candidate(exam, 'ada'), candidate(exam, 'bob'));
			expect(await decide(desk, 'hold', 'waiting')).toBe(2);
			const server = memoryServer();
			await sendAll(server);
			expect(server.mails).toEqual([]);
			const held = await listMails(database(), desk.session, new URLSearchParams('state=held'));
			expect(held.counts).toMatchObject({ held: 2, waiting: 0 });
			const ada = held.mails.find(({ username }) => username === 'ada')?.id ?? '';
			expect(await decide(desk, 'withdraw', 'held', [ada])).toBe(1);
			expect(await decide(desk, 'release', 'held')).toBe(1);
			await sendAll(server);
			expect(server.mails.map(({ to }) => to)).toEqual(['bob@example.org']);
			expect((await statesOf(desk)).sort()).toEqual(['sent', 'withdrawn by_hand']);
		});
		test('Y9 held while it is on its way: a try that failed is not repeated, one that arrived was sent', async () => {
			const { desk, exam } = await open();
			await desk.push(candidate(exam, 'ada'), candidate(exam, 'bob'));
			const { rows } = await claimMails(database(), dueMs);
			await decide(desk, 'hold', 'waiting');
			const [one, two] = rows;
			if (!one || !two) throw new Error('two were due');
			await settleMail(database(), one, { reason: 'busy', due_at: new Date(dueMs).toISOString() });
			await settleMail(database(), two, { state: 'sent', reason: null });
			expect((await statesOf(desk)).sort()).toEqual(['held by_hand', 'sent']);
		});
		test('Y9 the list pages through all, in order, each once', async () => {
			const { desk, exam } = await open();
			const names = Array.from({ length: 230 }, (_, n) => `u${String(n)}`);
			await desk.push(...names.map((name) => candidate(exam, name)));
			const seen: string[] = [];
			for (let next: string | null = ''; next !== null;) {
				const asked = new URLSearchParams(next ? { after: next } : {});
				const page = await listMails(database(), desk.session, asked);
				seen.push(...page.mails.map(({ username }) => username));
				next = page.next;
			}
			expect([seen.length, new Set(seen).size]).toEqual([230, 230]);
		});
		test('Y9 the preview is what will be sent, but for the link, which is nobody’s', async () => {
			const { desk, exam } = await open();
			await desk.push(candidate(exam, 'ada'));
			const ask = (template: unknown) =>
				previewMail(database(), desk.session, {
					body: { id: null, template },
					nowMs: noonMs,
					origin
				});
			const { mail } = await ask(null);
			const server = memoryServer();
			await sendAll(server);
			const sent = server.mails[0];
			expect(mail).toMatchObject({ to: sent?.to, subject: sent?.subject, hindrance: null });
			expect(mail?.text).toBe(sent?.text.replace(/set-up\/[\w-]+/, 'set-up/…'));
		});
		test('Y9 a template that is being edited is shown with a real row, or with its faults', async () => {
			const { desk, exam } = await open();
			await desk.push(candidate(exam, 'ada'));
			const ask = (body: string) =>
				previewMail(database(), desk.session, {
					body: { id: null, template: { ...usualTemplate, subject: 'Hi {name}', body } },
					nowMs: noonMs,
					origin
				});
			expect((await ask('{username} {link}')).mail).toMatchObject({ subject: 'Hi Ada' });
			const { mail, faults } = await ask('{username} {password}');
			expect(mail).toBeNull();
			expect(faults).toEqual([
				{ field: 'body', code: 'placeholder_unknown', name: 'password' },
				{ field: 'body', code: 'placeholder_missing', name: 'link' }
			]);
		});
		test('Y9 a saved template is what is sent; one with faults is not saved', async () => {
			const { desk, exam } = await open();
			const template = {
				...usualTemplate,
				language: 'ar',
				body: 'مرحبًا {username}\n{link}'
			} as const;
			const save = (body: string) =>
				saveTemplate(database(), desk.session, { template: { ...template, body }, nowMs: noonMs });
			await save(template.body);
			await expect(save('{link}')).rejects.toMatchObject({ code: 'malformed' });
			expect(await templateOf(database(), desk.session.organisationId)).toEqual(template);
			await desk.push(candidate(exam, 'ada'));
			const server = memoryServer();
			await sendAll(server);
			expect(server.mails[0]?.html).toContain('<html lang="ar" dir="rtl">');
			expect(server.mails[0]?.text).toMatch(/^مرحبًا ada\nhttps:/);
		});
		test('X1 mails are for admins, of their own organisation', async () => {
			const { desk, exam } = await open();
			await desk.push(candidate(exam, 'ada'));
			const [row] = await rowsOf(desk);
			const uploader = await desk.beside('uploader', 'Omar');
			const asked = new URLSearchParams();
			const refused = { code: 'not_allowed' };
			await expect(listMails(database(), uploader.session, asked)).rejects.toMatchObject(refused);
			await expect(decide(uploader, 'hold', 'waiting')).rejects.toMatchObject(refused);
			const template = usualTemplate;
			await expect(
				saveTemplate(database(), uploader.session, { template, nowMs: noonMs })
			).rejects.toMatchObject(refused);
			const { desk: other } = await open();
			expect((await listMails(database(), other.session, asked)).mails).toEqual([]);
			expect(await decide(other, 'withdraw', 'waiting', [row?.id ?? ''])).toBe(0);
			const body = { id: row?.id, template: null };
			await expect(
				previewMail(database(), other.session, { body, nowMs: noonMs, origin })
			).rejects.toMatchObject({ code: 'not_found' });
			expect(await statesOf(desk)).toEqual(['waiting']);
		});
		test.each([
			{},
			{ action: 'send', state: 'held', ids: null },
			{ action: 'hold', state: 'sent', ids: null },
			{ action: 'release', state: 'withdrawn', ids: null },
			{ action: 'hold', state: 'waiting', ids: [] },
			{ action: 'hold', state: 'waiting', ids: [`${randomUUID()}'`] }
		])('Y9 %j is refused', async (body) => {
			const { desk } = await open();
			await expect(
				decideMails(database(), desk.session, { body, nowMs: noonMs })
			).rejects.toMatchObject({ code: 'malformed' });
		});
	});
}

import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { createAuth, readSession, type Auth } from '../../src/lib/server/auth';
import { createOrganisation } from '../../src/lib/server/organisations';
import {
	createSetUpLink,
	firstSetUpToken,
	setUpAccount,
	setUpPath
} from '../../src/lib/server/set-up';
import { signIn, signOut, type SignedIn } from '../../src/lib/server/sign-in';
import { noonMs } from './device';
import type { RunningEngine } from './engines';

const password = 'correct horse battery';
const dayMs = 24 * 60 * 60 * 1000;

const cookieOf = ({ cookies }: SignedIn) => cookies.map((line) => line.split(';', 1)[0]).join('; ');

/** Each test comes from an address of its own, so that one's tries do not count for another. */
let lastAddress = 0;
const address = () => `10.0.${String(++lastAddress >> 8)}.${String(lastAddress & 255)}`;

export function describeAccounts(engine: () => RunningEngine): void {
	describe('accounts', () => {
		let auth: Auth;
		beforeAll(() => {
			auth = createAuth({ store: engine().store, secret: 's'.repeat(40), isSecure: true });
		});
		const database = () => engine().store.database;

		async function invite(nowMs = noonMs) {
			const organisationId = await createOrganisation(database(), { name: 'Institute', nowMs });
			const token = await createSetUpLink(database(), { organisationId, role: 'admin', nowMs });
			const email = `${randomUUID()}@example.org`;
			return { organisationId, token, email, body: { token, name: 'Ines', email, password } };
		}
		const open = async () => {
			const invited = await invite();
			await setUpAccount(engine().store, { body: invited.body, nowMs: noonMs });
			return invited;
		};
		const enter = (email: string, tried = password, nowMs = Date.now()) =>
			signIn(auth, database(), {
				body: { email, password: tried },
				address: address(),
				headers: new Headers(),
				nowMs
			});

		test('X1 a set-up link makes an account that signs in', async () => {
			const { email, organisationId } = await open();
			const entered = await enter(email.toUpperCase());
			expect(entered.account).toMatchObject({
				name: 'Ines',
				email,
				role: 'admin',
				organisation: { id: organisationId, name: 'Institute' }
			});
			const { session } = await readSession(auth, cookieOf(entered));
			expect(session).toEqual({ accountId: entered.account.id, organisationId, role: 'admin' });
		});
		test('X1 the cookie is HttpOnly, SameSite=Strict and Secure', async () => {
			const { email } = await open();
			const [line] = (await enter(email)).cookies;
			expect(line).toMatch(/^__Secure-muster\.session_token=.+/);
			expect(line?.toLowerCase()).toMatch(/; httponly/);
			expect(line?.toLowerCase()).toMatch(/; samesite=strict/);
			expect(line?.toLowerCase()).toMatch(/; secure/);
		});
		test('X1 a link works once', async () => {
			const { body } = await open();
			const again = { ...body, email: `${randomUUID()}@example.org` };
			const second = setUpAccount(engine().store, { body: again, nowMs: noonMs });
			await expect(second).rejects.toMatchObject({ code: 'link_invalid' });
		});
		test('X1 of two that use it at once, one gets in', async () => {
			const { body } = await invite();
			const use = () =>
				setUpAccount(engine().store, {
					body: { ...body, email: `${randomUUID()}@example.org` },
					nowMs: noonMs
				});
			const results = await Promise.allSettled([use(), use()]);
			expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
		});
		test('X1 a link ends after 14 days, and with the next one', async () => {
			const late = await invite();
			const use = setUpAccount(engine().store, { body: late.body, nowMs: noonMs + 15 * dayMs });
			await expect(use).rejects.toMatchObject({ code: 'link_invalid' });
			const { organisationId } = late;
			await createSetUpLink(database(), { organisationId, role: 'admin', nowMs: noonMs });
			const replaced = setUpAccount(engine().store, { body: late.body, nowMs: noonMs });
			await expect(replaced).rejects.toMatchObject({ code: 'link_invalid' });
		});
		test('X1 an email that has an account leaves the link unused', async () => {
			const { email } = await open();
			const { body } = await invite();
			const taken = setUpAccount(engine().store, { body: { ...body, email }, nowMs: noonMs });
			await expect(taken).rejects.toMatchObject({ code: 'email_taken' });
			const made = await setUpAccount(engine().store, { body, nowMs: noonMs });
			expect(made.email).toBe(body.email);
		});
		test.each([
			['a short password', { password: 'short' }],
			['no email', { email: 'ines' }],
			['no name', { name: ' ' }],
			['no text', { token: 7 }]
		])('X1 %s is refused', async (_, part) => {
			const { body } = await invite();
			const made = setUpAccount(engine().store, { body: { ...body, ...part }, nowMs: noonMs });
			await expect(made).rejects.toMatchObject({ code: 'malformed' });
		});
		test('X1 the first start gives a link until there is an account', async () => {
			const token = await firstSetUpToken(database(), noonMs);
			expect(token).toBeNull();
			expect(setUpPath('abc')).toBe('/set-up/admin/abc');
		});
		test('X1 nothing of a token or a password lies open in the store', async () => {
			const { token, email } = await open();
			const links = await database().selectFrom('set_up_links').selectAll().execute();
			const credentials = await database().selectFrom('credentials').selectAll().execute();
			const text = JSON.stringify([links, credentials]);
			expect(text).not.toContain(token);
			expect(text).not.toContain(password);
			expect(text).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
			expect(email).toContain('@');
		});
		test('X1 a wrong password and an unknown email are refused alike', async () => {
			const { email } = await open();
			await expect(enter(email, 'wrong horse battery')).rejects.toMatchObject({
				code: 'sign_in_failed'
			});
			await expect(enter('nobody@example.org')).rejects.toMatchObject({ code: 'sign_in_failed' });
		});
		test('X3 tries for one email are limited, from wherever they come', async () => {
			const { email } = await open();
			const nowMs = Date.now();
			const tryWrong = () =>
				enter(email, 'wrong horse battery', nowMs).then(
					() => 'signed in',
					(error: unknown) => (error as { code?: string }).code
				);
			const codes = await Promise.all(Array.from({ length: 10 }, tryWrong));
			// A busy machine may have had no connection left for some: those were no tries.
			for (const code of codes) {
				if (code !== 'sign_in_failed') expect(await tryWrong()).toBe('sign_in_failed');
			}
			await expect(enter(email, password, nowMs)).rejects.toMatchObject({
				code: 'too_many_requests'
			});
			expect((await enter(email, password, nowMs + 61_000)).account.email).toBe(email);
		});
		test('X3 tries from one address are limited, whatever email they name', async () => {
			const from = address();
			const tryOne = () =>
				signIn(auth, database(), {
					body: { email: `${randomUUID()}@example.org`, password },
					address: from,
					headers: new Headers(),
					nowMs: Date.now()
				}).catch((error: unknown) => (error as { code: string }).code);
			const codes = [];
			for (let index = 0; index < 11; index++) codes.push(await tryOne());
			expect(codes[9]).toBe('sign_in_failed');
			expect(codes[10]).toBe('too_many_requests');
		});
		test('X1 signing out ends the session on the server', async () => {
			const { email } = await open();
			const cookie = cookieOf(await enter(email));
			const request = { cookie, address: address(), nowMs: noonMs };
			const lines = await signOut(auth, database(), request);
			expect(lines.join()).toMatch(/session_token=;/);
			expect((await readSession(auth, cookie)).session).toBeNull();
		});
		test.each([
			['none', null],
			['a made-up one', '__Secure-muster.session_token=abc.def'],
			['one without a signature', '__Secure-muster.session_token=abc']
		])('X1 with %s as cookie nobody is signed in', async (_, cookie) => {
			expect((await readSession(auth, cookie)).session).toBeNull();
		});
		test('X4 account, sign-in and sign-out are in the audit', async () => {
			const { email, organisationId } = await open();
			const cookie = cookieOf(await enter(email));
			await signOut(auth, database(), { cookie, address: address(), nowMs: noonMs });
			const rows = await database()
				.selectFrom('audit')
				.select('kind')
				.where('organisation_id', '=', organisationId)
				.orderBy('sequence')
				.execute();
			expect(rows.map(({ kind }) => kind)).toEqual(['account_created', 'sign_in', 'sign_out']);
		});
	});
}

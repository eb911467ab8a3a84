/** Accounts, invitations and devices from one end to the other (X1, X5), the log (X7) and the limit of pushes (Y7). */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { AccountRole } from '../../src/lib/core/roles';
import { verifyAudit } from '../../src/lib/server/audit';
import { pushLimit } from '../../src/lib/server/push-limit';
import { ask, type ApiRequest } from './api';
import type { RunningEngine } from './engines';
import {
	accountPassword,
	openInstitute,
	setUp,
	signIn,
	type Institute,
	type Person
} from './institute';

interface Listed {
	readonly id: string;
	readonly name: string;
	readonly state: string;
	readonly isTold: boolean;
	readonly isThis: boolean;
	readonly account: string | null;
}

const userAgent =
	'Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1';

export function describeAccountLife(engine: () => RunningEngine): void {
	let institute: Institute;
	let admin: Person;
	beforeAll(async () => {
		institute = await openInstitute(engine().store);
		admin = institute.people.admin;
	}, 60_000);
	const database = () => engine().store.database;

	const told = async (request: ApiRequest) => {
		const answer = await ask(request);
		const text = await answer.text();
		return [answer.status, text === '' ? null : (JSON.parse(text) as { code?: string }).code];
	};
	const invite = async (role: AccountRole, cookie = admin.cookie) => {
		const request = { method: 'POST', path: '/api/invitations', cookie, body: { role } } as const;
		return (await (await ask(request)).json()) as { id: string; path: string };
	};
	const join = async (role: AccountRole) =>
		setUp((await invite(role)).path.slice('/invite/'.length));
	const accept = (path: string) =>
		told({
			method: 'POST',
			path: '/api/auth/set-up',
			body: {
				token: path.slice('/invite/'.length),
				name: 'Uli',
				email: `${randomUUID()}@example.org`,
				password: 'correct horse battery'
			}
		});
	const pull = (cookie: string, organisationId = institute.id) =>
		told({ method: 'GET', path: `/api/pull?organisation=${organisationId}`, cookie });
	const devices = async (cookie: string) => {
		const answer = await ask({ method: 'GET', path: '/api/devices', cookie });
		return ((await answer.json()) as { devices: Listed[] }).devices;
	};
	const thisDevice = async (cookie: string) => {
		const found = (await devices(cookie)).find(({ isThis }) => isThis);
		if (!found) throw new Error('this device is not listed');
		return found;
	};
	const revoke = (id: string) =>
		told({ method: 'DELETE', path: `/api/devices/${id}`, cookie: admin.cookie });

	describe('invitations', () => {
		test('X1 make an account of their role, once', async () => {
			const { path } = await invite('uploader');
			const { cookie } = await setUp(path.slice('/invite/'.length));
			const answer = await ask({ method: 'GET', path: '/api/auth/session', cookie });
			expect(await answer.json()).toMatchObject({
				account: { role: 'uploader', organisation: { id: institute.id, lockHours: 12 } }
			});
			expect(await accept(path)).toEqual([410, 'link_invalid']);
		});
		test('X1 that are withdrawn or too old make none', async () => {
			const [withdrawn, old] = [await invite('viewer'), await invite('viewer')];
			const path = `/api/invitations/${withdrawn.id}`;
			expect(await told({ method: 'DELETE', path, cookie: admin.cookie })).toEqual([204, null]);
			expect(await accept(withdrawn.path)).toEqual([410, 'link_invalid']);
			await database()
				.updateTable('set_up_links')
				.set({ expires_at: new Date(Date.now() - 1).toISOString() })
				.where('token_hash', '=', old.id)
				.execute();
			expect(await accept(old.path)).toEqual([410, 'link_invalid']);
		});
		test('X1 stand beside each other, and only their hash is stored', async () => {
			const made = [await invite('admin'), await invite('admin')];
			const answer = await ask({ method: 'GET', path: '/api/accounts', cookie: admin.cookie });
			const { invitations } = (await answer.json()) as { invitations: { id: string }[] };
			const ids = invitations.map(({ id }) => id);
			expect(ids).toEqual(expect.arrayContaining(made.map(({ id }) => id)));
			const rows = await database().selectFrom('set_up_links').selectAll().execute();
			for (const { path } of made) {
				expect(JSON.stringify(rows)).not.toContain(path.slice('/invite/'.length));
			}
		});
	});

	describe('accounts', () => {
		const change = (id: string, role: AccountRole, cookie = admin.cookie) =>
			told({ method: 'PUT', path: `/api/accounts/${id}`, cookie, body: { role } });
		const remove = (id: string, cookie = admin.cookie) =>
			told({ method: 'DELETE', path: `/api/accounts/${id}`, cookie });

		test('X1 another role counts from the next request on', async () => {
			const { cookie, accountId } = await join('viewer');
			const list = () => told({ method: 'GET', path: '/api/accounts', cookie });
			expect(await list()).toEqual([403, 'not_allowed']);
			expect(await change(accountId, 'admin')).toEqual([204, null]);
			expect((await list())[0]).toBe(200);
			await change(accountId, 'viewer');
		});
		test('X1 who is removed is signed out everywhere, and signs in no more', async () => {
			const person = await join('uploader');
			const other = await signIn(person.email);
			expect(await remove(person.accountId)).toEqual([204, null]);
			expect(await pull(person.cookie)).toEqual([401, 'not_signed_in']);
			expect(await pull(other.cookie)).toEqual([401, 'not_signed_in']);
			await expect(signIn(person.email)).rejects.toThrow('sign_in_failed');
		});
		test('X1 the last admin stays one, of two who leave at once too', async () => {
			const { people } = await openInstitute(engine().store);
			const { cookie, accountId } = people.admin;
			expect(await change(accountId, 'viewer', cookie)).toEqual([409, 'last_admin']);
			expect(await remove(accountId, cookie)).toEqual([409, 'last_admin']);
			const second = people.uploader;
			await change(second.accountId, 'admin', cookie);
			const both = await Promise.all([
				remove(second.accountId, cookie),
				remove(accountId, second.cookie)
			]);
			// Who was removed before their request came in is nobody by then.
			const statuses = both.map(([status]) => status).sort();
			expect([[204, 401].join(), [204, 409].join()]).toContain(statuses.join());
		});
	});

	describe('devices', () => {
		test('X5 have a name that people know them by, and one line for each browser', async () => {
			const person = await join('viewer');
			const body = { email: person.email, password: 'correct horse battery' };
			const headers = { 'user-agent': userAgent };
			const first = await ask({ method: 'POST', path: '/api/auth/sign-in', body, headers });
			const line = first.headers.getSetCookie().find((one) => one.startsWith('muster.device='));
			expect(line).toMatch(/; HttpOnly; SameSite=Strict/);
			const cookie = first.headers
				.getSetCookie()
				.map((one) => one.split(';', 1)[0])
				.join('; ');
			const again = await signIn(person.email, cookie);
			const browser = (await devices(admin.cookie)).filter(({ name }) => name === 'Safari · iPad');
			expect(browser).toHaveLength(1);
			expect(browser[0]).toMatchObject({ state: 'signed_in', account: 'Ines' });
			expect((await pull(cookie))[1]).toBe('not_signed_in');
			expect((await pull(again.cookie))[0]).toBe(200);
		});
		test('X5 one that is revoked is told so, and its session is over', async () => {
			const person = await join('uploader');
			const { id } = await thisDevice(person.cookie);
			expect(await revoke(id)).toEqual([204, null]);
			const after = async () => (await devices(admin.cookie)).find((one) => one.id === id);
			expect(await after()).toMatchObject({ state: 'revoked', isTold: false });
			expect(await pull(person.cookie)).toEqual([401, 'device_revoked']);
			expect(await after()).toMatchObject({ state: 'revoked', isTold: true });
			expect(await pull(person.cookie, randomUUID())).toEqual([401, 'not_signed_in']);
		});
		test('X5 one that was signed out is told so too', async () => {
			const person = await join('uploader');
			const { id } = await thisDevice(person.cookie);
			await ask({ method: 'POST', path: '/api/auth/sign-out', cookie: person.cookie, body: {} });
			expect((await devices(admin.cookie)).find((one) => one.id === id)?.state).toBe('signed_out');
			await revoke(id);
			expect(await pull(person.cookie)).toEqual([401, 'device_revoked']);
		});
		test('X5 who signs in again on a revoked one has another', async () => {
			const person = await join('uploader');
			const { id } = await thisDevice(person.cookie);
			await revoke(id);
			const again = await signIn(person.email, person.cookie);
			expect((await pull(again.cookie))[0]).toBe(200);
			expect((await thisDevice(again.cookie)).id).not.toBe(id);
		});
		test('X5 no token of one lies open in the store', async () => {
			const { cookie } = await join('viewer');
			const token = /muster\.device=([\w-]+)/.exec(cookie)?.[1] ?? '';
			const rows = await database().selectFrom('devices').selectAll().execute();
			expect(token).toHaveLength(43);
			expect(JSON.stringify(rows)).not.toContain(token);
		});
	});

	describe('a device', () => {
		const change = (id: string, body: unknown, cookie = admin.cookie) =>
			told({ method: 'PUT', path: `/api/devices/${id}`, cookie, body });
		const deviceOf = async (cookie: string) => {
			const answer = await ask({ method: 'GET', path: '/api/auth/session', cookie });
			return ((await answer.json()) as { device: unknown }).device;
		};

		test('X5 is shared until it is marked as its owner’s, and hears of it', async () => {
			const { cookie } = await join('uploader');
			const { id } = await thisDevice(cookie);
			expect(await deviceOf(cookie)).toMatchObject({ id, isShared: true });
			expect(await change(id, { isShared: false })).toEqual([204, null]);
			expect(await deviceOf(cookie)).toMatchObject({ id, isShared: false });
			expect(await change(id, { isShared: true }, cookie)).toEqual([204, null]);
			expect(await deviceOf(cookie)).toMatchObject({ isShared: true });
		});
		test('X5 has the name it is given', async () => {
			const { cookie } = await join('uploader');
			const { id } = await thisDevice(cookie);
			expect(await change(id, { name: '  North site, tablet 2 ' }, cookie)).toEqual([204, null]);
			expect(await thisDevice(admin.cookie)).not.toMatchObject({ name: 'North site, tablet 2' });
			expect(await deviceOf(cookie)).toMatchObject({ name: 'North site, tablet 2' });
			expect(await change(id, { name: ' ' }, cookie)).toEqual([400, 'malformed']);
		});
	});

	describe('an account', () => {
		const change = (id: string, body: unknown) =>
			told({ method: 'PUT', path: `/api/accounts/${id}`, cookie: admin.cookie, body });
		const enter = (email: string, password: string) =>
			told({ method: 'POST', path: '/api/auth/sign-in', body: { email, password } });

		test('X1 that is disabled ends its sessions and signs in no more, until it is enabled', async () => {
			const { accountId, email, cookie } = await join('uploader');
			expect(await change(accountId, { isDisabled: true })).toEqual([204, null]);
			expect((await pull(cookie))[1]).toBe('not_signed_in');
			expect(await enter(email, accountPassword)).toEqual([403, 'account_disabled']);
			expect(await enter(email, 'another password')).toEqual([401, 'sign_in_failed']);
			expect(await change(accountId, { isDisabled: false })).toEqual([204, null]);
			expect((await enter(email, accountPassword))[0]).toBe(200);
			const { isIntact } = await verifyAudit(database(), institute.id);
			expect(isIntact).toBe(true);
		});
		test('X1 of the last admin who can sign in is not disabled', async () => {
			const own = await openInstitute(engine().store);
			const { admin: first } = own.people;
			const request = { method: 'PUT', path: `/api/accounts/${first.accountId}` } as const;
			const body = { isDisabled: true };
			expect(await told({ ...request, cookie: first.cookie, body })).toEqual([409, 'last_admin']);
		});
	});

	test('M6 the organisation has the name and settings that admins gave it, and devices hear of them', async () => {
		const own = await openInstitute(engine().store);
		const { cookie } = own.people.admin;
		const path = '/api/organisation';
		const settings = {
			lockHours: 24,
			photoDaysAfterExam: 60,
			photoDaysAfterUpload: 90,
			keepDays: 14,
			country: 'GB',
			passwordForm: 'words'
		};
		expect(await told({ method: 'PATCH', path, cookie, body: { name: ' North Gate ' } })).toEqual([
			204,
			null
		]);
		expect((await ask({ method: 'PUT', path, cookie, body: settings })).status).toBe(200);
		const answer = await ask({
			method: 'GET',
			path: '/api/auth/session',
			cookie: own.people.viewer.cookie
		});
		expect(await answer.json()).toMatchObject({
			account: { organisation: { id: own.id, name: 'North Gate', ...settings } }
		});
		const wrong = { ...settings, country: 'Britain' };
		expect(await told({ method: 'PUT', path, cookie, body: wrong })).toEqual([400, 'malformed']);
	});

	test('X4 an admin sees how the audit stands, and has it checked', async () => {
		const own = await openInstitute(engine().store);
		const { cookie } = own.people.admin;
		const state = await ask({ method: 'GET', path: '/api/audit', cookie });
		const { rows, last } = (await state.json()) as { rows: number; last: { kind: string }[] };
		expect(rows).toBe(6);
		expect(last.map(({ kind }) => kind)).toContain('account_created');
		const check = () => ask({ method: 'POST', path: '/api/audit/check', cookie, body: {} });
		expect(await (await check()).json()).toEqual({ isIntact: true, rows });
		await database()
			.updateTable('audit')
			.set({ kind: 'export' })
			.where('organisation_id', '=', own.id)
			.where('sequence', '=', 2)
			.execute();
		expect(await (await check()).json()).toEqual({ isIntact: false, rows: 1, brokenAt: 2 });
	});

	test('X4 a report of a device is one row, however often it comes', async () => {
		const body = {
			organisationId: institute.id,
			deviceId: randomUUID(),
			reports: (['hand_out', 'export', 'undo'] as const).map((kind) => ({
				id: randomUUID(),
				kind,
				uploadId: randomUUID(),
				count: 12,
				at: new Date().toISOString()
			}))
		};
		const send = () => told({ method: 'POST', path: '/api/audit', cookie: admin.cookie, body });
		expect([await send(), await send()]).toEqual([
			[204, null],
			[204, null]
		]);
		const rows = await database()
			.selectFrom('audit')
			.select(['kind', 'detail'])
			.where('organisation_id', '=', institute.id)
			.orderBy('sequence')
			.execute();
		const reported = rows.filter(({ detail }) => detail.includes(body.deviceId));
		expect(reported.map(({ kind }) => kind)).toEqual(['hand_out', 'export', 'undo']);
		expect((await verifyAudit(database(), institute.id)).isIntact).toBe(true);
	});

	test.each([
		['0 hours', { lockHours: 0 }],
		['8 days', { lockHours: 192 }],
		['a word', { lockHours: 'x' }],
		['more than is asked', { more: 1 }]
	])('X2 %s are no settings', async (_, part) => {
		const good = { lockHours: 12, photoDaysAfterExam: 90, photoDaysAfterUpload: 180, keepDays: 30 };
		const body = { ...good, ...part };
		const { cookie } = admin;
		expect(await told({ method: 'PUT', path: '/api/organisation', cookie, body })).toEqual([
			400,
			'malformed'
		]);
	});

	test('Y7 who pushes without end is asked to wait, others are not', async () => {
		const { cookie } = await join('uploader');
		const push = (from: string) =>
			ask({ method: 'POST', path: '/api/push', cookie: from, body: {} });
		let answer = await push(cookie);
		for (let sent = 1; sent <= pushLimit.burst * 2 && answer.status !== 429; sent++) {
			answer = await push(cookie);
		}
		expect(answer.status).toBe(429);
		expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
		expect((await push(admin.cookie)).status).toBe(400);
	});

	test('X7 a request is one line in the log, without anything of a person', async () => {
		const person = await join('uploader');
		const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
		log.mockClear();
		await signIn(person.email);
		await ask({
			method: 'GET',
			path: `/api/persons/${person.accountId}?q=ada`,
			cookie: admin.cookie
		});
		await ask({ method: 'GET', path: '/api/nothing/ada' });
		const lines = log.mock.calls.map(([line]) => String(line));
		log.mockClear();
		expect(lines.map((line) => (JSON.parse(line) as { route: string }).route)).toEqual([
			'/api/auth/sign-in',
			'/api/persons/[id]',
			'none'
		]);
		for (const secret of [person.email, person.accountId, 'ada', '10.1.', 'Ines', institute.id]) {
			expect(lines.join()).not.toContain(secret);
		}
	});
}

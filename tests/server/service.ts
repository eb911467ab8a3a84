import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { UserChange } from '../../src/lib/core/change';
import { claimPasswords, leaseMs } from '../../src/lib/server/passwords/claim';
import {
	keepUserLink,
	linkLifeMs,
	lookAtUserLink,
	setUpPassword
} from '../../src/lib/server/passwords/set-up-link';
import { verifyLimits, verifyPassword } from '../../src/lib/server/passwords/verify';
import type { SealingKey } from '../../src/lib/server/sealing-key';
import {
	createServiceKey,
	findService,
	listServiceKeys,
	revokeServiceKey
} from '../../src/lib/server/service-keys';
import { transact } from '../../src/lib/server/transact';
import { createUser, noonMs, openDesk, updateUser, versionOf, type Desk } from './device';
import type { RunningEngine } from './engines';
import { hashAll, openQueue, ownKey, sendEnvelope } from './passwords';

const good = 'Zebra-quilt-47';

/** For the exam system (Y11): service keys, verifying, users' own links. */
export function describeService(engine: () => RunningEngine): void {
	const database = () => engine().store.database;
	const keyFor = (desk: Desk, name = 'Exam system') =>
		createServiceKey(database(), desk.session, { body: { name }, nowMs: noonMs });
	const serviceOf = async (desk: Desk) => {
		const service = await findService(database(), (await keyFor(desk)).key, noonMs);
		if (!service) throw new Error('a key just made opens nothing');
		return service;
	};

	describe('service keys', () => {
		test('Y11 a key opens its own organisation, and lies nowhere open', async () => {
			const desk = await openDesk(engine().store);
			const { id, key } = await keyFor(desk);
			expect(key).toMatch(/^muster_[\w-]{43}$/);
			const { organisationId } = desk.session;
			expect(await findService(database(), key, noonMs)).toEqual({ keyId: id, organisationId });
			const rows = await database().selectFrom('service_keys').selectAll().execute();
			expect(JSON.stringify(rows)).not.toContain(key);
		});
		test('Y11 they are listed by name, with who made them and when one was used last', async () => {
			const desk = await openDesk(engine().store);
			const { key } = await keyFor(desk, '  Exam hall  ');
			await findService(database(), key, noonMs + 5000);
			expect(await listServiceKeys(database(), desk.session)).toMatchObject([
				{
					name: 'Exam hall',
					createdBy: 'Ines',
					createdAt: new Date(noonMs).toISOString(),
					lastUsedAt: new Date(noonMs + 5000).toISOString(),
					revokedAt: null
				}
			]);
		});
		test('Y11 a revoked key opens nothing; revoking again is harmless', async () => {
			const desk = await openDesk(engine().store);
			const { id, key } = await keyFor(desk);
			await revokeServiceKey(database(), desk.session, { id, nowMs: noonMs });
			await revokeServiceKey(database(), desk.session, { id, nowMs: noonMs + 1 });
			expect(await findService(database(), key, noonMs)).toBeNull();
			const [row] = await listServiceKeys(database(), desk.session);
			expect(row?.revokedAt).toBe(new Date(noonMs).toISOString());
		});
		test.each([
			['none', ''],
			['a made-up one', `muster_${randomBytes(32).toString('base64url')}`],
			['another kind', 'Basic abc']
		])('Y11 %s opens nothing', async (_, key) => {
			expect(await findService(database(), key, noonMs)).toBeNull();
		});
		test.each(['uploader', 'viewer'] as const)('X1 they are not for an %s', async (role) => {
			const desk = await openDesk(engine().store);
			const { id } = await keyFor(desk);
			const other = (await desk.beside(role, 'Omar')).session;
			const refused = { code: 'not_allowed' };
			const body = { name: 'x' };
			await expect(
				createServiceKey(database(), other, { body, nowMs: noonMs })
			).rejects.toMatchObject(refused);
			await expect(listServiceKeys(database(), other)).rejects.toMatchObject(refused);
			await expect(
				revokeServiceKey(database(), other, { id, nowMs: noonMs })
			).rejects.toMatchObject(refused);
		});
		test("X1 another organisation's key is not there", async () => {
			const { id, key } = await keyFor(await openDesk(engine().store));
			const other = await openDesk(engine().store);
			await expect(
				revokeServiceKey(database(), other.session, { id, nowMs: noonMs })
			).rejects.toMatchObject({ code: 'not_found' });
			expect(await listServiceKeys(database(), other.session)).toEqual([]);
			expect(await findService(database(), key, noonMs)).not.toBeNull();
		});
		test('X4 making and revoking one is in the audit', async () => {
			const desk = await openDesk(engine().store);
			const { id } = await keyFor(desk);
			await revokeServiceKey(database(), desk.session, { id, nowMs: noonMs });
			const rows = await database()
				.selectFrom('audit')
				.select('kind')
				.where('organisation_id', '=', desk.session.organisationId)
				.orderBy('sequence')
				.execute();
			expect(rows.map(({ kind }) => kind)).toEqual(['service_key_created', 'service_key_revoked']);
		});
	});

	describe('verifying', () => {
		let sealing: SealingKey;
		beforeAll(async () => {
			sealing = await ownKey(database());
		});
		async function open(user: Partial<UserChange['set']['user']> = {}) {
			const desk = await openDesk(engine().store);
			const envelope = await sendEnvelope(desk, sealing, { texts: [good, 'Newer-zebra-48'] });
			const change = createUser({ username: 'ada', ...user }, { password: { envelope, slot: 0 } });
			const version = versionOf((await desk.push(change))[0]);
			const service = await serviceOf(desk);
			const ask = (password: string, username = 'ada', nowMs = noonMs) =>
				verifyPassword(openQueue(database(), nowMs), service, { username, password });
			return { desk, envelope, change, version, service, ask };
		}

		test('Y11 yes, no, and the name in any case; a password not hashed yet is taken first', async () => {
			const { ask } = await open();
			expect(await ask(good)).toEqual({ answer: 'yes' });
			expect(await ask(good, 'ADA')).toEqual({ answer: 'yes' });
			expect(await ask('Zebra-quilt-48')).toEqual({ answer: 'no' });
			expect(await ask(good, 'bob')).toEqual({ answer: 'no' });
		});
		test('Y11 must change, only where the password is right', async () => {
			const { ask } = await open({ mustChangePassword: true });
			expect(await ask(good)).toEqual({ answer: 'must_change' });
			expect(await ask('Zebra-quilt-48')).toEqual({ answer: 'no' });
		});
		test('Y11 the newest password counts from the moment its change was accepted', async () => {
			const { desk, ask, change, version, envelope } = await open();
			await hashAll(openQueue(database()));
			const newer = { set: {}, baseVersion: version, password: { envelope, slot: 1 } };
			const sealedAgain = await sendEnvelope(desk, sealing, { texts: ['x', 'Newer-zebra-48'] });
			const password = { envelope: sealedAgain, slot: 1 };
			versionOf((await desk.push(updateUser(change.id, { ...newer, password })))[0]);
			expect(await ask(good)).toEqual({ answer: 'no' });
			expect(await ask('Newer-zebra-48')).toEqual({ answer: 'yes' });
		});
		test('Y11 while another process hashes it: later, never no', async () => {
			const { ask } = await open();
			await claimPasswords(database(), { nowMs: noonMs });
			await expect(ask(good)).rejects.toMatchObject({ code: 'unavailable' });
			expect(await ask(good, 'ada', noonMs + leaseMs + 1)).toEqual({ answer: 'yes' });
		});
		test('Y11 a deleted user is no user', async () => {
			const { desk, change, version, ask } = await open();
			await hashAll(openQueue(database()));
			const gone = { ...change, ...updateUser(change.id, { set: {} }), op: 'delete' };
			versionOf((await desk.push({ ...gone, password: null, baseVersion: version }))[0]);
			expect(await ask(good)).toEqual({ answer: 'no' });
		});
		test('Y11 a user without a password has none that is right', async () => {
			const desk = await openDesk(engine().store);
			await desk.push(createUser({ username: 'eve' }));
			const body = { username: 'eve', password: good };
			const asked = verifyPassword(openQueue(database()), await serviceOf(desk), body);
			expect(await asked).toEqual({ answer: 'no' });
		});
		test("X1 another organisation's users are unknown", async () => {
			await open();
			const service = await serviceOf(await openDesk(engine().store));
			const body = { username: 'ada', password: good };
			const asked = verifyPassword(openQueue(database()), service, body);
			expect(await asked).toEqual({ answer: 'no' });
		});
		test('X3 tries for one user are limited', async () => {
			const { ask } = await open();
			for (let index = 0; index < verifyLimits.user; index++) {
				expect(await ask('Zebra-quilt-48')).toEqual({ answer: 'no' });
			}
			await expect(ask(good)).rejects.toMatchObject({ code: 'too_many_requests' });
			const later = noonMs + verifyLimits.windowSeconds * 1000 + 1;
			expect(await ask(good, 'ada', later)).toEqual({ answer: 'yes' });
		});
		test.each([{}, { username: 'ada' }, { username: 'ada', password: 'x'.repeat(129) }, null])(
			'Y11 %j is refused',
			async (body) => {
				const { service } = await open();
				await expect(verifyPassword(openQueue(database()), service, body)).rejects.toMatchObject({
					code: 'malformed'
				});
			}
		);
	});

	describe("a user's set-up link", () => {
		let sealing: SealingKey;
		beforeAll(async () => {
			sealing = await ownKey(database());
		});
		async function open() {
			const desk = await openDesk(engine().store);
			const envelope = await sendEnvelope(desk, sealing, { texts: ['Older-zebra-48'] });
			const user = { username: 'ada.okoro', lastName: 'Okoro', mustChangePassword: true };
			const change = createUser(user, { password: { envelope, slot: 0 } });
			const version = versionOf((await desk.push(change))[0]);
			const token = randomBytes(32).toString('base64url');
			const { organisationId } = desk.session;
			const link = { organisationId, userId: change.id, token, nowMs: noonMs };
			await transact(database(), (sql) => keepUserLink(sql, link));
			const look = (nowMs = noonMs) => lookAtUserLink(database(), { body: { token }, nowMs });
			const set = (password: unknown, nowMs = noonMs) =>
				setUpPassword(database(), { body: { token, password }, nowMs });
			const ask = async (password: string) => {
				const service = await serviceOf(desk);
				return verifyPassword(openQueue(database()), service, { username: 'ada.okoro', password });
			};
			return { desk, change, version, link, look, set, ask };
		}
		const invalid = { code: 'link_invalid' };

		test('Y11 says whose it is, sets the password and clears must-change for all devices', async () => {
			const { desk, change, version, look, set, ask } = await open();
			expect(await look()).toEqual({ username: 'ada.okoro', organisation: 'Example Institute' });
			await set(good);
			expect(await ask(good)).toEqual({ answer: 'yes' });
			const { users } = await desk.pull(version);
			expect(users).toMatchObject([{ id: change.id, mustChangePassword: false }]);
			expect(users[0]?.version).toBe(version + 1);
		});
		test('Y9 an older password that was still sealed does not come back', async () => {
			const { set, ask } = await open();
			await set(good);
			await hashAll(openQueue(database()));
			expect(await ask('Older-zebra-48')).toEqual({ answer: 'no' });
			expect(await ask(good)).toEqual({ answer: 'yes' });
		});
		test('Y11 works once', async () => {
			const { look, set } = await open();
			await set(good);
			await expect(look()).rejects.toMatchObject(invalid);
			await expect(set('Another-zebra-48')).rejects.toMatchObject(invalid);
		});
		test('Y11 of two that use it at once, one gets in', async () => {
			const { set } = await open();
			const results = await Promise.allSettled([set(good), set('Another-zebra-48')]);
			expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
		});
		test('Y11 ends after 14 days, with its user, and with the use of another one', async () => {
			const late = await open();
			await late.set(good, noonMs + linkLifeMs);
			const tooLate = await open();
			await expect(tooLate.look(noonMs + linkLifeMs + 1)).rejects.toMatchObject(invalid);
			await expect(tooLate.set(good, noonMs + linkLifeMs + 1)).rejects.toMatchObject(invalid);
			const { desk, change, version, look } = await open();
			const gone = { ...updateUser(change.id, { set: {} }), op: 'delete', baseVersion: version };
			versionOf((await desk.push(gone))[0]);
			await expect(look()).rejects.toMatchObject(invalid);
			const two = await open();
			const token = randomBytes(32).toString('base64url');
			await transact(database(), (sql) => keepUserLink(sql, { ...two.link, token }));
			await two.set(good);
			await expect(
				lookAtUserLink(database(), { body: { token }, nowMs: noonMs })
			).rejects.toMatchObject(invalid);
		});
		test.each([
			['short', 'kite-7'],
			['common', 'password123'],
			['personal', 'my-okoro-kite'],
			['repeated', 'aaaaaaaaaa'],
			['run', 'abcdefghij'],
			['long', 'x'.repeat(129)]
		])('W3 a %s one is refused, and the link stays', async (weakness, password) => {
			const { look, set } = await open();
			await expect(set(password)).rejects.toMatchObject({ code: `password_${weakness}` });
			expect(await look()).toMatchObject({ username: 'ada.okoro' });
		});
		test.each([7, null, 'tab\there-zebra'])('Y11 %j is no password', async (password) => {
			const { set } = await open();
			await expect(set(password)).rejects.toMatchObject({ code: 'malformed' });
		});
		test('Y11 the token lies nowhere open; using it is in the audit', async () => {
			const { desk, link, set } = await open();
			await set(good);
			const links = await database().selectFrom('user_set_up_links').selectAll().execute();
			expect(JSON.stringify(links)).not.toContain(link.token);
			const kinds = await database()
				.selectFrom('audit')
				.select('kind')
				.where('organisation_id', '=', desk.session.organisationId)
				.execute();
			expect(kinds.map(({ kind }) => kind)).toContain('password_set');
		});
	});
}

import { verify } from '@node-rs/argon2';
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { UserChange } from '../../src/lib/core/change';
import { sha256 } from '../../src/lib/server/canonical';
import type { Database } from '../../src/lib/server/database';
import { keepEnvelope } from '../../src/lib/server/envelopes';
import { claimPasswords, leaseMs } from '../../src/lib/server/passwords/claim';
import { hashNext, type HashQueue } from '../../src/lib/server/passwords/hash-queue';
import {
	deleteOldEnvelopes,
	envelopeLifeMs,
	settlePasswords
} from '../../src/lib/server/passwords/settle';
import { loadSealingKey, openSealingKey, type SealingKey } from '../../src/lib/server/sealing-key';
import { sealPasswords } from '../../src/lib/storage/seal';
import { createUser, noonMs, openDesk, updateUser, versionOf, type Desk } from './device';
import type { RunningEngine } from './engines';

const secret = 's'.repeat(40);

/** Keeps an envelope of these texts for an organisation, as a device does; tells its name. */
export async function sendEnvelope(
	{ store, session }: Desk,
	key: SealingKey,
	{ texts, nowMs = noonMs }: { texts: readonly string[]; nowMs?: number }
): Promise<string> {
	const { sha256: name, bytes } = await sealPasswords(texts, key, 512);
	await keepEnvelope(store.database, session, { name, bytes, nowMs });
	return name;
}

export const ownKey = (database: Database): Promise<SealingKey> =>
	loadSealingKey(database, { secret, dataDir: '/nonexistent', nowMs: noonMs });

export function openQueue(database: Database, nowMs = noonMs): HashQueue {
	const keyById = (id: string) => openSealingKey(database, { id, secret });
	return { database, keyById, width: 2, clock: () => nowMs };
}

/** Until there is no more to do. */
export async function hashAll(queue: HashQueue): Promise<number> {
	for (let total = 0; ;) {
		const { taken, missed } = await hashNext(queue);
		total += taken;
		if (taken + missed === 0) return total;
	}
}

export function describePasswords(engine: () => RunningEngine): void {
	describe('the hashing queue', () => {
		const database = () => engine().store.database;
		let key: SealingKey;
		beforeAll(async () => {
			// A key of another test's making.
			await database().deleteFrom('sealing_keys').execute();
			await database().deleteFrom('passwords_pending').execute();
			key = await ownKey(database());
		});

		async function open(texts: readonly string[]) {
			const desk = await openDesk(engine().store);
			const envelope = await sendEnvelope(desk, key, { texts });
			const changes = texts.map((_, slot) =>
				createUser({ username: `u${String(slot)}` }, { password: { envelope, slot } })
			);
			return { desk, envelope, changes };
		}
		const at = (desk: Desk) => desk.session.organisationId;
		const hashesOf = async (desk: Desk) => {
			const rows = await database()
				.selectFrom('user_passwords')
				.selectAll()
				.where('organisation_id', '=', at(desk))
				.execute();
			return new Map(rows.map((row) => [row.user_id, row]));
		};
		const left = async (desk: Desk) => {
			const count = async (table: 'passwords_pending' | 'envelopes' | 'passwords_failed') => {
				const rows = await database()
					.selectFrom(table)
					.select('organisation_id')
					.where('organisation_id', '=', at(desk))
					.execute();
				return rows.length;
			};
			return {
				pending: await count('passwords_pending'),
				envelopes: await count('envelopes'),
				failed: await count('passwords_failed')
			};
		};
		const faultsOf = (desk: Desk) =>
			database()
				.selectFrom('passwords_failed')
				.select(['user_id', 'code'])
				.where('organisation_id', '=', at(desk))
				.execute();
		async function belongs(desk: Desk, change: UserChange, text: string): Promise<boolean> {
			const row = (await hashesOf(desk)).get(change.id);
			return row !== undefined && verify(row.hash, text);
		}

		test('Y9 each password is hashed for its own user, by argon2id, and the sealed form is gone', async () => {
			const texts = ['Zebra-quilt-1', ' ends kept ', 'пароль', '\u{1f511}'.repeat(64)];
			const { desk, changes } = await open(texts);
			await desk.push(...changes);
			expect(await left(desk)).toEqual({ pending: 4, envelopes: 1, failed: 0 });
			await hashAll(openQueue(database()));
			const fits = await Promise.all(changes.map((one, n) => belongs(desk, one, texts[n] ?? '')));
			expect(fits).toEqual([true, true, true, true]);
			const [row] = [...(await hashesOf(desk)).values()];
			expect(row?.hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
			expect(await left(desk)).toEqual({ pending: 0, envelopes: 0, failed: 0 });
		});
		test('W5 an envelope stays while a change that came waits for one of its slots', async () => {
			const texts = Array.from({ length: 17 }, (_, n) => `Zebra-quilt-${String(n)}`);
			const { desk, changes } = await open(texts);
			await desk.push(...changes);
			await hashNext(openQueue(database()));
			expect(await left(desk)).toEqual({ pending: 1, envelopes: 1, failed: 0 });
			await hashAll(openQueue(database()));
			expect(await left(desk)).toEqual({ pending: 0, envelopes: 0, failed: 0 });
		});
		test('W5 a change whose envelope has gone is asked for it, and then hashed', async () => {
			const texts = ['Zebra-quilt-1', 'Zebra-quilt-2'];
			const { desk, changes } = await open(texts);
			const [first, second] = changes as [UserChange, UserChange];
			await desk.push(first);
			await hashAll(openQueue(database()));
			expect(await desk.push(second)).toMatchObject([{ code: 'envelope_missing' }]);
			const envelope = await sendEnvelope(desk, key, { texts });
			versionOf((await desk.push({ ...second, password: { envelope, slot: 1 } }))[0]);
			await hashAll(openQueue(database()));
			expect(await belongs(desk, second, 'Zebra-quilt-2')).toBe(true);
		});
		test('Y9 an older password never takes the place of a newer one', async () => {
			const { desk, changes, envelope } = await open(['Zebra-quilt-1', 'Zebra-quilt-2']);
			const [first] = changes as [UserChange, UserChange];
			const created = versionOf((await desk.push(first))[0]);
			const slow = await claimPasswords(database(), { nowMs: noonMs });
			const newer = updateUser(first.id, {
				set: {},
				baseVersion: created,
				password: { envelope, slot: 1 }
			});
			versionOf((await desk.push(newer))[0]);
			await hashAll(openQueue(database()));
			expect(await belongs(desk, first, 'Zebra-quilt-2')).toBe(true);
			// The process that was slow comes to its end.
			const hashed = slow.rows.map((row) => ({ row, result: { hash: 'older' } }));
			await settlePasswords(database(), hashed, noonMs);
			expect(await belongs(desk, first, 'Zebra-quilt-2')).toBe(true);
			expect(await left(desk)).toEqual({ pending: 0, envelopes: 0, failed: 0 });
		});
		test('Y9 what a process left behind is done by another once its lease is over', async () => {
			const { desk, changes } = await open(['Zebra-quilt-1']);
			await desk.push(...changes);
			const dead = await claimPasswords(database(), { nowMs: noonMs });
			expect(dead.rows).toHaveLength(1);
			expect(await hashAll(openQueue(database(), noonMs + leaseMs - 1))).toBe(0);
			expect(await hashAll(openQueue(database(), noonMs + leaseMs + 1))).toBe(1);
			// It was not dead, only late: its result is not wanted any more.
			const late = dead.rows.map((row) => ({ row, result: { hash: 'late' } }));
			await settlePasswords(database(), late, noonMs);
			expect(await belongs(desk, changes[0] as UserChange, 'Zebra-quilt-1')).toBe(true);
		});
		test('Y9 several at once share the work: each password is hashed by one of them', async () => {
			const texts = Array.from({ length: 50 }, (_, n) => `Zebra-quilt-${String(n)}`);
			const { desk, changes } = await open(texts);
			await desk.push(...changes);
			const { openAgain, store } = engine();
			const other = openAgain ? await openAgain() : store;
			const counts = await Promise.all(
				[database(), other.database, database(), other.database].map((one) =>
					hashAll(openQueue(one))
				)
			);
			if (other !== store) await other.close();
			expect(counts.reduce((sum, count) => sum + count, 0)).toBe(50);
			const fits = await Promise.all(changes.map((one, n) => belongs(desk, one, texts[n] ?? '')));
			expect(fits).toEqual(texts.map(() => true));
		});

		const otherKey = { id: randomUUID() };
		test.each<[string, string, (desk: Desk) => Promise<{ envelope: string; slot: number }>]>([
			[
				'a key that nobody has',
				'key_unknown',
				async (desk) => {
					const foreign = { ...key, ...otherKey };
					return { envelope: await sendEnvelope(desk, foreign, { texts: ['x'] }), slot: 0 };
				}
			],
			['bytes changed', 'not_opened', (desk) => keepBroken(desk, (bytes) => flipLast(bytes))],
			[
				'cut short',
				'envelope_malformed',
				(desk) => keepBroken(desk, (bytes) => bytes.slice(0, 50))
			],
			[
				'no such slot',
				'slot_missing',
				async (desk) => ({ envelope: await sendEnvelope(desk, key, { texts: ['x'] }), slot: 1 })
			],
			[
				'an empty slot',
				'password_malformed',
				async (desk) => ({ envelope: await sendEnvelope(desk, key, { texts: [''] }), slot: 0 })
			],
			[
				'over 128 characters',
				'password_malformed',
				async (desk) => ({
					envelope: await sendEnvelope(desk, key, { texts: ['x'.repeat(129)] }),
					slot: 0
				})
			]
		])('Y9 %s is told as %s, and stops no other', async (_, code, make) => {
			const desk = await openDesk(engine().store);
			const wrong = createUser({ username: 'wrong' }, { password: await make(desk) });
			const envelope = await sendEnvelope(desk, key, { texts: ['Zebra-quilt-1'] });
			const good = createUser({ username: 'good' }, { password: { envelope, slot: 0 } });
			await desk.push(wrong, good);
			await hashAll(openQueue(database()));
			expect(await faultsOf(desk)).toEqual([{ user_id: wrong.id, code }]);
			expect(await belongs(desk, good, 'Zebra-quilt-1')).toBe(true);
			expect(await left(desk)).toMatchObject({ pending: 0, failed: 1 });
		});
		async function keepBroken(desk: Desk, spoil: (bytes: Uint8Array) => Uint8Array) {
			const bytes = spoil((await sealPasswords(['Zebra-quilt-1'], key, 512)).bytes);
			const envelope = sha256(bytes);
			await keepEnvelope(database(), desk.session, { name: envelope, bytes, nowMs: noonMs });
			return { envelope, slot: 0 };
		}
		const flipLast = (bytes: Uint8Array) =>
			bytes.map((byte, index) => (index === bytes.length - 1 ? byte ^ 1 : byte));

		test('Y9 a fault is forgotten when the user gets another password', async () => {
			const { desk, changes, envelope } = await open(['Zebra-quilt-1']);
			const [change] = changes as [UserChange];
			const created = versionOf(
				(await desk.push({ ...change, password: { envelope, slot: 7 } }))[0]
			);
			const again = updateUser(change.id, {
				set: {},
				baseVersion: created,
				password: { envelope, slot: 0 }
			});
			versionOf((await desk.push(again))[0]);
			await hashAll(openQueue(database()));
			expect(await faultsOf(desk)).toEqual([]);
			expect(await belongs(desk, change, 'Zebra-quilt-1')).toBe(true);
		});
		test('Y9 one user can be taken out of turn', async () => {
			const { desk, changes } = await open(['Zebra-quilt-1', 'Zebra-quilt-2']);
			await desk.push(...changes);
			const last = changes[1] as UserChange;
			const user = { organisationId: at(desk), userId: last.id };
			expect(await hashNext(openQueue(database()), user)).toEqual({ taken: 1, missed: 0 });
			expect([...(await hashesOf(desk)).keys()]).toEqual([last.id]);
		});
		test('W5 an envelope that nobody took goes after 30 days, one that is waited for stays', async () => {
			const { desk, changes } = await open(['Zebra-quilt-1']);
			await sendEnvelope(desk, key, { texts: ['nobody'] });
			await desk.push(...changes);
			await deleteOldEnvelopes(database(), noonMs + envelopeLifeMs - 1);
			expect(await left(desk)).toMatchObject({ envelopes: 2 });
			await deleteOldEnvelopes(database(), noonMs + envelopeLifeMs + 1);
			expect(await left(desk)).toMatchObject({ envelopes: 1, pending: 1 });
		});
		test('Y9 no clear text is anywhere in the tables', async () => {
			const { desk, changes } = await open(['Zebra-quilt-here']);
			await desk.push(...changes);
			await hashAll(openQueue(database()));
			const rows = await database().selectFrom('user_passwords').selectAll().execute();
			expect(rows.length).toBeGreaterThan(0);
			expect(JSON.stringify(rows)).not.toContain('Zebra-quilt-here');
		});
	});
}

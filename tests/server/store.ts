import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { sha256 } from '../../src/lib/server/canonical';
import { keepEnvelope } from '../../src/lib/server/envelopes';
import { transact } from '../../src/lib/server/transact';
import { createUser, noonMs, openDesk, versionOf } from './device';
import type { RunningEngine } from './engines';

export function describeStore(engine: () => RunningEngine): void {
	describe('the store', () => {
		test('Y10 opens again, several at once, without doing its migrations twice', async ({
			skip
		}) => {
			const openAgain = engine().openAgain;
			if (!openAgain) return skip('one session only');
			const stores = await Promise.all([openAgain(), openAgain(), openAgain()]);
			const counts = await Promise.all(
				stores.map(({ database }) => database.selectFrom('migrations').select('name').execute())
			);
			await Promise.all(stores.map((store) => store.close()));
			const names = counts.map((rows) => rows.map(({ name }) => name).sort());
			expect(names[0]?.length).toBe(new Set(names[0]).size);
			expect(names[1]).toEqual(names[0]);
		});
		test('Y10 pushes of two stores on one database take turns: versions are gapless, nobody is lost', async ({
			skip
		}) => {
			const openAgain = engine().openAgain;
			if (!openAgain) return skip('one session only');
			const other = await openAgain();
			const desk = await openDesk(engine().store);
			const beside = { ...(await desk.beside('admin', 'Omar')) };
			const pushes = Array.from({ length: 12 }, async (_, index) => {
				const changes = ['a', 'b', 'c'].map((name) => createUser({ username: `${name}${index}` }));
				if (index % 2) return (await desk.push(...changes)).map(versionOf);
				const body = { ...beside.frame(), changes };
				const { acceptPush } = await import('../../src/lib/server/accept');
				const { outcomes } = await acceptPush(other.database, beside.session, {
					body,
					nowMs: noonMs
				});
				return outcomes.map(versionOf);
			});
			const versions = (await Promise.all(pushes)).flat().sort((a, b) => a - b);
			await other.close();
			expect(versions).toEqual(Array.from({ length: 36 }, (_, index) => index + 1));
		});
		test('Y2 the same push at the same time has one effect', async () => {
			const desk = await openDesk(engine().store);
			const change = createUser({ username: 'ada' });
			const answers = await Promise.all([desk.push(change), desk.push(change), desk.push(change)]);
			expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
			expect((await desk.pull()).version).toBe(1);
		});
		test('Y10 a failure inside a transaction leaves nothing', async () => {
			const desk = await openDesk(engine().store);
			const failing = transact(engine().store.database, async (sql) => {
				await sql.updateTable('organisations').set({ name: 'Other' }).execute();
				throw new Error('out of luck');
			});
			await expect(failing).rejects.toThrow('out of luck');
			const { name } = await engine()
				.store.database.selectFrom('organisations')
				.select('name')
				.where('id', '=', desk.session.organisationId)
				.executeTakeFirstOrThrow();
			expect(name).toBe('Example Institute');
		});
		test('Y10 a refused serialization is tried again', async () => {
			let calls = 0;
			const refused = Object.assign(new Error('serialization'), { code: '40001' });
			const answer = await transact(engine().store.database, () =>
				++calls < 3 ? Promise.reject(refused) : Promise.resolve('done')
			);
			expect([answer, calls]).toEqual(['done', 3]);
		});
		test('M4 the unique index stands behind the check', async () => {
			const desk = await openDesk(engine().store);
			const [ada, bob] = [createUser({ username: 'ada' }), createUser({ username: 'bob' })];
			await desk.push(ada, bob);
			const update = engine()
				.store.database.updateTable('users')
				.set({ username_key: 'ada' })
				.where('organisation_id', '=', desk.session.organisationId)
				.where('id', '=', bob.id)
				.execute();
			await expect(update).rejects.toThrow(/unique/i);
		});
	});

	describe('envelopes', () => {
		const envelope = () => {
			const bytes = new TextEncoder().encode(`sealed ${randomUUID()}`);
			return { name: sha256(bytes), bytes, nowMs: noonMs };
		};
		test('W5 are kept byte for byte, twice is harmless', async () => {
			const desk = await openDesk(engine().store);
			const sent = envelope();
			await keepEnvelope(desk.store.database, desk.session, sent);
			await keepEnvelope(desk.store.database, desk.session, { ...sent, nowMs: noonMs + 1 });
			const rows = await desk.store.database
				.selectFrom('envelopes')
				.select(['bytes', 'sha256'])
				.where('organisation_id', '=', desk.session.organisationId)
				.execute();
			expect(rows.map(({ bytes }) => new Uint8Array(bytes))).toEqual([sent.bytes]);
		});
		test('W5 under another hash, empty, or from a viewer are refused', async () => {
			const desk = await openDesk(engine().store);
			const viewer = await desk.beside('viewer', 'Vera');
			const { database } = desk.store;
			const sent = envelope();
			const other = { ...sent, name: 'a'.repeat(64) };
			const empty = { ...sent, bytes: new Uint8Array() };
			await expect(keepEnvelope(database, desk.session, other)).rejects.toMatchObject({
				code: 'hash_differs'
			});
			await expect(keepEnvelope(database, desk.session, empty)).rejects.toMatchObject({
				code: 'malformed'
			});
			await expect(keepEnvelope(database, viewer.session, sent)).rejects.toMatchObject({
				code: 'not_allowed'
			});
		});
	});
}

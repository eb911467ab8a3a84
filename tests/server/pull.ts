import { describe, expect, test } from 'vitest';
import { renewEpoch } from '../../src/lib/server/organisations';
import { createExam, createUser, openDesk, updateUser, userChange, versionOf } from './device';
import type { RunningEngine } from './engines';

export function describePull(engine: () => RunningEngine): void {
	const open = () => openDesk(engine().store);

	describe('pull', () => {
		test('Y3 pages by version, the cursor being the last row received', async () => {
			const desk = await open();
			const users = Array.from({ length: 5 }, (_, index) => createUser({ username: `u${index}` }));
			await desk.push(...users.slice(0, 2), createExam(), ...users.slice(2));
			const pages = [];
			for (let after = 0, more = true; more;) {
				const page = await desk.pull(after, 2);
				pages.push([page.users.length, page.exams.length, page.version]);
				after = page.version;
				more = page.hasMore;
			}
			expect(pages).toEqual([
				[2, 0, 2],
				[1, 1, 4],
				[2, 0, 6]
			]);
			expect(await desk.pull(6)).toMatchObject({
				users: [],
				exams: [],
				version: 6,
				hasMore: false
			});
		});
		test('Y3 brings a changed row at its new place, and deleted ones as tombstones', async () => {
			const desk = await open();
			const [ada, bob] = [createUser({ username: 'ada' }), createUser({ username: 'bob' })];
			await desk.push(ada, bob);
			await desk.push(
				updateUser(ada.id, { set: { title: 'Dr' }, baseVersion: 1 }),
				userChange({ op: 'delete', id: bob.id, baseVersion: 2 })
			);
			const { users } = await desk.pull(2);
			expect(users.map(({ id, version, deletedAt }) => [id, version, deletedAt !== null])).toEqual([
				[ada.id, 3, false],
				[bob.id, 4, true]
			]);
		});
		test('Y3 refused changes raise nothing', async () => {
			const desk = await open();
			await desk.push(createUser({ username: 'ada' }), createUser({ username: 'ada' }));
			versionOf((await desk.push(createUser({ username: 'bob' })))[0]);
			expect((await desk.pull()).users.map(({ version }) => version)).toEqual([1, 2]);
		});
		test('Y3 the epoch is told by push and pull, and changes after a restored backup', async () => {
			const desk = await open();
			const { epoch } = await desk.pull();
			await renewEpoch(desk.store.database, desk.session.organisationId);
			const renewed = (await desk.pull()).epoch;
			expect(renewed).not.toBe(epoch);
		});
		test('Y3 a push made against a history that is gone has no effect, and is told the new epoch', async () => {
			const desk = await open();
			const changes = [createUser({ username: 'ada' })];
			const { epoch } = await desk.pull();
			await renewEpoch(desk.store.database, desk.session.organisationId);
			const renewed = (await desk.pull()).epoch;
			const old = await desk.pushBody({ ...desk.frame(), epoch, changes });
			expect(old).toEqual({ epoch: renewed, outcomes: [] });
			expect((await desk.pull()).users).toEqual([]);
			const again = await desk.pushBody({ ...desk.frame(), epoch: renewed, changes });
			expect(again.outcomes).toMatchObject([{ outcome: 'applied' }]);
		});
		test('X7 a viewer gets no photo, email or phone', async () => {
			const desk = await open();
			const photo = { sha256: 'a'.repeat(64), sourceSha256: 'b'.repeat(64) };
			await desk.push(createUser({ username: 'ada', email: 'a@b.org', phone: '+441', photo }));
			const viewer = await desk.beside('viewer', 'Vera');
			expect((await viewer.pull()).users[0]).toMatchObject({
				username: 'ada',
				email: '',
				phone: '',
				photo: null
			});
		});
		test('Y3 pulls while others push never lose a row under the cursor', async () => {
			const desk = await open();
			const seen = new Map<string, number>();
			const push = async (prefix: string) => {
				for (let index = 0; index < 20; index++) {
					await desk.push(createExam(), createUser({ username: `${prefix}${index}` }));
				}
			};
			let isDone = false;
			const pull = async () => {
				for (let after = 0; ;) {
					const wasDone = isDone;
					const page = await desk.pull(after, 3);
					for (const row of [...page.users, ...page.exams]) seen.set(row.id, row.version);
					after = page.version;
					if (wasDone && !page.hasMore) return;
				}
			};
			const pulling = pull();
			await Promise.all([push('a'), push('b')]);
			isDone = true;
			await pulling;
			const all = await desk.pull(0, 2000);
			expect([...seen].sort()).toEqual(
				[...all.users, ...all.exams].map(({ id, version }) => [id, version]).sort()
			);
		});
	});
}

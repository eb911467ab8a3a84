import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createUser, openDesk, updateUser, userChange, versionOf } from './device';
import type { RunningEngine } from './engines';

const rejected = (code: string): unknown => expect.objectContaining({ outcome: 'rejected', code });

export function describeGroups(engine: () => RunningEngine): void {
	async function open() {
		const desk = await openDesk(engine().store);
		const users = ['ada', 'bob', 'cyd'].map((username) =>
			createUser({ username, clientId: `C-${username}`, email: `${username}@example.org` })
		);
		await desk.push(...users);
		const ids = users.map(({ id }) => id) as [string, string, string];
		return { desk, ids };
	}

	describe('groups', () => {
		test('Y2 swap usernames, Client IDs and emails in one go', async () => {
			const { desk, ids } = await open();
			const groupId = randomUUID();
			const take = (id: string, name: string, baseVersion: number) =>
				updateUser(id, {
					set: { username: name, clientId: `C-${name}`, email: `${name}@example.org` },
					groupId,
					baseVersion
				});
			const outcomes = await desk.push(take(ids[0], 'bob', 1), take(ids[1], 'ada', 2));
			expect(outcomes.map(versionOf)).toEqual([4, 5]);
			const { users } = await desk.pull();
			expect(Object.fromEntries(users.map(({ id, username }) => [id, username]))).toEqual({
				[ids[0]]: 'bob',
				[ids[1]]: 'ada',
				[ids[2]]: 'cyd'
			});
		});
		test('Y2 a ring of three turns', async () => {
			const { desk, ids } = await open();
			const groupId = randomUUID();
			const ring = ['bob', 'cyd', 'ada'].map((username, index) =>
				updateUser(ids[index] ?? '', { set: { username }, groupId, baseVersion: index + 1 })
			);
			expect((await desk.push(...ring)).map(versionOf)).toEqual([4, 5, 6]);
		});
		test('Y2 without a group the same swap is refused', async () => {
			const { desk, ids } = await open();
			const outcomes = await desk.push(
				updateUser(ids[0], { set: { username: 'bob' }, baseVersion: 1 }),
				updateUser(ids[1], { set: { username: 'ada' }, baseVersion: 2 })
			);
			expect(outcomes).toEqual([rejected('username_taken'), rejected('username_taken')]);
		});
		test('Y2 one that fails fails all, and the rest of the batch goes on', async () => {
			const { desk, ids } = await open();
			const groupId = randomUUID();
			const outcomes = await desk.push(
				updateUser(ids[0], { set: { username: 'bob' }, groupId, baseVersion: 1 }),
				updateUser(ids[1], { set: { username: 'cyd' }, groupId, baseVersion: 2 }),
				updateUser(ids[2], { set: { title: 'Dr' }, baseVersion: 3 })
			);
			expect(outcomes).toEqual([
				rejected('group_failed'),
				rejected('username_taken'),
				expect.objectContaining({ outcome: 'applied', version: 4 })
			]);
			const { users } = await desk.pull();
			expect(users.map(({ username }) => username).sort()).toEqual(['ada', 'bob', 'cyd']);
		});
		test('Y2 a name that a failed group would have freed stays taken', async () => {
			const { desk, ids } = await open();
			const groupId = randomUUID();
			const outcomes = await desk.push(
				updateUser(ids[0], { set: { username: 'free' }, groupId, baseVersion: 1 }),
				updateUser(ids[1], { set: { username: 'cyd' }, groupId, baseVersion: 2 }),
				createUser({ username: 'ada' }),
				createUser({ username: 'free' })
			);
			expect(outcomes.slice(2)).toEqual([
				rejected('username_taken'),
				expect.objectContaining({ outcome: 'applied' })
			]);
		});
		test('Y2 a conflict in a group fails it', async () => {
			const { desk, ids } = await open();
			await desk.push(updateUser(ids[1], { set: { username: 'bert' }, baseVersion: 2 }));
			const groupId = randomUUID();
			const [first, second] = await desk.push(
				updateUser(ids[0], { set: { username: 'bob' }, groupId, baseVersion: 1 }),
				updateUser(ids[1], {
					set: { username: 'ada' },
					before: { username: 'bob' },
					groupId,
					baseVersion: 2
				})
			);
			expect(first).toEqual(rejected('group_failed'));
			expect(second).toMatchObject({ outcome: 'conflict', fields: ['username'] });
		});
		test('Y5 a conflict in a failed group shows what is stored, not what the group would have made', async () => {
			const { desk, ids } = await open();
			await desk.push(updateUser(ids[0], { set: { title: 'Dr' }, baseVersion: 1 }));
			const groupId = randomUUID();
			const rename = updateUser(ids[0], {
				set: { username: 'anna' },
				before: { username: 'ada' },
				groupId,
				baseVersion: 1
			});
			const retitle = updateUser(ids[0], {
				set: { title: 'Prof' },
				before: { title: '' },
				groupId,
				baseVersion: 1,
				previousChangeId: rename.changeId
			});
			expect(await desk.push(rename, retitle)).toEqual([
				rejected('group_failed'),
				expect.objectContaining({
					fields: ['title'],
					stored: expect.objectContaining({ username: 'ada', title: 'Dr', version: 4 }) as unknown
				})
			]);
		});
		test('Y2 a delete that frees and a create that takes are one group', async () => {
			const { desk, ids } = await open();
			const groupId = randomUUID();
			const outcomes = await desk.push(
				createUser({ username: 'ada', clientId: 'C-ada' }, { groupId }),
				userChange({ op: 'delete', id: ids[0], groupId, baseVersion: 1 })
			);
			expect(outcomes.map(versionOf)).toEqual([4, 5]);
		});
		test('Y2 two of a group that want one name are refused', async () => {
			const { desk } = await open();
			const groupId = randomUUID();
			const twins = ['dan', 'DAN'].map((username) => createUser({ username }, { groupId }));
			expect(await desk.push(...twins)).toEqual([
				rejected('group_failed'),
				expect.objectContaining({ code: 'username_taken', storedId: null })
			]);
		});
		test('Y2 a group with a member that must come again comes again whole', async () => {
			const { desk, ids } = await open();
			const groupId = randomUUID();
			const missing = { envelope: 'f'.repeat(64), slot: 0 };
			const swap = [
				updateUser(ids[0], { set: { username: 'bob' }, groupId, baseVersion: 1 }),
				updateUser(ids[1], { set: { username: 'ada' }, groupId, baseVersion: 2, password: missing })
			];
			expect(await desk.push(...swap)).toEqual([
				rejected('envelope_missing'),
				rejected('envelope_missing')
			]);
			const again = swap.map((change) => ({ ...change, password: null }));
			expect((await desk.push(...again)).map(versionOf)).toEqual([4, 5]);
		});
		test('Y2 a change behind one of its own group that fails is told so, once and for all', async () => {
			const { desk, ids } = await open();
			const groupId = randomUUID();
			const first = updateUser(ids[0], { set: { username: '?' }, groupId, baseVersion: 1 });
			const outdated = updateUser(ids[1], { set: { username: 'ada' }, groupId, baseVersion: 0 });
			const behind = updateUser(ids[1], {
				set: { title: 'Dr' },
				groupId,
				baseVersion: 2,
				previousChangeId: outdated.changeId
			});
			const outcomes = await desk.push(first, outdated, behind);
			expect(outcomes).toEqual([
				rejected('malformed'),
				expect.objectContaining({ outcome: 'conflict', fields: ['username'] }),
				rejected('previous_failed')
			]);
			expect(await desk.push(first, outdated, behind)).toEqual(outcomes);
		});
		test('Y2 a change behind one of its own group that may come again may come again', async () => {
			const { desk, ids } = await open();
			const groupId = randomUUID();
			const password = { envelope: 'e'.repeat(64), slot: 0 };
			const first = updateUser(ids[0], { set: { username: 'anna' }, groupId, password });
			const behind = updateUser(ids[0], {
				set: { title: 'Dr' },
				groupId,
				previousChangeId: first.changeId
			});
			expect(await desk.push(first, behind)).toEqual([
				rejected('envelope_missing'),
				rejected('previous_missing')
			]);
		});
		test('Y2 a group that was torn apart is refused in its second part', async () => {
			const { desk, ids } = await open();
			const groupId = randomUUID();
			const first = updateUser(ids[0], { set: { username: 'bob' }, groupId, baseVersion: 1 });
			const second = updateUser(ids[1], { set: { username: 'ada' }, groupId, baseVersion: 2 });
			expect(await desk.push(first)).toEqual([rejected('username_taken')]);
			expect(await desk.push(first, second)).toEqual([
				rejected('username_taken'),
				rejected('group_failed')
			]);
		});
	});
}

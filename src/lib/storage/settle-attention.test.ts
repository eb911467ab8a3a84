import { describe, expect, test } from 'vitest';
import {
	create,
	lightDevice,
	pullOf,
	save,
	stored,
	update,
	user,
	waiting
} from '../../../tests/sync';
import { freshIndex, type SimDevice } from '../../../tests/sim/device';
import type { Outcome, UserChange } from '../core/change';
import { keepMine } from '../core/resend';
import { createOutbox } from '../sync/push';
import { takePage } from '../sync/take-page';
import { attentionGroups, chainsOf, listAttention } from './attention';
import { forgetDropped, takeBack } from './dropped';
import { readBatch, wholeBatch } from './outbox';
import { settleAttention, type Decision } from './settle-attention';
import { takeWritten } from './users';

const id = '019b76da-f238-7ad5-9187-69276c5f97e8';

const pull = (device: SimDevice, ...users: Parameters<typeof pullOf>[0][number][]) =>
	device.mirror.write(async (index) => {
		const at = '2026-05-05T00:00:00.000Z';
		const taken = await takePage({ db: device.db, index, answer: pullOf(users), at });
		if (!taken) throw new Error('a page of another history');
		return taken;
	});

async function refuseAll(device: SimDevice, outcomeOf: (change: UserChange) => Outcome) {
	const batch = await readBatch(device.db, wholeBatch);
	const outcomes = batch.entries.map(({ change }) => outcomeOf(change as UserChange));
	await createOutbox(device.mirror).settle(batch, outcomes);
}

const taken =
	(code: 'username_taken' | 'previous_failed' | 'group_failed', storedId: string | null = null) =>
	({ changeId }: UserChange): Outcome => ({
		changeId,
		outcome: 'rejected',
		code,
		field: 'username',
		storedId
	});

const conflict =
	(version: number, more: Parameters<typeof stored>[2] = {}, fields = ['title']) =>
	({ changeId }: UserChange): Outcome => ({
		changeId,
		outcome: 'conflict',
		stored: stored(id, 'aa', { version, ...more }),
		fields,
		changedBy: 'Omar',
		changedAt: ''
	});

async function settle(device: SimDevice, ...decisions: Decision[]) {
	const index = await freshIndex(device);
	const { db, newId } = device;
	const at = device.mirror.now();
	const done = await settleAttention({ db, index, decisions, newId, at });
	takeWritten(index, done.written);
	return done;
}

async function chains(device: SimDevice, ...changeIds: string[]) {
	const all = changeIds.length > 0 ? changeIds : (await list(device)).map((row) => row.changeId);
	return (await chainsOf(device.db, all)).map(({ chain }) => chain);
}

const list = async ({ db }: SimDevice) => (await listAttention(db, { from: 0, count: 100 })).rows;
const send = (chain: Decision['chain'], more: object = {}): Decision => ({
	kind: 'send',
	chain,
	...more
});

async function counters({ db }: SimDevice) {
	const uploads = await db.uploads.toArray();
	const of = async (key: string): Promise<unknown> => (await db.meta.get(key))?.value;
	return {
		unsent: await of('unsent'),
		users: await of('users'),
		upload: uploads.reduce((sum, { unsent }) => sum + unsent, 0),
		attention: uploads.reduce((sum, { attention }) => sum + attention, 0)
	};
}

/** A user whose title was set here while another device set it too. */
async function meet(fields = ['title'], more: Parameters<typeof stored>[2] = { title: 'Sir' }) {
	const device = await lightDevice();
	await pull(device, stored(id, 'aa', { version: 3, title: 'Ms' }));
	await save(device, [update(await user(device, 'aa'), { title: 'Dr', phone: '+441' })]);
	await refuseAll(device, conflict(8, more, fields));
	return device;
}

describe('Y5 a conflict', () => {
	test('kept is a new change against the stored version, with what stands there before', async () => {
		const device = await meet();
		const [chain = []] = await chains(device);
		const before = chain[0]?.changeId;
		expect(await settle(device, send(chain))).toMatchObject({ sent: 1, dropped: 0 });
		const [sent] = await waiting(device);
		expect(sent).toMatchObject({
			op: 'update',
			baseVersion: 8,
			previousChangeId: null,
			set: { user: { title: 'Dr', phone: '+441' } },
			before: { user: { title: 'Sir', phone: '' } }
		});
		expect(sent?.changeId).not.toBe(before);
		expect(await user(device, 'aa')).toMatchObject({ title: 'Dr', phone: '+441', version: 8 });
		expect(await list(device)).toEqual([]);
		expect(await counters(device)).toEqual({ unsent: 1, users: 1, upload: 1, attention: 0 });
	});
	test('kept goes behind what waits already', async () => {
		const device = await meet();
		await save(device, [update(await user(device, 'aa'), { lastName: 'Z' })]);
		const [waits] = await waiting(device);
		await settle(device, send((await chains(device))[0] ?? []));
		expect((await waiting(device))[1]).toMatchObject({ previousChangeId: waits?.changeId });
		expect(await user(device, 'aa')).toMatchObject({ title: 'Dr', lastName: 'Z' });
	});
	test('is mixed field by field', async () => {
		const device = await meet();
		const choice = { ...keepMine, theirs: new Set(['title']) };
		await settle(device, send((await chains(device))[0] ?? [], { choice }));
		expect(await waiting(device)).toMatchObject([{ set: { user: { phone: '+441' } } }]);
		expect(await user(device, 'aa')).toMatchObject({ title: 'Sir', phone: '+441' });
	});
	test('theirs drops mine, which can be taken back', async () => {
		const device = await meet();
		await settle(device, { kind: 'drop', chain: (await chains(device))[0] ?? [] });
		expect(await waiting(device)).toEqual([]);
		expect(await user(device, 'aa')).toMatchObject({ title: 'Sir', phone: '' });
		expect(await counters(device)).toMatchObject({ unsent: 0, attention: 0 });
		expect(await takeBack(device.db)).toBe(1);
		expect(await list(device)).toHaveLength(1);
		expect(await counters(device)).toMatchObject({ attention: 1 });
		expect(await takeBack(device.db)).toBe(0);
	});
	test('of an edit with a deletion is listed by itself, and kept restores', async () => {
		const deletedAt = '2026-05-05T00:00:00.000Z';
		const device = await meet(['deletedAt'], { deletedAt });
		expect((await attentionGroups(device.db)).map(({ reason }) => reason)).toEqual([
			'conflict_deleted'
		]);
		await settle(device, send((await chains(device))[0] ?? []));
		expect(await waiting(device)).toMatchObject([{ op: 'restore', baseVersion: 8 }]);
		expect(await user(device, 'aa')).toMatchObject({ title: 'Dr' });
		expect(await counters(device)).toMatchObject({ users: 1 });
	});
	test('settled in another tab meanwhile is not settled twice', async () => {
		const device = await meet();
		const [chain = []] = await chains(device);
		await settle(device, send(chain));
		await expect(settle(device, send(chain))).rejects.toThrow('draft_stale');
		expect(await waiting(device)).toHaveLength(1);
	});
});

describe('Y6 a rejection', () => {
	test('is fixed and sent again under a new id, with the edits that followed it', async () => {
		const device = await lightDevice();
		await save(device, [create('aa', { password: true })]);
		await save(device, [update(await user(device, 'aa'), { title: 'Dr' })]);
		await refuseAll(device, (change) =>
			taken(change.op === 'create' ? 'username_taken' : 'previous_failed')(change)
		);
		const [last] = (await list(device)).filter(({ change }) => change.op === 'update');
		const [chain = []] = await chains(device, last?.changeId ?? '');
		expect(chain).toHaveLength(2);
		const edits = { user: { username: 'aa2' }, registrations: {} };
		const done = await settle(device, send(chain, { choice: { ...keepMine, edits } }));
		expect(done).toMatchObject({ sent: 1 });
		expect(await waiting(device)).toMatchObject([
			{ op: 'create', set: { user: { username: 'aa2', title: 'Dr' } }, baseVersion: 0 }
		]);
		expect((await waiting(device))[0]?.password).not.toBeNull();
		expect((await device.db.envelopes.toArray()).map(({ uses }) => uses)).toEqual([1]);
		expect(await user(device, 'aa2')).toMatchObject({ title: 'Dr' });
		expect(await counters(device)).toEqual({ unsent: 1, users: 1, upload: 1, attention: 0 });
	});
	test('W5 given up keeps its envelope as long as it can be taken back', async () => {
		const device = await lightDevice();
		await save(device, [create('aa', { password: true })]);
		await refuseAll(device, taken('username_taken'));
		await settle(device, { kind: 'drop', chain: (await chains(device))[0] ?? [] });
		expect(await device.db.envelopes.count()).toBe(1);
		await forgetDropped(device.db, '2099-01-01T00:00:00.000Z');
		expect(await device.db.envelopes.count()).toBe(0);
		expect(await takeBack(device.db)).toBe(0);
	});
	test('of one in a group sends the whole group again, side by side', async () => {
		const device = await lightDevice();
		const other = '019b76da-f238-7ad5-9187-69276c5f97e9';
		await pull(device, stored(id, 'aa', { version: 3 }), stored(other, 'bb', { version: 4 }));
		const [aa, bb] = [await user(device, 'aa'), await user(device, 'bb')];
		await save(device, [
			update(aa, { clientId: 'C-bb' }, { isGrouped: true }),
			update(bb, { clientId: 'C-aa' }, { isGrouped: true })
		]);
		const old = (await waiting(device))[0]?.groupId;
		await refuseAll(device, taken('group_failed'));
		const [first] = await list(device);
		const all = await chains(device, first?.changeId ?? '');
		await settle(device, ...all.map((chain) => send(chain)));
		const groups = (await waiting(device)).map(({ groupId }) => groupId);
		expect(new Set(groups).size).toBe(1);
		expect(groups[0]).toEqual(expect.any(String));
		expect(groups[0]).not.toBe(old);
	});
	test('of the same person moves registration and later changes to the stored user', async () => {
		const device = await lightDevice();
		const examId = '019b76da-f238-7ad5-9187-69276c5f97ee';
		const registration = {
			role: 'candidate',
			eligible: true,
			venue: 'Hall A',
			bookingStatus: 'Booked'
		} as const;
		const set = {
			user: { username: 'aa', clientId: 'C-9', firstName: 'Other', phone: '+449' },
			registrations: { [examId]: registration }
		};
		await save(device, [create('aa', { set, password: true })]);
		await save(device, [update(await user(device, 'aa'), { title: 'Dr' })]);
		await refuseAll(device, (change) =>
			taken(change.op === 'create' ? 'username_taken' : 'previous_failed', id)(change)
		);
		await pull(device, stored(id, 'aa', { version: 3, lastName: 'Kept' }));
		const [chain = []] = await chains(device);
		await settle(device, send(chain, { onto: id }));
		expect(await waiting(device)).toMatchObject([
			{
				op: 'update',
				id,
				baseVersion: 3,
				password: null,
				set: { user: { title: 'Dr' }, registrations: { [examId]: registration } }
			}
		]);
		expect(await user(device, 'aa')).toMatchObject({ firstName: 'N', lastName: 'Kept', phone: '' });
		expect(await device.db.envelopes.count()).toBe(0);
		expect(await counters(device)).toMatchObject({ unsent: 1, users: 1, attention: 0 });
	});
	test('is listed by upload and in it by reason, with true counts', async () => {
		const device = await lightDevice();
		await save(device, [create('aa'), create('bb'), create('cc')]);
		await save(device, [create('dd')]);
		await refuseAll(device, (change) =>
			taken(change.set.user.username === 'bb' ? 'group_failed' : 'username_taken')(change)
		);
		const groups = await attentionGroups(device.db);
		expect(groups.map(({ reason, count, from }) => [reason, count, from])).toEqual([
			['group_failed', 1, 0],
			['username_taken', 2, 1],
			['username_taken', 1, 3]
		]);
		const rows = await list(device);
		expect(rows.map(({ group }) => group)).toEqual(
			groups.flatMap(({ group, count }) => Array<string>(count).fill(group))
		);
	});
});

import { describe, expect, test } from 'vitest';
import type { Outcome, PullAnswer } from '../core/change';
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
import { shownUsers, type SimDevice } from '../../../tests/sim/device';
import { readMeta } from '../storage/meta';
import { findById } from '../storage/users';
import { readBatch, wholeBatch } from '../storage/outbox';
import { createOutbox } from './push';
import { pullPage } from './pull';

const unknown = (changeId: string): Outcome => ({
	changeId,
	outcome: 'rejected',
	code: 'unknown_user',
	field: null,
	storedId: null
});

const ids = [
	'019b76da-f238-7ad5-9187-69276c5f97e8',
	'019b76da-f238-7ad5-9187-69276c5f97e9'
] as const;

function pull(device: SimDevice, answer: PullAnswer | object) {
	const transport = () => Promise.resolve({ status: 200, retryAfterSeconds: null, body: answer });
	const { organisationId } = device.session;
	return pullPage({ mirror: device.mirror, transport, organisationId });
}

describe('Y3 a pull', () => {
	test('stores users and the version of the last row as cursor', async () => {
		const device = await lightDevice();
		await pull(
			device,
			pullOf([stored(ids[0], 'aa', { version: 3 }), stored(ids[1], 'bb', { version: 7 })])
		);
		expect((await shownUsers(device)).map(({ username }) => username)).toEqual(['aa', 'bb']);
		expect([await readMeta(device.db, 'cursor'), await readMeta(device.db, 'users')]).toEqual([
			7, 2
		]);
	});
	test('finds a user by id, whatever has changed, and deletes by tombstone', async () => {
		const device = await lightDevice();
		await pull(device, pullOf([stored(ids[0], 'aa')]));
		await pull(
			device,
			pullOf([stored(ids[0], 'zz', { version: 2, deletedAt: '2026-01-01T00:00:00.000Z' })])
		);
		expect(await shownUsers(device)).toMatchObject([{ username: 'zz', version: 2 }]);
		expect(await readMeta(device.db, 'users')).toBe(0);
		expect(device.index && findById(device.index, ids[0])).toEqual([0]);
		await pull(device, pullOf([stored(ids[0], 'aa', { version: 3 })]));
		expect([(await shownUsers(device)).length, await readMeta(device.db, 'users')]).toEqual([1, 1]);
	});
	test('an older row changes nothing, and raises no generation', async () => {
		const device = await lightDevice();
		await pull(device, pullOf([stored(ids[0], 'aa', { version: 5 })]));
		const generation = await readMeta(device.db, 'generation');
		await pull(device, pullOf([stored(ids[0], 'old', { version: 4 })], { version: 5 }));
		expect((await user(device, 'aa')).version).toBe(5);
		expect(await readMeta(device.db, 'generation')).toBe(generation);
	});
	test('a user with unsent edits is laid aside, not written over', async () => {
		const device = await lightDevice();
		await pull(device, pullOf([stored(ids[0], 'aa')]));
		await save(device, [update(await user(device, 'aa'), { title: 'Dr' })]);
		await pull(device, pullOf([stored(ids[0], 'aa', { version: 2, phone: '+441' })]));
		expect(await user(device, 'aa')).toMatchObject({ title: 'Dr', phone: '', version: 1 });
		expect(await device.db.pulled.toArray()).toMatchObject([{ value: { phone: '+441' } }]);
	});
	test.each([
		['a page of a hotel', { hello: 'world' }],
		['a page that leads nowhere', pullOf([], { hasMore: true })]
	])('%s is not understood, and nothing is stored', async (_, answer) => {
		const device = await lightDevice();
		expect(await pull(device, answer)).toMatchObject({ kind: 'stopped', stop: 'not_understood' });
		expect(await readMeta(device.db, 'epoch')).toBeNull();
	});
});

describe('Y3 another epoch', () => {
	async function restored() {
		const device = await lightDevice();
		await pull(
			device,
			pullOf([stored(ids[0], 'aa', { version: 8 }), stored(ids[1], 'bb', { version: 9 })])
		);
		await save(device, [create('cc')]);
		return device;
	}
	test('begins anew: what the server no longer has goes, what waits here stays', async () => {
		const device = await restored();
		expect(await pull(device, pullOf([], { epoch: 'e2' }))).toMatchObject({ hasMore: true });
		expect(await readMeta(device.db, 'cursor')).toBe(0);
		await pull(
			device,
			pullOf([stored(ids[0], 'aa', { version: 2, title: 'Ms' })], { epoch: 'e2' })
		);
		expect(await user(device, 'aa')).toMatchObject({ version: 2, title: 'Ms' });
		await expect(user(device, 'bb')).rejects.toThrow();
		expect(await user(device, 'cc')).toMatchObject({ version: 0 });
		expect(await readMeta(device.db, 'users')).toBe(2);
		expect((await device.db.userPages.toArray()).some(({ seen }) => seen)).toBe(false);
	});
	test('what the lost history had of an edited user is forgotten (seed 843)', async () => {
		const device = await restored();
		await save(device, [update(await user(device, 'aa'), { title: 'Dr' })]);
		await pull(device, pullOf([stored(ids[0], 'aa', { version: 12, phone: '+441' })]));
		expect(await device.db.pulled.count()).toBe(1);
		await pull(device, pullOf([], { epoch: 'e2' }));
		expect(await device.db.pulled.count()).toBe(0);
	});
	test('who is gone and is sent again by another device is taken, however low the version (seed 3431)', async () => {
		const device = await restored();
		await pull(device, pullOf([], { epoch: 'e2' }));
		await pull(device, pullOf([stored(ids[0], 'aa', { version: 2 })], { epoch: 'e2' }));
		await expect(user(device, 'bb')).rejects.toThrow();
		await pull(device, pullOf([stored(ids[1], 'bb', { version: 3 })], { epoch: 'e2' }));
		expect(await user(device, 'bb')).toMatchObject({ version: 3 });
	});
	test('so is one of whom the server did not know when it was edited (seed 4285)', async () => {
		const device = await restored();
		await save(device, [update(await user(device, 'bb'), { title: 'Dr' })]);
		await pull(device, pullOf([], { epoch: 'e2' }));
		await pull(device, pullOf([stored(ids[0], 'aa', { version: 2 })], { epoch: 'e2' }));
		const batch = await readBatch(device.db, wholeBatch);
		const outcomes = batch.entries.map(({ change: { changeId } }) => unknown(changeId));
		await createOutbox(device.mirror).settle(batch, outcomes);
		await pull(device, pullOf([stored(ids[1], 'bb', { version: 3 })], { epoch: 'e2' }));
		expect(await user(device, 'bb')).toMatchObject({ version: 3, title: '' });
	});
	test('a page of the lost history that comes after another tab has heard of it is not taken', async () => {
		const device = await restored();
		const { organisationId } = device.session;
		const transport = async () => {
			await pull(device, pullOf([], { epoch: 'e2' }));
			await pull(device, pullOf([stored(ids[0], 'aa', { version: 2 })], { epoch: 'e2' }));
			const body = pullOf([stored(ids[0], 'aa', { version: 10, title: 'Lost' })]);
			return { status: 200, retryAfterSeconds: null, body };
		};
		const pulled = await pullPage({ mirror: device.mirror, transport, organisationId });
		expect(pulled).toMatchObject({ changed: 0, hasMore: true });
		expect(await user(device, 'aa')).toMatchObject({ version: 2, title: '' });
		expect(await readMeta(device.db, 'epoch')).toBe('e2');
	});
	test('what waits is compared value by value', async () => {
		const device = await restored();
		await save(device, [update(await user(device, 'aa'), { title: 'Dr' })]);
		await pull(device, pullOf([], { epoch: 'e2' }));
		await pull(device, pullOf([stored(ids[0], 'aa', { version: 2 })], { epoch: 'e2' }));
		expect((await waiting(device)).map(({ op, baseVersion }) => [op, baseVersion])).toEqual([
			['create', 0],
			['update', 0]
		]);
	});
	test.each([
		['as it was seen goes on', {}, 2],
		['that differs is asked', { title: 'Sir' }, 0]
	])('a deletion of a user %s', async (_, more, base) => {
		const device = await restored();
		const seen = await user(device, 'aa');
		await save(device, [{ ...update(seen, {}), op: 'delete' }]);
		await pull(device, pullOf([], { epoch: 'e2' }));
		await pull(device, pullOf([stored(ids[0], 'aa', { version: 2, ...more })], { epoch: 'e2' }));
		expect((await waiting(device)).at(-1)).toMatchObject({ op: 'delete', baseVersion: base });
	});
});

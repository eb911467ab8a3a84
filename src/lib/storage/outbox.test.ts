import { describe, expect, test } from 'vitest';
import { create, lightDevice, save, update, user, waiting } from '../../../tests/sync';
import { oldestUnsentAt, readBatch, wholeBatch } from './outbox';

const names = (batch: Awaited<ReturnType<typeof readBatch>>) =>
	batch.entries.map(({ change }) => (change.kind === 'user' ? change.set.user.username : ''));

describe('Y2 a batch', () => {
	test('is in the order of the device sequence, over pages', async () => {
		const device = await lightDevice();
		for (const name of ['aa', 'bb', 'cc']) await save(device, [create(name)]);
		expect(names(await readBatch(device.db, wholeBatch))).toEqual(['aa', 'bb', 'cc']);
	});
	test('ends at its number of changes', async () => {
		const device = await lightDevice();
		await save(
			device,
			['aa', 'bb', 'cc'].map((name) => create(name))
		);
		expect(names(await readBatch(device.db, { changes: 2, bytes: 10_000 }))).toEqual(['aa', 'bb']);
	});
	test('ends at its bytes, but holds one change at least', async () => {
		const device = await lightDevice();
		await save(
			device,
			['aa', 'bb'].map((name) => create(name))
		);
		expect(names(await readBatch(device.db, { changes: 9, bytes: 10 }))).toEqual(['aa']);
	});
	test('holds a group whole, in the next one where there is no room', async () => {
		const device = await lightDevice();
		await save(
			device,
			['aa', 'bb', 'cc'].map((name) => create(name))
		);
		const [one, two] = [await user(device, 'aa'), await user(device, 'bb')];
		const swap = [
			update(one, { username: 'bb' }, { isGrouped: true }),
			update(two, { username: 'aa' }, { isGrouped: true })
		];
		await save(device, swap);
		expect(names(await readBatch(device.db, { changes: 4, bytes: 10_000 }))).toHaveLength(3);
		expect(names(await readBatch(device.db, { changes: 5, bytes: 10_000 }))).toHaveLength(5);
	});
	test('passes over what is held, what follows it, and the group of what follows it', async () => {
		const device = await lightDevice();
		await save(
			device,
			['aa', 'bb', 'cc'].map((name) => create(name))
		);
		const [one, two] = [await user(device, 'aa'), await user(device, 'bb')];
		await save(device, [
			update(one, { username: 'bb' }, { isGrouped: true }),
			update(two, { username: 'aa' }, { isGrouped: true })
		]);
		const held = (await waiting(device))[0]?.changeId ?? '';
		expect(names(await readBatch(device.db, wholeBatch, new Set([held])))).toEqual(['bb', 'cc']);
	});
	test('Y7 tells when the oldest change was made', async () => {
		const device = await lightDevice();
		expect(await oldestUnsentAt(device.db)).toBeNull();
		await save(device, [create('aa')]);
		expect(await oldestUnsentAt(device.db)).toMatch(/^2026-05-04T00:00/);
	});
});

import { describe, expect, test } from 'vitest';
import type { Outcome } from '../core/change';
import {
	applied,
	create,
	lightDevice,
	pullOf,
	save,
	stored,
	update,
	user,
	waiting
} from '../../../tests/sync';
import type { SimDevice } from '../../../tests/sim/device';
import { readBatch, wholeBatch } from '../storage/outbox';
import { createOutbox } from './push';
import { takePage } from './take-page';

async function settleAll(device: SimDevice, outcomeOf: (id: string, place: number) => Outcome) {
	const batch = await readBatch(device.db, wholeBatch);
	const outcomes = batch.entries.map(({ change }, place) => outcomeOf(change.changeId, place));
	return createOutbox(device.mirror).settle(batch, outcomes);
}

const pull = (device: SimDevice, ...users: Parameters<typeof pullOf>[0][number][]) =>
	device.mirror.write(async (index) => {
		const at = '2026-05-05T00:00:00.000Z';
		const taken = await takePage({ db: device.db, index, answer: pullOf(users), at });
		if (!taken) throw new Error('a page of another history');
		return taken;
	});

const rejected = (changeId: string, code: 'username_taken' | 'previous_failed'): Outcome => ({
	changeId,
	outcome: 'rejected',
	code,
	field: null,
	storedId: null
});

const counters = async ({ db }: SimDevice) => {
	const [upload] = await db.uploads.toArray();
	const unsent: unknown = (await db.meta.get('unsent'))?.value;
	return { unsent, uploadUnsent: upload?.unsent, attention: upload?.attention };
};

describe('Y4 an answer', () => {
	test('gives the users their versions and empties the outbox and its counters', async () => {
		const device = await lightDevice();
		await save(device, [create('aa'), create('bb')]);
		const settlement = await settleAll(device, (id, place) => applied(id, place + 5));
		expect(settlement).toMatchObject({ applied: 2, refused: 0, left: 0 });
		expect([(await user(device, 'aa')).version, (await user(device, 'bb')).version]).toEqual([
			5, 6
		]);
		expect(await waiting(device)).toEqual([]);
		expect(await device.db.changePages.where('isOpen').equals(1).count()).toBe(0);
		expect(await counters(device)).toEqual({ unsent: 0, uploadUnsent: 0, attention: 0 });
	});
	test('that comes twice is dropped the second time', async () => {
		const device = await lightDevice();
		await save(device, [create('aa')]);
		const batch = await readBatch(device.db, wholeBatch);
		const outcomes = batch.entries.map(({ change }) => applied(change.changeId, 5));
		const outbox = createOutbox(device.mirror);
		await outbox.settle(batch, outcomes);
		expect(await outbox.settle(batch, outcomes)).toMatchObject({ applied: 0, refused: 0 });
		expect(await counters(device)).toMatchObject({ unsent: 0, uploadUnsent: 0 });
	});
	test('of a merge leaves the version, so that the next edit is made against what was seen', async () => {
		const device = await lightDevice();
		await pull(device, stored('019b76da-f238-7ad5-9187-69276c5f97e8', 'aa', { version: 3 }));
		await save(device, [update(await user(device, 'aa'), { title: 'Dr' })]);
		await settleAll(device, (id) => applied(id, 9, true));
		expect(await user(device, 'aa')).toMatchObject({ title: 'Dr', version: 3 });
	});
	test('W5 drops an envelope with the last change that needs it, and keeps it for one that came back', async () => {
		const device = await lightDevice();
		await save(device, [create('aa', { password: true }), create('bb', { password: true })]);
		await settleAll(device, (id, place) =>
			place === 0 ? applied(id, 5) : rejected(id, 'username_taken')
		);
		expect((await device.db.envelopes.toArray()).map(({ uses }) => uses)).toEqual([1]);
	});
});

describe('Y6 a change that came back', () => {
	test('needs attention, and a creation is no user any more', async () => {
		const device = await lightDevice();
		await save(device, [create('aa'), create('bb')]);
		await settleAll(device, (id, place) =>
			place === 0 ? rejected(id, 'username_taken') : applied(id, 5)
		);
		await expect(user(device, 'aa')).rejects.toThrow();
		expect((await device.db.attention.toArray()).map(({ outcome }) => outcome)).toMatchObject([
			{ code: 'username_taken' }
		]);
		expect(await counters(device)).toEqual({ unsent: 0, uploadUnsent: 0, attention: 1 });
	});
	test('is undone together with those that followed it, in two answers', async () => {
		const device = await lightDevice();
		await pull(
			device,
			stored('019b76da-f238-7ad5-9187-69276c5f97e8', 'aa', { version: 3, title: 'Ms' })
		);
		await save(device, [update(await user(device, 'aa'), { title: 'Dr' })]);
		const first = await readBatch(device.db, wholeBatch);
		await save(device, [update(await user(device, 'aa'), { title: 'Prof', phone: '+441' })]);
		const outbox = createOutbox(device.mirror);
		await outbox.settle(
			first,
			first.entries.map(({ change }) => rejected(change.changeId, 'username_taken'))
		);
		expect(await user(device, 'aa')).toMatchObject({ title: 'Prof' });
		await settleAll(device, (id) => rejected(id, 'previous_failed'));
		expect(await user(device, 'aa')).toMatchObject({ title: 'Ms', phone: '', version: 3 });
		expect(await device.db.pulled.count()).toBe(0);
	});
	test('Y5 of a conflict leaves what the server has', async () => {
		const device = await lightDevice();
		const id = '019b76da-f238-7ad5-9187-69276c5f97e8';
		await pull(device, stored(id, 'aa', { version: 3, title: 'Ms' }));
		await save(device, [update(await user(device, 'aa'), { title: 'Dr' })]);
		await settleAll(device, (changeId) => ({
			changeId,
			outcome: 'conflict',
			stored: stored(id, 'aa', { version: 8, title: 'Sir' }),
			fields: ['title'],
			changedBy: 'Omar',
			changedAt: ''
		}));
		expect(await user(device, 'aa')).toMatchObject({ title: 'Sir', version: 8 });
	});
	test('previous_missing is sent again without naming what is settled', async () => {
		const device = await lightDevice();
		await save(device, [create('aa')]);
		const first = await readBatch(device.db, wholeBatch);
		await save(device, [update(await user(device, 'aa'), { title: 'Dr' })]);
		await createOutbox(device.mirror).settle(
			first,
			first.entries.map(({ change }) => applied(change.changeId, 5))
		);
		await settleAll(device, (changeId) => ({
			changeId,
			outcome: 'rejected',
			code: 'previous_missing',
			field: null,
			storedId: null
		}));
		expect(await waiting(device)).toMatchObject([{ previousChangeId: null, baseVersion: 0 }]);
	});
});

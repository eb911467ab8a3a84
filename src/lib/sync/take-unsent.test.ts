/** Y6: what a file does to the users of the device that opens it, before and after it is settled there (PROTOCOL 6). */
import { describe, expect, test } from 'vitest';
import { shownUsers, type SimDevice } from '../../../tests/sim/device';
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
import type { Outcome } from '../core/change';
import { packLines } from '../files/packed-lines';
import { readBatch, wholeBatch } from '../storage/outbox';
import { createOutbox } from './push';
import { takePage } from './take-page';
import { takeUnsent } from './take-unsent';
import { unsentFormat, type UnsentHead } from './unsent-file';
import { unsentLines } from './write-unsent';

const at = '2026-05-05T00:00:00.000Z';

function fileOf({ db }: SimDevice): Promise<Blob> {
	const head: UnsentHead = {
		kind: 'muster-unsent',
		format: unsentFormat,
		madeAt: at,
		organisation: null,
		savedBy: null
	};
	return packLines(unsentLines(db, head), 'application/gzip');
}

async function carry(from: SimDevice, to: SimDevice): Promise<number> {
	return takeUnsent(to.mirror, await fileOf(from));
}

async function settleAll(device: SimDevice, outcomeOf: (id: string, place: number) => Outcome) {
	const batch = await readBatch(device.db, wholeBatch);
	const outcomes = batch.entries.map(({ change }, place) => outcomeOf(change.changeId, place));
	return createOutbox(device.mirror).settle(batch, outcomes);
}

const pull = (device: SimDevice, ...users: Parameters<typeof pullOf>[0][number][]) =>
	device.mirror.write(async (index) => {
		const taken = await takePage({ db: device.db, index, answer: pullOf(users), at });
		if (!taken) throw new Error('a page of another history');
		return taken;
	});

const remove = (user: Parameters<typeof update>[0]) => ({
	...update(user, {}),
	op: 'delete' as const
});

const live = async (device: SimDevice) =>
	(await shownUsers(device)).filter(({ deletedAt }) => deletedAt === null);
const counted = async ({ db }: SimDevice) => (await db.meta.get('users'))?.value;

const id = '019b76da-f238-7ad5-9187-69276c5f97e8';

describe('Y6 a file carries', () => {
	test('an edit behind the creation that it follows: it is shown, and stays when both are settled', async () => {
		const [from, to] = [await lightDevice(), await lightDevice()];
		await save(from, [create('aa')]);
		await save(from, [update(await user(from, 'aa'), { username: 'bb', phone: '1' })]);
		expect(await carry(from, to)).toBe(2);
		expect(await user(to, 'bb')).toMatchObject({ phone: '1' });
		await settleAll(to, (change, place) => applied(change, place + 1));
		expect(await user(to, 'bb')).toMatchObject({ phone: '1', version: 2 });
	});

	test('the later of two files an edit of one whose creation waits here since the first', async () => {
		const [from, to] = [await lightDevice(), await lightDevice()];
		await save(from, [create('aa')]);
		expect(await carry(from, to)).toBe(1);
		await save(from, [update(await user(from, 'aa'), { phone: '1' })]);
		expect(await carry(from, to)).toBe(1);
		expect(await user(to, 'aa')).toMatchObject({ phone: '1' });
		expect(await carry(from, to)).toBe(0);
		await settleAll(to, (change, place) => applied(change, place + 1));
		expect(await user(to, 'aa')).toMatchObject({ phone: '1', version: 2 });
	});

	test('a deletion behind its creation: nobody is shown or counted, before and after', async () => {
		const [from, to] = [await lightDevice(), await lightDevice()];
		await save(from, [create('aa')]);
		await save(from, [remove(await user(from, 'aa'))]);
		expect(await carry(from, to)).toBe(2);
		expect([await live(to), await counted(to)]).toEqual([[], 0]);
		await settleAll(to, (change, place) => applied(change, place + 1));
		expect([await live(to), await counted(to)]).toEqual([[], 0]);
	});

	test('a refused deletion of one whom this device has never had: nobody appears', async () => {
		const [from, to] = [await lightDevice(), await lightDevice()];
		await pull(from, stored(id, 'aa', { version: 3 }));
		await save(from, [remove(await user(from, 'aa'))]);
		await carry(from, to);
		await settleAll(to, (changeId) => ({
			changeId,
			outcome: 'rejected',
			code: 'previous_failed',
			field: null,
			storedId: null
		}));
		expect([await live(to), await counted(to)]).toEqual([[], 0]);
		expect(await to.db.attention.count()).toBe(1);
	});

	test('a creation to a device that has an edit of it alone: hidden until a pull brings all of it', async () => {
		const [from, other, to] = [await lightDevice(), await lightDevice(), await lightDevice()];
		await save(from, [create('aa')]);
		await carry(from, other);
		await settleAll(from, (change) => applied(change, 1));
		await save(from, [update(await user(from, 'aa'), { phone: '1' })]);
		await carry(from, to);
		await carry(other, to);
		expect([await live(to), (await waiting(to)).length]).toEqual([[], 2]);
		await settleAll(to, (change, place) => applied(change, 2 - place));
		expect(await live(to)).toEqual([]);
		const all = stored((await user(from, 'aa')).id, 'aa', { version: 2, phone: '1' });
		await pull(to, all);
		expect(await user(to, 'aa')).toMatchObject({ phone: '1', version: 2 });
		expect(await counted(to)).toBe(1);
	});

	test('nothing: nothing changes, here or on the device it is from', async () => {
		const [from, to] = [await lightDevice(), await lightDevice()];
		await save(to, [create('bb')]);
		const before = [await waiting(to), await shownUsers(to), await counted(to)];
		expect(await carry(from, to)).toBe(0);
		expect(await carry(to, to)).toBe(0);
		expect([await waiting(to), await shownUsers(to), await counted(to)]).toEqual(before);
		expect(await waiting(from)).toEqual([]);
	});
});

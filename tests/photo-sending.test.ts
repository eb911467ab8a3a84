/** Photos go after their users, each once, and never for a user whom the server refused (Z8, Y6, Y3). */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Outcome } from '../src/lib/core/change';
import { readBatch, wholeBatch } from '../src/lib/storage/outbox';
import { countWaitingPhotos } from '../src/lib/storage/photos';
import { startPullingAll } from '../src/lib/sync/pull-all';
import { sendPhotos } from '../src/lib/sync/send-photos';
import { settle } from '../src/lib/sync/settle';
import type { ServerRequest } from '../src/lib/sync/transport';
import { unprepared } from '../src/lib/worker/draft-photos';
import { createDevice, read, save, type Device } from './device';
import { jpegOf, packageOf, prepare } from './photo-packages';

const people = ['1,ana,Ana,Ek,a@x.example', '2,ben,Ben,Ott,b@x.example'];
const both = () =>
	packageOf(people, [
		{ name: '1.jpg', content: jpegOf(1) },
		{ name: '2.jpg', content: jpegOf(2) }
	]);

let device: Device;
beforeEach(async () => {
	device = await createDevice(undefined, 'proctored');
	const open = await read(device, both());
	await prepare(device, open, both());
	await save(device, open);
});

/** The server takes what waits, but refuses these usernames. */
async function settleAll({ context }: Device, refused: readonly string[] = []): Promise<void> {
	const { db, index } = context;
	const batch = await readBatch(db, wholeBatch);
	const outcomes = batch.entries.map(({ change }, place): Outcome => {
		const { changeId } = change;
		const name = change.kind === 'user' ? (change.set.user.username ?? '') : '';
		if (!refused.includes(name)) {
			return { changeId, outcome: 'applied', version: place + 1, isMerged: false };
		}
		const code = 'username_taken' as const;
		return { changeId, outcome: 'rejected', code, field: 'username', storedId: null };
	});
	await settle({ db, index, batch, outcomes, at: '2026-05-05T00:00:00.000Z' });
}

interface Sent {
	readonly method: ServerRequest['method'];
	readonly path: string;
}

/** @param statusOf of the answer to each request */
async function send(
	{ context }: Device,
	statusOf: (request: Sent) => number = () => 204,
	most = 99
) {
	const sent: Sent[] = [];
	const stop = await sendPhotos({
		db: context.db,
		organisationId: 'o',
		inTurn: (step) => step(),
		onStep: () => undefined,
		isOver: () => sent.length >= most,
		transport: (path, { method }) => {
			sent.push({ method, path });
			const status = statusOf({ method, path });
			return Promise.resolve({ status, retryAfterSeconds: null, body: null });
		}
	});
	return { stop, sent };
}

const states = async ({ context }: Device) =>
	(await context.db.photos.toArray()).map(({ state, bytes }) => [state, bytes !== null]);

describe('Z8 a photo', () => {
	test('waits until the server has its user', async () => {
		expect((await send(device)).sent).toEqual([]);
		expect(await countWaitingPhotos(device.context.db)).toBe(2);
	});

	test('is sent once, after a break too, and then keeps no bytes here (X7)', async () => {
		await settleAll(device);
		const first = await send(device, () => 204, 1);
		const second = await send(device);
		const third = await send(device);
		const paths = [first, second, third].flatMap(({ sent }) => sent.map(({ path }) => path));
		expect([paths.length, new Set(paths).size]).toEqual([2, 2]);
		expect(await states(device)).toEqual([
			['sent', false],
			['sent', false]
		]);
	});

	test('that the server refused for now waits', async () => {
		await settleAll(device);
		const { stop } = await send(device, () => 503);
		expect(stop).toMatchObject({ kind: 'stopped', stop: 'wait' });
		expect(await countWaitingPhotos(device.context.db)).toBe(2);
	});

	test('of a refused user is not sent; it stays for the next try', async () => {
		await settleAll(device, ['ben']);
		expect((await send(device)).sent).toHaveLength(1);
		expect((await states(device)).toSorted()).toEqual([
			['saved', true],
			['sent', false]
		]);
	});

	test('of a refused user is dropped when nobody needs it any more', async () => {
		await settleAll(device, ['ben']);
		await device.context.db.attention.clear();
		expect((await send(device)).sent).toHaveLength(1);
		expect(await states(device)).toEqual([['sent', false]]);
	});
});

describe('Y3 a server that was restored', () => {
	const again = () => read(device, both(), { uploadType: 'add_and_update' });
	const restored = async (hasPhoto: (path: string) => boolean) => {
		await settleAll(device);
		const { sent } = await send(device);
		await startPullingAll(device.context.db, 'e2');
		const asked = await send(device, ({ path }) => (hasPhoto(path) ? 200 : 404));
		return { sent, asked: asked.sent };
	};

	test('is asked for each photo that it was sent, and what it has is not sent again', async () => {
		const { sent, asked } = await restored(() => true);
		expect(asked).toEqual(sent.map(({ path }) => ({ method: 'HEAD', path })));
		expect((await states(device)).map(([state]) => state)).toEqual(['sent', 'sent']);
		expect(unprepared(await again())).toEqual([]);
	});

	test('gets what it lost from the same archive, though no row changes', async () => {
		const lost = await device.context.db.photos.toCollection().first();
		await restored((path) => !path.includes(lost?.sha256 ?? '-'));
		const open = await again();
		expect(open.summary.actions).toMatchObject({ unchanged: 2, update: 0 });
		expect(unprepared(open)).toHaveLength(1);
		await prepare(device, open, both());
		const { sent } = await send(device);
		expect(sent).toEqual([{ method: 'PUT', path: `/api/photos/${lost?.sha256}?organisation=o` }]);
		expect((await states(device)).map(([state]) => state)).toEqual(['sent', 'sent']);
	});
});

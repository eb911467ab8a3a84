import { describe, expect, test } from 'vitest';
import type { Change, Outcome } from '../core/change';
import {
	applied,
	create,
	lightDevice,
	save,
	user,
	waiting,
	type Answers
} from '../../../tests/sync';
import type { SimDevice } from '../../../tests/sim/device';
import { writeMeta } from '../storage/meta';
import { wholeBatch } from '../storage/outbox';
import { createOutbox, push } from './push';

interface Sent {
	epoch?: string;
	changes: Change[];
}

async function pushing(
	answer: (sent: Sent) => Partial<ReturnType<Answers>>,
	names = ['aa', 'bb'],
	prepare: (device: SimDevice) => Promise<void> = () => Promise.resolve()
) {
	const device = await lightDevice();
	await writeMeta(device.db, 'epoch', 'e1');
	await save(
		device,
		names.map((name, place) => create(name, { password: place === 0 }))
	);
	await prepare(device);
	const asked: string[] = [];
	const pushed = await push({
		db: device.db,
		outbox: createOutbox(device.mirror),
		transport: (path, { method, body }) => {
			asked.push(`${method} ${path.split('/').slice(0, 3).join('/')}`);
			const isPush = path === '/api/push';
			const more = isPush ? answer(JSON.parse(String(body)) as Sent) : { status: 204 };
			return Promise.resolve({ status: 200, retryAfterSeconds: null, body: null, ...more });
		},
		organisationId: device.session.organisationId,
		deviceId: device.deviceId,
		batchId: device.newId(),
		limits: wholeBatch,
		held: new Set()
	});
	return { device, asked, pushed };
}

const all = ({ changes }: Sent): Outcome[] =>
	changes.map(({ changeId }, place) => applied(changeId, place + 1));

describe('Y2 a push', () => {
	test('W5 sends the envelope first, then the changes, and settles', async () => {
		const { device, asked, pushed } = await pushing((sent) => ({
			body: { epoch: 'e1', outcomes: all(sent) }
		}));
		expect(asked).toEqual(['PUT /api/envelopes', 'POST /api/push']);
		expect(pushed).toMatchObject({ kind: 'pushed', applied: 2 });
		expect((await user(device, 'bb')).version).toBe(2);
	});
	test.each<[string, (sent: Sent) => object]>([
		['too few outcomes', (sent) => ({ epoch: 'e1', outcomes: all(sent).slice(1) })],
		['outcomes of other changes', (sent) => ({ epoch: 'e1', outcomes: all(sent).reverse() })],
		['something else', () => ({ ok: true })]
	])('an answer with %s settles nothing', async (_, body) => {
		const { device, pushed } = await pushing((sent) => ({ body: body(sent) }));
		expect(pushed).toMatchObject({ stop: 'not_understood' });
		expect(await waiting(device)).toHaveLength(2);
	});
	test('Y3 an answer of another epoch settles nothing before all is pulled', async () => {
		const { device, pushed } = await pushing((sent) => ({
			body: { epoch: 'e2', outcomes: all(sent) }
		}));
		expect(pushed).toEqual({ kind: 'epoch_changed' });
		expect(await waiting(device)).toHaveLength(2);
	});
	test('Y3 names the epoch that its versions belong to', async () => {
		const named: unknown[] = [];
		await pushing((sent) => {
			named.push(sent.epoch);
			return { body: { epoch: 'e1', outcomes: all(sent) } };
		});
		expect(named).toEqual(['e1']);
	});
	test('Y3 the short answer of another epoch has all pulled again', async () => {
		const { device, pushed } = await pushing(() => ({ body: { epoch: 'e2', outcomes: [] } }));
		expect(pushed).toEqual({ kind: 'epoch_changed' });
		expect(await waiting(device)).toHaveLength(2);
	});
	test('Y3 nothing is sent while another tab pulls all of another history', async () => {
		const { device, asked, pushed } = await pushing(
			() => ({}),
			['aa'],
			({ db }) => writeMeta(db, 'isPullingAll', true)
		);
		expect({ asked, pushed }).toEqual({ asked: [], pushed: { kind: 'epoch_changed' } });
		expect(await waiting(device)).toHaveLength(1);
	});
	test.each([
		[401, 'sign_in_needed'],
		[403, 'not_allowed'],
		[413, 'too_large'],
		[426, 'update_needed'],
		[429, 'wait'],
		[503, 'wait'],
		[500, 'offline']
	])('Y7 %d stops as %s and keeps all', async (status, stop) => {
		const { device, pushed } = await pushing(() => ({ status }));
		expect(pushed).toMatchObject({ kind: 'stopped', stop, status });
		expect(await waiting(device)).toHaveLength(2);
	});
	test('Y7 a change that alone is too large comes back', async () => {
		const { device } = await pushing(() => ({ status: 413 }), ['aa']);
		expect(await waiting(device)).toEqual([]);
		expect(await device.db.attention.toArray()).toMatchObject([{ outcome: { code: 'malformed' } }]);
	});
});

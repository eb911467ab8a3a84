import { describe, expect, test } from 'vitest';
import { createDevice, fileOf, read, save } from '../../../tests/device';
import type { PushRequest } from '../core/change';
import { readMeta, writeMeta, type Account } from '../storage/meta';
import type { ServerAnswer, Transport } from '../sync/transport';
import { addReport } from './audit-reports';
import type { Context } from './context';
import type { FromWorker } from './protocol';
import { confirmSealingKey } from './sealing-key';
import { supportOf } from './support';
import { startSyncing, type Syncing } from './syncing';

const organisation = { id: '01890000-0000-7000-8000-0000000000f1', name: 'North' };
const account = (name: string): Account => ({
	id: `id-${name}`,
	name,
	email: `${name}@north.example`,
	role: 'admin',
	organisation
});

interface World {
	readonly context: Context;
	readonly syncing: Syncing;
	readonly pushed: string[];
	readonly told: string[];
	session: Partial<ServerAnswer>;
	/** What the audit was told, and how it answers. */
	readonly reports: unknown[];
	audit: Partial<ServerAnswer>;
	/** Answers in place of the server, once each. */
	readonly refusals: Partial<ServerAnswer>[];
	readonly again: () => Syncing;
	readonly until: (phase: string) => Promise<void>;
}

/** An organisation's database with saved users and a server that takes all. */
async function world(users = 3, name: Context['name'] = `org-${organisation.id}`): Promise<World> {
	const device = await createDevice();
	const lines = Array.from({ length: users }, (_, at) => `C-${String(at)},user${String(at)},Ama`);
	await save(device, await read(device, fileOf(['Client ID,Username,First Name', ...lines])));
	const told: string[] = [];
	const post = (message: FromWorker) => {
		if ('event' in message && message.event === 'sync') told.push(message.sync.state);
	};
	const context = { ...device.context, name, post };
	const pushed: string[] = [];
	let version = 0;
	const transport: Transport = (path, { body }) => {
		const answer = (parts: Partial<ServerAnswer>): Promise<ServerAnswer> =>
			Promise.resolve({ status: 200, retryAfterSeconds: null, body: null, ...parts });
		if (path === `/api/auth/session?organisation=${organisation.id}`) return answer(made.session);
		if (path === '/api/audit') {
			made.reports.push(...(JSON.parse(body as string) as { reports: unknown[] }).reports);
			return answer(made.audit);
		}
		if (path.startsWith('/api/pull'))
			return answer({ body: { epoch: 'e', version, hasMore: false, users: [], exams: [] } });
		if (path !== '/api/push') return answer({ status: 204 });
		const refusal = made.refusals.shift();
		if (refusal) return answer(refusal);
		const { changes } = JSON.parse(body as string) as PushRequest;
		const outcomes = changes.map(({ changeId, kind }) => {
			if (kind === 'user') pushed.push(changeId);
			return { changeId, outcome: 'applied', version: (version += 1), isMerged: false };
		});
		return answer({ body: { epoch: 'e', outcomes } });
	};
	const start = () =>
		startSyncing({
			context,
			transport,
			onChanged: () => undefined,
			random: () => 0.5,
			setTimer: () => () => undefined
		});
	const made: World = {
		context,
		syncing: start(),
		pushed,
		told,
		session: { body: { account: account('Rania') } },
		reports: [],
		audit: { status: 204 },
		refusals: [],
		again: start,
		until: (phase) => expect.poll(() => told.at(-1)).toBe(phase)
	};
	return made;
}

describe('Y7 sending', () => {
	test('sends what waits, each once, and counts it', async () => {
		const { syncing, pushed, until, context } = await world(3);
		syncing.wake('save');
		await until('idle');
		expect(new Set(pushed).size).toBe(3);
		expect(await syncing.view()).toMatchObject({ state: 'idle', sent: 4, oldestUnsentAt: null });
		expect(await readMeta(context.db, 'unsent')).toBe(0);
	});
	test.each([
		[401, 'sign_in_needed'],
		[403, 'not_allowed'],
		[426, 'update_needed'],
		[503, 'waiting'],
		[400, 'failed']
	] as const)('an answer of %d keeps all here: %s', async (status, phase) => {
		const { syncing, refusals, pushed, until } = await world();
		refusals.push({ status });
		syncing.wake('save');
		await until(phase);
		const view = await syncing.view();
		expect(view).toMatchObject({ state: phase, lastError: { status } });
		expect(view.oldestUnsentAt).toMatch(/^20/);
		expect(pushed).toEqual([]);
	});
	test('after a sign-in the 401 is forgotten and all is sent', async () => {
		const { syncing, refusals, pushed, until } = await world();
		refusals.push({ status: 401 });
		syncing.wake('save');
		await until('sign_in_needed');
		syncing.wake('sign_in');
		await until('idle');
		expect(pushed).toHaveLength(3);
	});
	test('413 halves the batch until it fits', async () => {
		const { syncing, refusals, pushed, until } = await world(5);
		refusals.push({ status: 413 }, { status: 413 });
		syncing.wake('save');
		await until('idle');
		expect(new Set(pushed).size).toBe(5);
	});
	test('“Pause” stays over a reload, “Go on” sends', async () => {
		const first = await world();
		await first.syncing.pause(true);
		await first.until('paused');
		first.syncing.stop();
		const second = first.again();
		second.wake('open');
		await expect.poll(async () => (await second.view()).state).toBe('paused');
		second.wake('save');
		second.wake('online');
		expect(first.pushed).toEqual([]);
		await second.pause(false);
		await first.until('idle');
		expect(first.pushed).toHaveLength(3);
	});
	test('stopped, nothing is told any more', async () => {
		const { syncing, told } = await world();
		syncing.wake('save');
		syncing.stop();
		await expect.poll(async () => (await syncing.view()).state).not.toBe('sending');
		expect(told).not.toContain('idle');
	});
});

describe('X2 under whose name', () => {
	test('another account’s sign-in sends nothing before the word', async () => {
		const made = await world();
		const { context, syncing, pushed, until } = made;
		await writeMeta(context.db, 'sendsAs', { id: 'id-Rania', name: 'Rania' });
		made.session = { body: { account: account('Omar') } };
		syncing.wake('sign_in');
		await until('other_account');
		expect(await syncing.view()).toMatchObject({ state: 'other_account', savedAs: 'Rania' });
		syncing.wake('save');
		syncing.wake('online');
		expect(pushed).toEqual([]);
		await syncing.agree();
		await until('idle');
		expect(pushed).toHaveLength(3);
		expect((await syncing.view()).savedAs).toBeNull();
	});
	test('where nothing waits, the next account simply takes over', async () => {
		const made = await world();
		made.syncing.wake('save');
		await made.until('idle');
		expect(await readMeta(made.context.db, 'sendsAs')).toMatchObject({ name: 'Rania' });
		made.session = { body: { account: account('Omar') } };
		made.syncing.wake('sign_in');
		await expect.poll(() => readMeta(made.context.db, 'sendsAs')).toMatchObject({ name: 'Omar' });
		expect(made.told).not.toContain('other_account');
	});
	test('X6 another organisation’s session sends nothing', async () => {
		const made = await world();
		const other = { ...account('Zoe'), organisation: { id: 'other', name: 'South' } };
		made.session = { body: { account: other } };
		made.syncing.wake('save');
		await made.until('sign_in_needed');
		expect(made.pushed).toEqual([]);
	});
	test('what nobody claimed waits for a sign-in; the sample is never sent', async () => {
		const unclaimed = await world(2, 'unclaimed');
		unclaimed.syncing.wake('save');
		await unclaimed.until('sign_in_needed');
		const sample = await world(2, 'sample');
		sample.syncing.wake('save');
		await sample.until('idle');
		expect([unclaimed.pushed, sample.pushed]).toEqual([[], []]);
	});
});

describe('X5 a revoked device', () => {
	test('is told so by its session, and sends nothing', async () => {
		const made = await world();
		made.session = { status: 401, body: { code: 'device_revoked' } };
		made.syncing.wake('open');
		await made.until('revoked');
		expect(made.pushed).toEqual([]);
		// Somebody must act: no timer asks again.
		made.syncing.wake('online');
		expect((await made.syncing.view()).state).toBe('revoked');
	});
	test('is told so in the middle of sending too', async () => {
		const made = await world();
		made.refusals.push({ status: 401, body: { code: 'device_revoked' } });
		made.syncing.wake('save');
		await made.until('revoked');
	});
	test('a device hears its name and whether others use it', async () => {
		const made = await world();
		const device = { id: 'd', name: 'North site, tablet 2', isShared: false };
		made.session = { body: { account: account('Rania'), device } };
		made.syncing.wake('open');
		await made.until('idle');
		expect(await readMeta(made.context.db, 'device')).toEqual(device);
	});
});

describe('W5 another key of the server', () => {
	const key = (letter: string) => ({ id: 'k', publicKey: 'p', fingerprint: letter.repeat(64) });

	test('stops sending until an admin has confirmed it', async () => {
		const made = await world();
		const { context, syncing, pushed } = made;
		await writeMeta(context.db, 'sealingKey', key('a'));
		await writeMeta(context.db, 'otherSealingKey', key('b'));
		context.sealingKey = key('a');
		syncing.wake('save');
		await made.until('key_changed');
		expect(pushed).toEqual([]);
		await confirmSealingKey(context, { fingerprint: 'c'.repeat(64) });
		expect(await readMeta(context.db, 'otherSealingKey')).not.toBeNull();
		await confirmSealingKey(context, { fingerprint: 'b'.repeat(64) });
		syncing.wake('word');
		await made.until('idle');
		expect(new Set(pushed).size).toBe(3);
		expect(context.sealingKey).toEqual(key('b'));
	});
	test('is not confirmed by an uploader', async () => {
		const { context } = await world();
		await writeMeta(context.db, 'account', { ...account('Omar'), role: 'uploader' });
		await writeMeta(context.db, 'otherSealingKey', key('b'));
		const confirmed = confirmSealingKey(context, { fingerprint: 'b'.repeat(64) });
		await expect(confirmed).rejects.toMatchObject({ code: 'not_allowed' });
	});
});

describe('X4 what only the device knows', () => {
	const report = { kind: 'hand_out', uploadId: null, count: 24 } as const;

	test('goes to the audit after the changes, once', async () => {
		const made = await world();
		await addReport(made.context, report);
		made.syncing.wake('save');
		await made.until('idle');
		expect(made.reports).toEqual([expect.objectContaining(report)]);
		made.syncing.wake('save');
		await made.until('idle');
		expect(made.reports).toHaveLength(1);
		expect(await readMeta(made.context.db, 'auditReports')).toEqual([]);
	});
	test('waits under the same id where the server did not answer, and holds up no change', async () => {
		const made = await world();
		await addReport(made.context, report);
		const [kept] = await readMeta(made.context.db, 'auditReports');
		made.audit = { status: 503 };
		made.syncing.wake('save');
		await made.until('idle');
		expect(new Set(made.pushed).size).toBe(3);
		expect(await readMeta(made.context.db, 'auditReports')).toEqual([kept]);
	});
	test('of the sample stays nowhere', async () => {
		const made = await world(1, 'sample');
		await addReport(made.context, report);
		expect(await readMeta(made.context.db, 'auditReports')).toEqual([]);
	});
});

test('A7 the last answers to a pull and a push are kept, and what is told of them holds no value', async () => {
	const made = await world();
	made.syncing.wake('save');
	await made.until('idle');
	const { contacts, counts } = await supportOf(made.context);
	expect([contacts.pull?.status, contacts.push?.status]).toEqual([200, 200]);
	expect(counts).toMatchObject({ users: 3, uploads: 1, unsent: 0, attention: 0 });
	const told = JSON.stringify(await supportOf(made.context));
	for (const value of ['user0', 'Ama', 'C-0', '.csv']) expect(told).not.toContain(value);
});

/** X1, Y2: what a push must not be. Each gets its status, nothing of it is stored, and the next good one works. */
import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PushAnswer } from '../../src/lib/core/change';
import { createExam, createUser } from '../server/device';
import type { Store } from '../../src/lib/server/database';
import type { RunningPostgres } from '../server/postgres';
import { engines } from './engines';
import { sendOnce, signUp, type Line } from './sender';
import { startServed, type Served } from './served';

const changes = () => [
	createUser({}, { set: { user: { username: randomUUID(), firstName: 'Ada' }, registrations: {} } })
];

function pushOf(line: Line, more: object = {}) {
	const { organisationId } = line;
	const ids = { organisationId, deviceId: randomUUID(), batchId: randomUUID() };
	return { ...ids, schema: 1, changes: changes(), ...more };
}

interface Bad {
	readonly name: string;
	readonly status: number;
	readonly body: (line: Line) => string | Uint8Array<ArrayBuffer>;
	readonly headers?: Readonly<Record<string, string | null>>;
}

const json = (make: (line: Line) => unknown) => (line: Line) => JSON.stringify(make(line));
const good = json((line) => pushOf(line));
const padding = 'x'.repeat(2 * 1024 * 1024);

const table: readonly Bad[] = [
	{ name: 'no JSON', status: 400, body: () => '{"changes": [' },
	{ name: 'an array', status: 400, body: () => '[]' },
	{ name: 'no changes at all', status: 400, body: json((line) => pushOf(line, { changes: null })) },
	{
		name: 'a change of no known kind',
		status: 400,
		body: json((line) => pushOf(line, { changes: [{ kind: 'exam' }] }))
	},
	{
		name: 'more than 500 changes',
		status: 413,
		body: json((line) => pushOf(line, { changes: Array.from({ length: 501 }, () => changes()[0]) }))
	},
	{ name: 'over 1 MiB', status: 413, body: json((line) => ({ ...pushOf(line), padding })) },
	{
		name: 'over 1 MiB once it is decompressed',
		status: 413,
		body: (line) => new Uint8Array(gzipSync(JSON.stringify({ ...pushOf(line), padding }))),
		headers: { 'content-encoding': 'gzip' }
	},
	{ name: 'nobody signed in', status: 401, body: good, headers: { cookie: null } },
	{
		name: 'a session that never was',
		status: 401,
		body: good,
		headers: { cookie: 'better-auth.session_token=made.up' }
	},
	{
		name: 'from another site',
		status: 403,
		body: good,
		headers: { origin: 'https://evil.example' }
	},
	{ name: 'from nowhere', status: 403, body: good, headers: { origin: null } },
	{ name: 'a form', status: 415, body: good, headers: { 'content-type': 'text/plain' } },
	{
		name: 'for another organisation than the session’s',
		status: 409,
		body: json((line) => pushOf(line, { organisationId: randomUUID() }))
	},
	{ name: 'of a newer schema', status: 426, body: json((line) => pushOf(line, { schema: 99 })) }
];

function send(line: Line, { body, headers = {} }: Bad): Promise<Response> {
	const { origin, cookie } = line;
	const usual = { origin, cookie, 'content-type': 'application/json' };
	const all: Readonly<Record<string, string | null>> = { ...usual, ...headers };
	const sent = Object.entries(all).filter((each): each is [string, string] => each[1] !== null);
	return fetch(`${origin}/api/push`, { method: 'POST', headers: sent, body: body(line) });
}

describe.each(engines)('$name', (engine) => {
	let postgres: RunningPostgres | null | undefined;
	let served: Served | undefined;
	let store: Store | undefined;
	let line: Line | undefined;
	beforeAll(async () => {
		postgres = await engine.start();
		if (postgres === undefined) return;
		served = await startServed(postgres);
		store = await served.open();
		line = await signUp(served);
	}, 60_000);
	afterAll(async () => {
		await store?.close();
		await served?.remove();
		await postgres?.stop();
	});

	async function stored(): Promise<number> {
		const rows = await store?.database.selectFrom('users').select('id').execute();
		const receipts = await store?.database.selectFrom('receipts').selectAll().execute();
		return (rows?.length ?? 0) + (receipts?.length ?? 0);
	}

	test.each(table)(
		'X1, Y2 $name: $status, nothing stored, and the next good one works',
		async (bad) => {
			if (!line) return expect(engine.name).not.toBe('SQLite');
			const before = await stored();
			const answer = await send(line, bad);
			expect(answer.status).toBe(bad.status);
			expect(answer.headers.get('content-type')).toMatch(/json/);
			expect(await stored()).toBe(before);
			const next = await sendOnce(line, changes());
			expect(next?.status).toBe(200);
			expect((next?.body as PushAnswer).outcomes.map(({ outcome }) => outcome)).toEqual([
				'applied'
			]);
		}
	);

	test('Y2 replayed, it has one effect and one answer', async () => {
		if (!line) return expect(engine.name).not.toBe('SQLite');
		const exam = createExam();
		const first = await sendOnce(line, [exam]);
		const count = await stored();
		const again = await sendOnce(line, [exam]);
		expect((again?.body as PushAnswer).outcomes).toEqual((first?.body as PushAnswer).outcomes);
		expect(await stored()).toBe(count);
	});
});

/** The built server and the operator's commands as processes, side by side on one data directory. */
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PullAnswer } from '../../src/lib/core/change';
import { ask, makeLoad, pullAll, sendUntilAnswered, signUp, type Line } from './sender';
import { startServed, type Served } from './served';

const entry = (path: string) => fileURLToPath(new URL(path, import.meta.url));

let served: Served;
beforeEach(async () => {
	served = await startServed(null);
}, 30_000);
afterEach(() => served.remove());

function run(path: string, args: readonly string[], env: Readonly<Record<string, string>>) {
	const { status, stdout, stderr } = spawnSync(process.execPath, [entry(path), ...args], {
		env: { PATH: process.env['PATH'] ?? '', DATA_DIR: served.dataDir, ...env },
		encoding: 'utf8',
		timeout: 30_000
	});
	return { status, stdout, stderr };
}
const command = (name: string, ...args: string[]) =>
	run('../../src/lib/server/command.js', [name, ...args], { ORIGIN: 'https://muster.example' });
const start = (env: Readonly<Record<string, string>>) =>
	run('../tools/serve.mjs', [], { PORT: '0', BUILD: process.env['BUILD'] ?? '', ...env });

test('W5 another SECRET stops the start with one sentence, and the next start has the same key', async () => {
	const ask = async () =>
		(await fetch(`${served.origin}/api/sealing-key`)).json() as Promise<unknown>;
	const key = await ask();
	await served.kill();
	const refused = start({ SECRET: 'another '.repeat(6) });
	expect(refused.status).toBe(1);
	expect(refused.stderr.trim()).toMatch(/^The sealing key in the database cannot be opened: .*\.$/);
	await served.start();
	expect(await ask()).toEqual(key);
}, 60_000);

test('X4 A7 the commands run beside the server', async () => {
	const line = await signUp(served);
	await sendUntilAnswered(line, [makeLoad().exam]);
	expect(command('audit:verify')).toMatchObject({
		status: 0,
		stdout: expect.stringMatching(/^First organisation: intact, \d+ rows\n$/) as string
	});
	const link = command('admin:link');
	expect(link.stdout).toMatch(/: https:\/\/muster\.example\/set-up\/admin\/[\w-]{43}\n$/);
	expect(command('organisation', 'Second', 'Institute').status).toBe(0);
	expect(command('epoch').stdout).toMatch(/^New epoch for 2 organisations:/);
	const copy = join(served.dataDir, 'copy.sqlite');
	expect(command('backup', copy)).toMatchObject({ status: 0 });
	expect(existsSync(copy)).toBe(true);

	const store = await served.open();
	await store.database.updateTable('audit').set({ detail: '{"changed":1}' }).execute();
	await store.close();
	const broken = command('audit:verify');
	expect(broken.status).toBe(1);
	expect(broken.stderr).toContain('First organisation: BROKEN at row 1');
}, 60_000);

test('Y3 a restored backup: what came after it is sent again, once, by who still has it', async () => {
	const line = await signUp(served);
	const load = makeLoad({ count: 40, size: 20 });
	const [before = [], after = []] = load.batches;
	await sendUntilAnswered(line, [load.exam]);
	await sendUntilAnswered(line, before);
	const copy = join(served.dataDir, 'copy.sqlite');
	expect(command('backup', copy)).toMatchObject({ status: 0 });
	await sendUntilAnswered(line, after);
	const old = await epochOf(line);

	await served.kill();
	for (const end of ['', '-wal', '-shm'])
		rmSync(join(served.dataDir, `muster.sqlite${end}`), { force: true });
	copyFileSync(copy, join(served.dataDir, 'muster.sqlite'));
	expect(command('epoch').status).toBe(0);
	await served.start();

	const epoch = await epochOf(line);
	expect(epoch).not.toBe(old);
	expect((await pullAll(line)).length).toBe(20);
	const { organisationId } = line;
	const frame = { organisationId, deviceId: randomUUID(), batchId: randomUUID(), schema: 1 };
	const stale = await ask(line, '/api/push', { ...frame, epoch: old, changes: after });
	expect(stale).toMatchObject({ status: 200, body: { epoch, outcomes: [] } });
	for (const batch of [after, before, after]) await sendUntilAnswered(line, batch);
	expect(new Set(await pullAll(line)).size).toBe(40);
	expect((await pullAll(line)).length).toBe(40);
	expect(command('audit:verify')).toMatchObject({ status: 0 });
}, 60_000);

async function epochOf(line: Line): Promise<string> {
	const { body } = await ask(line, '/api/pull?limit=1&after=0');
	return (body as PullAnswer).epoch;
}

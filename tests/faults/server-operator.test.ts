/** The built server and the operator's commands as processes, side by side on one data directory. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeLoad, sendUntilAnswered, signUp } from './sender';
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

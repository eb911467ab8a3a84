/** The built server as a process of its own, on either engine, that can be killed and started again. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { addressOf, openStore, type Store } from '../../src/lib/server/database';
import type { RunningPostgres } from '../server/postgres';

export const crashPoints = ['before the commit', 'after the commit', 'before the answer'] as const;
export type CrashPoint = (typeof crashPoints)[number];

export interface Served {
	/** As in `http://127.0.0.1:41234`; stays the same. */
	readonly origin: string;
	readonly dataDir: string;
	/** Of its PostgreSQL. */
	readonly url: string | undefined;
	/** What the server said at its last start. */
	readonly said: string;
	/** @param crashAt point of the next push after `arm` at which it kills itself (see `crash-points.mjs`) */
	start(crashAt?: CrashPoint): Promise<void>;
	arm(): void;
	/** Resolves when the process has ended, with the signal or code that ended it. */
	ended(): Promise<NodeJS.Signals | number | null>;
	/** Asks it to stop, as an operator does. */
	stop(): void;
	/** `kill -9`. */
	kill(): Promise<void>;
	/** Another process's view of its data. */
	open(): Promise<Store>;
	remove(): Promise<void>;
}

/** @param postgres null for SQLite in a folder of its own */
export async function startServed(postgres: RunningPostgres | null): Promise<Served> {
	return startServedOn(postgres ? await createDatabase(postgres.url) : undefined);
}

/** @param url of a PostgreSQL database, which other processes may serve as well */
export async function startServedOn(url: string | undefined): Promise<Served> {
	const dataDir = mkdtempSync(join(tmpdir(), 'muster-faults-'));
	// As for the end-to-end tests, BUILD may name another build than the usual one.
	const env: Record<string, string> = { DATA_DIR: dataDir, BUILD: process.env['BUILD'] ?? '' };
	if (url) Object.assign(env, { DATABASE_URL: url, SECRET: 'faults '.repeat(8) });
	let child: ChildProcess | undefined;
	const served = {
		origin: '',
		dataDir,
		url,
		said: '',
		async start(crashAt?: CrashPoint) {
			const port = served.origin ? new URL(served.origin).port : '0';
			const more: Record<string, string> = crashAt ? { CRASH_AT: crashAt } : {};
			({ child, said: served.said } = await launch({ ...env, ...more, PORT: port }));
			served.origin = /ready at (\S+)/.exec(served.said)?.[1] ?? '';
		},
		arm: () => void child?.kill('SIGUSR2'),
		stop: () => void child?.kill('SIGTERM'),
		async ended() {
			if (child?.exitCode === null && child.signalCode === null) await once(child, 'exit');
			return child?.signalCode ?? child?.exitCode ?? null;
		},
		async kill() {
			if (child?.exitCode !== null || child.signalCode !== null) return;
			const exited = once(child, 'exit');
			child.kill('SIGKILL');
			await exited;
		},
		open: () => openStore(addressOf(url, dataDir)),
		async remove() {
			await served.kill();
			rmSync(dataDir, { recursive: true, force: true });
		}
	};
	await served.start();
	return served;
}

let databases = 0;

async function createDatabase(url: string): Promise<string> {
	const name = `faults_${String(++databases)}`;
	const client = new Client({ connectionString: url });
	await client.connect();
	await client.query(`create database ${name}`);
	await client.end();
	return url.replace('/postgres?', `/${name}?`);
}

async function launch(settings: Readonly<Record<string, string>>) {
	const entry = fileURLToPath(new URL('../tools/serve.mjs', import.meta.url));
	const env = { PATH: process.env['PATH'] ?? '', HOST: '127.0.0.1', ...settings };
	const child = spawn(process.execPath, [entry], { env, stdio: ['ignore', 'pipe', 'inherit'] });
	// A run that breaks off must not leave a server behind.
	const onExit = () => child.kill('SIGKILL');
	process.once('exit', onExit);
	child.once('exit', () => process.off('exit', onExit));
	let said = '';
	for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
		said += String(chunk);
		if (!/ready at \S+\n/.test(said)) continue;
		child.stdout.resume();
		return { child, said };
	}
	throw new Error(`The server stopped before it was ready: ${said}`);
}

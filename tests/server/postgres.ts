/** A PostgreSQL of its own for a test run: the machine's programs in a temporary folder, else PGlite. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Client } from 'pg';

export interface RunningPostgres {
	/** As in "PostgreSQL 15.14"; told in the closing lines of a run. */
	readonly kind: string;
	readonly url: string;
	stop(): Promise<void>;
}

/** What initdb refuses to run as root, these may. */
const otherUsers = ['postgres', 'nobody'];

/**
 * Null where the machine has no PostgreSQL; where `CI` is set that is an error.
 * @param isDurable waits for the disk at each commit, as in production; tests need not
 */
export async function startPostgres({ isDurable = false } = {}): Promise<RunningPostgres | null> {
	const programs = findPrograms();
	if (!programs) {
		if (process.env['CI']) throw new Error('CI needs the real PostgreSQL: initdb and postgres');
		return null;
	}
	const folder = mkdtempSync(join(tmpdir(), 'muster-pg-'));
	const owner = ownerOf(folder);
	const data = join(folder, 'data');
	const run = { ...owner, cwd: folder };
	const settings = ['--auth=trust', '--username=muster', '--encoding=UTF8', '--locale=C'];
	execFileSync(join(programs, 'initdb'), ['-D', data, '--no-sync', ...settings], {
		...run,
		stdio: 'pipe'
	});
	const options = [
		['listen_addresses', ''],
		['unix_socket_directories', folder],
		['fsync', isDurable ? 'on' : 'off'],
		['max_connections', '40']
	].flatMap(([name, value]) => ['-c', `${name}=${value}`]);
	const server = spawn(join(programs, 'postgres'), ['-D', data, ...options], {
		...run,
		stdio: 'ignore'
	});
	// A run that breaks off must not leave a server behind.
	const onExit = () => server.kill('SIGINT');
	process.once('exit', onExit);
	server.once('exit', () => process.off('exit', onExit));
	const url = urlOf(folder);
	const version = await waitUntilReady(url, server);
	return { kind: `PostgreSQL ${version}`, url, stop: () => stop(server, folder) };
}

/** By the folder of its socket. */
export function urlOf(folder: string): string {
	return `postgres://muster@localhost/postgres?host=${encodeURIComponent(folder)}`;
}

export function findPrograms(): string | null {
	const installed = '/usr/lib/postgresql';
	const versions = existsSync(installed) ? readdirSync(installed).sort().reverse() : [];
	const folders = [
		...versions.map((version) => join(installed, version, 'bin')),
		...(process.env['PATH'] ?? '').split(delimiter)
	];
	const has = (folder: string) =>
		existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres'));
	return folders.find(has) ?? null;
}

/** Whom PostgreSQL runs as, and to whom the folder is given. */
export function ownerOf(folder: string): { uid?: number; gid?: number } {
	if (process.getuid?.() !== 0) return {};
	for (const name of otherUsers) {
		try {
			const id = (flag: string) => Number(execFileSync('id', [flag, name], { stdio: 'pipe' }));
			const owner = { uid: id('-u'), gid: id('-g') };
			chownSync(folder, owner.uid, owner.gid);
			return owner;
		} catch {
			// Not on this machine: the next one may be.
		}
	}
	throw new Error(`PostgreSQL refuses root, and there is no ${otherUsers.join(' or ')}`);
}

export async function waitUntilReady(url: string, server: ChildProcess): Promise<string> {
	const deadline = Date.now() + 20_000;
	for (;;) {
		const client = new Client({ connectionString: url });
		try {
			await client.connect();
			const { rows } = await client.query<{ server_version: string }>('show server_version');
			await client.end();
			return rows[0]?.server_version.split(' ')[0] ?? '';
		} catch (error) {
			if (server.exitCode !== null) throw new Error('postgres did not start', { cause: error });
			if (Date.now() > deadline) throw error;
			await new Promise((resolve) => setTimeout(resolve, 50));
		}
	}
}

async function stop(server: ChildProcess, folder: string): Promise<void> {
	const ended = new Promise((resolve) => server.once('exit', resolve));
	// SIGINT is PostgreSQL's "fast": it drops the connections and ends.
	if (server.exitCode === null && server.kill('SIGINT')) await ended;
	rmSync(folder, { recursive: true, force: true });
}

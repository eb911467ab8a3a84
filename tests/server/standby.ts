/** A PostgreSQL with a synchronous standby, whose primary can be killed and whose standby then takes over (Y10). */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { findPrograms, ownerOf, urlOf, waitUntilReady } from './postgres';

export interface Pair {
	/** Leads to whoever is primary, as an address that moves does. */
	readonly url: string;
	/** `kill -9` for the primary and all its processes. */
	killPrimary(): void;
	/** So killed, where it is not yet; the standby is promoted and the address moves. */
	failOver(): Promise<void>;
	/** A new synchronous standby for the primary there is. */
	addStandby(): Promise<void>;
	stop(): void;
}

interface Node {
	readonly folder: string;
	readonly process: ChildProcess;
}

/** Null where the machine has no PostgreSQL. */
export async function startPair(): Promise<Pair | null> {
	const found = findPrograms();
	if (!found) return null;
	const programs = found;
	const base = mkdtempSync(join(tmpdir(), 'muster-pair-'));
	const owner = ownerOf(base);
	const address = join(base, 'current');
	let count = 0;
	const servers: ChildProcess[] = [];
	// A run that breaks off must not leave a server behind.
	const onExit = () => servers.forEach(killAll);
	process.once('exit', onExit);

	function runAs(program: string, args: readonly string[], folder: string): void {
		execFileSync(join(programs, program), args, { ...owner, cwd: folder, stdio: 'pipe' });
	}
	async function start(folder: string): Promise<Node> {
		const options = [
			['listen_addresses', ''],
			['unix_socket_directories', folder],
			['max_connections', '40']
		].flatMap(([name, value]) => ['-c', `${name}=${value}`]);
		const data = join(folder, 'data');
		// A group of its own, so that a kill reaches all its processes.
		const server = spawn(join(programs, 'postgres'), ['-D', data, ...options], {
			...owner,
			cwd: folder,
			stdio: 'ignore',
			detached: true
		});
		servers.push(server);
		await waitUntilReady(urlOf(folder), server);
		return { folder, process: server };
	}
	function newFolder(): string {
		const folder = mkdtempSync(join(base, `node${String(++count)}-`));
		ownerOf(folder);
		return folder;
	}

	const first = newFolder();
	const settings = ['--auth=trust', '--username=muster', '--encoding=UTF8', '--locale=C'];
	runAs('initdb', ['-D', join(first, 'data'), '--no-sync', ...settings], first);
	let primary = await start(first);
	let standby: Node | null = null;
	symlinkSync(first, address);

	const pair: Pair = {
		url: urlOf(address),
		async addStandby() {
			const folder = newFolder();
			const from = [
				'-h',
				primary.folder,
				'-U',
				'muster',
				'-X',
				'stream',
				'-c',
				'fast',
				'--no-sync'
			];
			runAs('pg_basebackup', ['-D', join(folder, 'data'), '-R', ...from], folder);
			standby = await start(folder);
			await untilSynchronous(urlOf(primary.folder));
		},
		killPrimary: () => killAll(primary.process),
		async failOver() {
			if (!standby) throw new Error('there is no standby');
			killAll(primary.process);
			runAs('pg_ctl', ['promote', '-w', '-D', join(standby.folder, 'data')], standby.folder);
			// Nobody follows it yet, and it must not wait for anybody.
			await ask(urlOf(standby.folder), "alter system set synchronous_standby_names = ''");
			await ask(urlOf(standby.folder), 'select pg_reload_conf()');
			rmSync(address);
			symlinkSync(standby.folder, address);
			primary = standby;
			standby = null;
		},
		stop() {
			servers.forEach(killAll);
			process.off('exit', onExit);
			rmSync(base, { recursive: true, force: true });
		}
	};
	await pair.addStandby();
	return pair;
}

function killAll({ pid, exitCode, signalCode }: ChildProcess): void {
	if (!pid || exitCode !== null || signalCode !== null) return;
	try {
		process.kill(-pid, 'SIGKILL');
	} catch {
		// It has ended by itself.
	}
}

/** From here on a commit is answered only once the standby has it on its disk. */
async function untilSynchronous(url: string): Promise<void> {
	await ask(url, "alter system set synchronous_standby_names = '*'");
	await ask(url, 'select pg_reload_conf()');
	for (let attempt = 0; attempt < 200; attempt += 1) {
		const rows = await ask(url, "select 1 from pg_stat_replication where sync_state = 'sync'");
		if (rows.length > 0) return;
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
	throw new Error('the standby does not follow');
}

async function ask(url: string, sql: string): Promise<unknown[]> {
	const client = new Client({ connectionString: url });
	await client.connect();
	try {
		return (await client.query<Record<string, unknown>>(sql)).rows;
	} finally {
		await client.end();
	}
}

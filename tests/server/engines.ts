/** The stores the conformance suite runs on. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, openStoreOn, type Store } from '../../src/lib/server/database';
import { pgliteDialect } from './pglite';
import { startPostgres } from './postgres';

export interface RunningEngine {
	readonly kind: string;
	readonly store: Store;
	/** Another process's view of the same data; null where the engine has one session. */
	readonly openAgain: (() => Promise<Store>) | null;
	stop(): Promise<void>;
}

export async function startSqlite(): Promise<RunningEngine> {
	const folder = mkdtempSync(join(tmpdir(), 'muster-sqlite-'));
	const openAgain = () => openStore({ file: join(folder, 'muster.sqlite') });
	const store = await openAgain();
	return {
		kind: 'SQLite (libsql)',
		store,
		openAgain,
		async stop() {
			await store.close();
			rmSync(folder, { recursive: true, force: true });
		}
	};
}

export async function startPostgresEngine(): Promise<RunningEngine> {
	const running = await startPostgres();
	if (!running) {
		const store = await openStoreOn(pgliteDialect(), 'postgres');
		return { kind: 'PGlite', store, openAgain: null, stop: () => store.close() };
	}
	const openAgain = () => openStore({ url: running.url });
	const store = await openAgain();
	return {
		kind: running.kind,
		store,
		openAgain,
		async stop() {
			await store.close();
			await running.stop();
		}
	};
}

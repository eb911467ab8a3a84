/** Tabs of two versions of the app on one database: the older one stops, and says so (A1). It never writes what it does not know. */
import { Failure } from '../core/failure';
import { schemaVersion, type MusterDatabase } from '../storage/db';
import type { FromWorker } from './protocol';

/** Dexie counts in tenths of the browser's number. */
const dexieFactor = 10;

/**
 * For a database that was just opened: Dexie opens a newer one too, and opens it again after another tab has raised it.
 * @throws Failure 'storage_newer'
 */
export function keepToVersion(db: MusterDatabase, post: (message: FromWorker) => void): void {
	if (db.backendDB().version > schemaVersion * dexieFactor) {
		db.close({ disableAutoOpen: true });
		throw new Failure('storage_newer');
	}
	db.on('versionchange', ({ newVersion }) => {
		db.close({ disableAutoOpen: true });
		post({ event: 'closed', why: newVersion === null ? 'removed' : 'newer' });
		return false;
	});
}

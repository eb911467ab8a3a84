/** The one store of this server, opened at the first use. */
import { env } from '$env/dynamic/private';
import { join } from 'node:path';
import { openStore, type Store } from './database';
import { dataDir } from './start-up';

let opened: Promise<Store> | undefined;

/** By `DATABASE_URL`, else a file in the data directory (Y10). A failed opening is tried again at the next use. */
export function ownStore(): Promise<Store> {
	const url = env['DATABASE_URL'];
	opened ??= openStore(url ? { url } : { file: join(dataDir(), 'muster.sqlite') }).catch(
		(error: unknown) => {
			opened = undefined;
			throw error;
		}
	);
	return opened;
}

/** The one store of this server, opened at the first use. */
import { env } from '$env/dynamic/private';
import { addressOf, openStore, type Store } from './database';
import { dataDir } from './start-up';

let opened: Promise<Store> | undefined;

/** By `DATABASE_URL`, else a file in the data directory (Y10). A failed opening is tried again at the next use. */
export function ownStore(): Promise<Store> {
	opened ??= openStore(addressOf(env['DATABASE_URL'], dataDir())).catch((error: unknown) => {
		opened = undefined;
		throw error;
	});
	return opened;
}

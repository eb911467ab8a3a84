/** What the endpoints take for the server's own store while they are tested in this process. */
import type { Store } from '../../src/lib/server/database';

export const own: { store: Store | null } = { store: null };

export function ownStore(): Promise<Store> {
	if (!own.store) throw new Error('no store was given');
	return Promise.resolve(own.store);
}

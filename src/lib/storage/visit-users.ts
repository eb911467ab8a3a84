/** Users by id inside a transaction, page by page, whatever the order in which they are named. */
import { pageUsers } from './db';
import type { UserStore } from './user-store';
import { findById, type UserIndex } from './users';

/**
 * Calls `visit` once for each id, with the ordinal of its held user, or -1 for ids that nobody stored has: those come
 * last. Pages are read one after the other, each once.
 */
export async function visitUsers(
	{ store, index }: { store: UserStore; index: UserIndex },
	ids: Iterable<string>,
	visit: (id: string, ordinal: number) => void
): Promise<void> {
	const found = [...ids].map((id) => ({ id, ordinals: findById(index, id) }));
	const first = ({ ordinals }: { ordinals: readonly number[] }) => ordinals[0] ?? Infinity;
	found.sort((a, b) => (first(a) < first(b) ? -1 : first(a) > first(b) ? 1 : 0));
	for (const { id, ordinals } of found) {
		let place = -1;
		for (const ordinal of ordinals) {
			if (!store.holds(ordinal)) await store.hold(ordinal);
			if (store.read(ordinal)?.user.id !== id) continue;
			place = ordinal;
			break;
		}
		visit(id, place);
	}
}

/** Reads the page of the user that is added next, where it is not held. */
export function holdNext(store: UserStore): Promise<void> | undefined {
	const ordinal = store.nextOrdinal();
	return store.holds(ordinal) ? undefined : store.hold(ordinal);
}

export function pageOf(ordinal: number): number {
	return Math.floor(ordinal / pageUsers);
}

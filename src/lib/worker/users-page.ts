/** Windows of the list of users, and one of them by id (V10). */
import type { User } from '../core/records';
import { findUsers, readUsers, type UserFilter } from '../storage/list-users';
import { waitingPhotos } from '../storage/photos';
import { listingOf } from '../storage/user-listing';
import { findById } from '../storage/users';
import { refreshIndex, type Context } from './context';
import type { Requests, UserView } from './protocol';

interface Found {
	readonly key: string;
	readonly ordinals: Uint32Array;
}

/** Scrolling asks for the next window of the same. */
const lastQuery = new WeakMap<Context, Found>();

export async function usersPage(
	context: Context,
	{ filter, from, count }: Requests['users']['ask']
): Promise<Requests['users']['answer']> {
	const { key, ordinals } = await findOrdinals(context, filter);
	let last = lastQuery.get(context);
	if (last?.key !== key) {
		last = { key, ordinals: ordinals() };
		lastQuery.set(context, last);
	}
	const window = last.ordinals.subarray(from, from + count);
	const users = await viewUsers(context, window);
	return { total: last.ordinals.length, from, rows: users };
}

/** By name; asked for by whoever needs all of them. */
export async function usersThatPass(context: Context, filter: UserFilter): Promise<Uint32Array> {
	return (await findOrdinals(context, filter)).ordinals();
}

async function findOrdinals(context: Context, filter: UserFilter) {
	await refreshIndex(context);
	const { db, index } = context;
	const listing = await listingOf(db, index);
	const attention =
		filter.state === 'attention' ? await attentionOrdinals(context) : new Set<number>();
	return {
		key: JSON.stringify([index.generation, listing.version, filter, [...attention]]),
		ordinals: () => findUsers(listing, filter, attention)
	};
}

async function attentionOrdinals({ db, index }: Context): Promise<Set<number>> {
	const ids = new Set<string>();
	await db.attention.each(({ change }) => ids.add(change.id));
	const ordinals = [...ids].flatMap((id) => findById(index, id));
	const users = await readUsers(db, new Set(ordinals));
	return new Set(users.flatMap(({ user, ordinal }) => (ids.has(user.id) ? [ordinal] : [])));
}

async function viewUsers({ db }: Context, ordinals: Iterable<number>): Promise<UserView[]> {
	const users = await readUsers(db, ordinals);
	const hasPhotos = users.some(({ user }) => user.photo !== null);
	const waiting = hasPhotos ? await waitingPhotos(db) : new Set<string>();
	const refused = await refusedOf(db);
	return users.map(({ user, pending }) => ({
		...user,
		isUnsent: pending !== '',
		isPhotoWaiting: user.photo !== null && waiting.has(user.photo.sha256),
		needsAttention: refused.has(user.id)
	}));
}

async function refusedOf(db: Context['db']): Promise<ReadonlySet<string>> {
	const ids = new Set<string>();
	if ((await db.attention.count()) > 0) await db.attention.each(({ change }) => ids.add(change.id));
	return ids;
}

export interface StoredUser {
	readonly user: User;
	readonly ordinal: number;
}

/** Null where this device does not have the user. Deleted users are found too. */
export async function findStored(context: Context, userId: string): Promise<StoredUser | null> {
	const found = await readUsers(context.db, new Set(findById(context.index, userId)));
	return found.find(({ user }) => user.id === userId) ?? null;
}

export async function viewUser(context: Context, userId: string): Promise<UserView | null> {
	await refreshIndex(context);
	const stored = await findStored(context, userId);
	return stored ? ((await viewUsers(context, [stored.ordinal]))[0] ?? null) : null;
}

/**
 * Users, page by page, inside one transaction: what is changed is kept until enough pages wait to be written. Reading and
 * writing a user is synchronous once its page is held: a transaction goes on only while requests to the database follow
 * one another, so nothing else may be waited for in between.
 */
import type { HashSecret } from '../core/hash';
import type { User } from '../core/records';
import { pageUsers, type MusterDatabase, type UserPage } from './db';
import { userHashStride, writeUserHashes } from './users';

export interface UserStore {
	/** Ordinal that the next new user gets. */
	nextOrdinal(): number;
	holds(ordinal: number): boolean;
	/** Reads the page of an ordinal; may first write the pages held. */
	hold(ordinal: number): Promise<void>;
	/** A held user and the change of it that waits for the server ('' for none). */
	read(ordinal: number): { readonly user: User; readonly pending: string } | undefined;
	/** Puts a user on its held page, with the change of it that now waits. */
	write(ordinal: number, user: User, pending: string): void;
	/** Notes on its held page that the server has named the user, while all is pulled again. */
	see(ordinal: number): void;
	/** Writes a stored page's hashes anew. */
	rehash(page: number): Promise<void>;
	/** Writes what waits. */
	flush(): Promise<void>;
	/** Hashes of the pages written, to bring an index up to date after the transaction. */
	readonly writtenKeys: ReadonlyMap<number, Uint32Array>;
}

interface Held {
	readonly users: UserPage;
	/** Room for a full page; cut to the users when written. */
	readonly keys: Uint32Array;
	isDirty: boolean;
}

/** Pages in memory at once; a save that jumps about the store reads some of them again. */
const mostHeld = 96;

export function createUserStore(
	db: MusterDatabase,
	{ count, secret }: { count: number; secret: HashSecret }
): UserStore {
	const held = new Map<number, Held>();
	const writtenKeys = new Map<number, Uint32Array>();
	let next = count;

	async function flush(): Promise<void> {
		const dirty = [...held.values()].filter(({ isDirty }) => isDirty);
		if (dirty.length === 0) return;
		const cut = dirty.map(({ users, keys }) => ({
			page: users.page,
			keys: keys.slice(0, users.users.length * userHashStride)
		}));
		await db.userPages.bulkPut(dirty.map(({ users }) => users));
		await db.userKeys.bulkPut(cut);
		for (const { page, keys } of cut) writtenKeys.set(page, keys);
		for (const page of dirty) page.isDirty = false;
	}

	const pageOf = (ordinal: number) => held.get(Math.floor(ordinal / pageUsers));

	return {
		writtenKeys,
		flush,
		nextOrdinal: () => next,
		holds: (ordinal) => held.has(Math.floor(ordinal / pageUsers)),
		async hold(ordinal) {
			if (held.size >= mostHeld) {
				await flush();
				held.clear();
			}
			const page = Math.floor(ordinal / pageUsers);
			held.set(page, await readPage(db, page));
		},
		read(ordinal) {
			const page = pageOf(ordinal);
			const slot = ordinal % pageUsers;
			const user = page?.users.users[slot];
			return page && user && { user, pending: page.users.pending[slot] ?? '' };
		},
		async rehash(number) {
			const users = (await db.userPages.get(number))?.users ?? [];
			const keys = new Uint32Array(users.length * userHashStride);
			users.forEach((user, slot) => {
				writeUserHashes(user, secret, { out: keys, offset: slot * userHashStride });
			});
			await db.userKeys.put({ page: number, keys });
			writtenKeys.set(number, keys);
		},
		see(ordinal) {
			const page = pageOf(ordinal);
			if (!page) return;
			(page.users.seen ??= new Uint8Array(pageUsers))[ordinal % pageUsers] = 1;
			page.isDirty = true;
		},
		write(ordinal, user, pending) {
			const page = pageOf(ordinal);
			if (!page) throw new Error(`page of user ${ordinal} is not held`);
			const slot = ordinal % pageUsers;
			page.users.users[slot] = user;
			page.users.pending[slot] = pending;
			page.isDirty = true;
			next = Math.max(next, ordinal + 1);
			writeUserHashes(user, secret, { out: page.keys, offset: slot * userHashStride });
		}
	};
}

async function readPage(db: MusterDatabase, page: number): Promise<Held> {
	const users = await db.userPages.get(page);
	const stored = users ? await db.userKeys.get(page) : undefined;
	const keys = new Uint32Array(pageUsers * userHashStride);
	if (stored) keys.set(stored.keys);
	return { users: users ?? { page, users: [], pending: [] }, keys, isDirty: false };
}

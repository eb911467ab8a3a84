/** The stored users as planning looks them up: keyed hashes in memory, users on their pages. */
import { findAllHashes, findHash, createHashTable, hashKey, putHash } from '../core/hash';
import type { HashHome, HashSecret, HashTable } from '../core/hash';
import { nobody, several } from '../core/facts';
import { emailKey, foldKey } from '../core/match';
import type { PersonKeys } from '../core/persons';
import type { User } from '../core/records';
import { pageUsers, type MusterDatabase, type UserPage } from './db';
import { readMeta } from './meta';

/** Numbers a row has in `RowFacts.keys`: two for each of Username, Client ID and Email. */
export const hashStride = 6;
/** Numbers a stored user has: those of a row, and two for the id. */
export const userHashStride = 8;
/** Place of the id among a user's hashes. */
const idKey = 3;

export interface UserIndex {
	generation: number;
	/** Ordinals in use, tombstones among them. */
	count: number;
	hashes: Uint32Array;
	/** By Username, Client ID, Email, id. */
	readonly tables: readonly [HashTable, HashTable, HashTable, HashTable];
	readonly secret: HashSecret;
	/** Pages written since the list of users looked at them; see `user-listing.ts`. */
	readonly touched: Set<number>;
}

/** Folded keys as they are compared everywhere (M4). */
export function keysOf(values: Pick<User, 'username' | 'clientId' | 'email'>): PersonKeys {
	return {
		username: values.username === '' ? '' : foldKey(values.username),
		clientId: values.clientId === '' ? '' : foldKey(values.clientId),
		email: values.email === '' ? '' : emailKey(values.email)
	};
}

/** Writes the six numbers of a user or row; a blank key is 0/0. */
export function writeHashes(
	keys: PersonKeys,
	secret: HashSecret,
	target: { out: Uint32Array; offset: number }
): void {
	const { out, offset } = target;
	writeHash(keys.username, secret, out, offset);
	writeHash(keys.clientId, secret, out, offset + 2);
	writeHash(keys.email, secret, out, offset + 4);
}

/** Writes the eight numbers of a stored user. A tombstone keeps its id alone, by which a pull finds it. */
export function writeUserHashes(
	user: User,
	secret: HashSecret,
	target: { out: Uint32Array; offset: number }
): void {
	const { out, offset } = target;
	if (user.deletedAt === null) writeHashes(keysOf(user), secret, target);
	else out.fill(0, offset, offset + hashStride);
	writeHash(user.id, secret, out, offset + idKey * 2);
}

function writeHash(key: string, secret: HashSecret, out: Uint32Array, offset: number): void {
	if (key === '') {
		out[offset] = 0;
		out[offset + 1] = 0;
	} else hashKey(key, secret, { out, offset });
}

export async function loadIndex(db: MusterDatabase, secret: HashSecret): Promise<UserIndex> {
	return db.transaction('r', db.meta, db.userKeys, async () => {
		const generation = await readMeta(db, 'generation');
		const pages = await db.userKeys.orderBy('page').toArray();
		const last = pages.at(-1);
		const count = last ? last.page * pageUsers + last.keys.length / userHashStride : 0;
		const index: UserIndex = {
			generation,
			count: 0,
			hashes: new Uint32Array(Math.max(count, pageUsers) * userHashStride),
			tables: [
				createHashTable(count),
				createHashTable(count),
				createHashTable(count),
				createHashTable(count)
			],
			secret,
			touched: new Set()
		};
		for (const { page, keys } of pages) index.hashes.set(keys, page * pageUsers * userHashStride);
		index.count = count;
		for (let ordinal = 0; ordinal < count; ordinal += 1) putUser(index, ordinal);
		return index;
	});
}

function homeOf(index: UserIndex, key: number): HashHome {
	return { hashes: index.hashes, stride: userHashStride, offset: key * 2 };
}

function putUser(index: UserIndex, ordinal: number): void {
	for (let key = 0; key <= idKey; key += 1) {
		const at = ordinal * userHashStride + key * 2;
		if (index.hashes[at] === 0 && index.hashes[at + 1] === 0) continue;
		putHash(index.tables[key] as HashTable, homeOf(index, key), ordinal);
	}
}

/**
 * Takes a user's new hashes. Slots of its former hashes stay where they are: they lead to an ordinal whose hashes no
 * longer match, which a look-up passes over.
 */
export function indexUser(index: UserIndex, ordinal: number, hashes: Uint32Array): void {
	const at = ordinal * userHashStride;
	if (at + userHashStride > index.hashes.length) {
		const grown = new Uint32Array(Math.max(index.hashes.length * 2, at + userHashStride));
		grown.set(index.hashes);
		index.hashes = grown;
	}
	index.hashes.set(hashes, at);
	index.count = Math.max(index.count, ordinal + 1);
	putUser(index, ordinal);
}

/** Ordinal of the stored user with this hash: -1 for none, -2 where several share an email. */
export function findHolder(index: UserIndex, key: number, low: number, high: number): number {
	if (low === 0 && high === 0) return nobody;
	const table = index.tables[key] as HashTable;
	const first = findHash(table, homeOf(index, key), low, high);
	if (first === nobody || key !== 2) return first;
	const all = findAllHashes(table, homeOf(index, key), low, high);
	return all.every((ordinal) => ordinal === first) ? first : several;
}

/** Every stored user with this hash. */
export function findHolders(
	index: UserIndex,
	key: number,
	hash: { low: number; high: number }
): readonly number[] {
	const found = findAllHashes(
		index.tables[key] as HashTable,
		homeOf(index, key),
		hash.low,
		hash.high
	);
	return [...new Set(found)];
}

/** Ordinals whose id has this hash: the one with that id, if any, is among them; its page says which. */
export function findById(index: UserIndex, id: string): readonly number[] {
	const out = new Uint32Array(2);
	hashKey(id, index.secret, { out, offset: 0 });
	return findHolders(index, idKey, { low: out[0] as number, high: out[1] as number });
}

/** Brings the index up to what a transaction wrote, page by page. */
export function takeWritten(index: UserIndex, { writtenKeys, generation }: Written): void {
	for (const [page, keys] of writtenKeys) {
		index.touched.add(page);
		for (let at = 0; at < keys.length; at += userHashStride) {
			const ordinal = page * pageUsers + at / userHashStride;
			takeHashes(index, ordinal, keys.subarray(at, at + userHashStride));
		}
	}
	index.generation = generation;
}

function takeHashes(index: UserIndex, ordinal: number, hashes: Uint32Array): void {
	const at = ordinal * userHashStride;
	const isSame =
		ordinal < index.count && hashes.every((part, place) => index.hashes[at + place] === part);
	if (!isSame) indexUser(index, ordinal, hashes);
}

/** What a transaction wrote to the users, for the index in memory. */
export interface Written {
	/** Hashes by page. */
	readonly writtenKeys: ReadonlyMap<number, Uint32Array>;
	readonly generation: number;
}

/** Pages that were read lately, so that rows in the order of the store read each once. */
export interface PageCache {
	get(page: number): Promise<UserPage | undefined>;
	clear(): void;
}

export function createPageCache(db: MusterDatabase, mostPages = 128): PageCache {
	const pages = new Map<number, UserPage>();
	return {
		async get(page) {
			const held = pages.get(page);
			if (held) {
				pages.delete(page);
				pages.set(page, held);
				return held;
			}
			const read = await db.userPages.get(page);
			if (!read) return undefined;
			pages.set(page, read);
			const oldest = pages.keys().next();
			if (pages.size > mostPages && !oldest.done) pages.delete(oldest.value);
			return read;
		},
		clear: () => pages.clear()
	};
}

export async function readUser(cache: PageCache, ordinal: number): Promise<User | undefined> {
	const page = await cache.get(Math.floor(ordinal / pageUsers));
	return page?.users[ordinal % pageUsers];
}

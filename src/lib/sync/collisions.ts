/** Unsent creations whose Username or Client ID a user of the server has by now (Y6): they wait for a word. */
import type { UserChange } from '../core/change';
import { keyFields, type KeyField } from '../core/facts';
import { hashKey } from '../core/hash';
import type { User } from '../core/records';
import { keysOfCreate, replan, type Replanned } from '../core/replan';
import { defaultSettings } from '../core/settings';
import { pageUsers, type MusterDatabase, type UserPage } from '../storage/db';
import { unsettled } from '../storage/outbox';
import { findHolders, keysOf, type UserIndex } from '../storage/users';

export interface Collision {
	readonly create: UserChange;
	readonly planned: Replanned;
}

/** What a word is asked for, by upload. */
export interface ReplannedUpload {
	readonly uploadId: string;
	readonly fileName: string;
	readonly rows: number;
	readonly update: number;
	readonly unchanged: number;
	readonly skip: number;
	readonly error: number;
}

export async function findCollisions(db: MusterDatabase, index: UserIndex): Promise<Collision[]> {
	const creates = await collidingCreates(db, index);
	const collisions: Collision[] = [];
	for (const { change, holders } of creates) {
		collisions.push({ create: change, planned: await planAgain(db, change, holders) });
	}
	return collisions;
}

type Holders = Readonly<Record<KeyField, User | null>>;

export async function planAgain(
	db: MusterDatabase,
	create: UserChange,
	holders: Holders
): Promise<Replanned> {
	const upload = create.uploadId === null ? undefined : await db.uploads.get(create.uploadId);
	const settings = upload?.settings ?? defaultSettings;
	const isFilePassword = create.password !== null && !(await isMade(db, create.password.envelope));
	return replan({ create, settings, holders, isFilePassword });
}

async function isMade(db: MusterDatabase, sha256: string): Promise<boolean> {
	return (await db.envelopes.get(sha256))?.isMade === true;
}

async function collidingCreates(
	db: MusterDatabase,
	index: UserIndex
): Promise<{ change: UserChange; holders: Holders }[]> {
	const pages = new Map<number, UserPage | undefined>();
	const creates: UserChange[] = [];
	const takenHere = new Set<string>();
	for await (const { change } of unsettled(db)) {
		if (change.kind !== 'user') continue;
		if (change.op === 'create') creates.push(change);
		else
			for (const key of keyFields) if (key in change.set.user) takenHere.add(`${change.id} ${key}`);
	}
	const found: { change: UserChange; holders: Holders }[] = [];
	for (const change of creates) {
		const holders = await holdersOf(db, change, { index, pages, takenHere });
		if (!holders.username && !holders.clientId) continue;
		// Where the server has it already, only its answer was lost.
		if (!(await db.pulled.get(change.id))?.value) found.push({ change, holders });
	}
	return found;
}

interface Looking {
	readonly index: UserIndex;
	readonly pages: Map<number, UserPage | undefined>;
	/** User id and key field: the local user has this key by an unsent change, the server knows nothing of it. */
	readonly takenHere: ReadonlySet<string>;
}

/** Users that the server has, other than the one created, by the keys it takes. */
async function holdersOf(
	db: MusterDatabase,
	create: UserChange,
	{ index, pages, takenHere }: Looking
): Promise<Holders> {
	const wanted = keysOfCreate(create);
	const holders: Record<KeyField, User | null> = { username: null, clientId: null, email: null };
	const out = new Uint32Array(2);
	for (const [place, key] of keyFields.entries()) {
		if (wanted[key] === '') continue;
		hashKey(wanted[key], index.secret, { out, offset: 0 });
		const hash = { low: out[0] as number, high: out[1] as number };
		for (const ordinal of findHolders(index, place, hash)) {
			const number = Math.floor(ordinal / pageUsers);
			if (!pages.has(number)) pages.set(number, await db.userPages.get(number));
			const user = pages.get(number)?.users[ordinal % pageUsers];
			if (!user || user.id === create.id || takenHere.has(`${user.id} ${key}`)) continue;
			if (isStored(user) && keysOf(user)[key] === wanted[key]) {
				holders[key] = user;
				break;
			}
		}
	}
	return holders;
}

function isStored({ version, deletedAt }: User): boolean {
	return version > 0 && deletedAt === null;
}

/** Counts by upload, in the order in which the uploads were saved. */
export async function summariseCollisions(
	db: MusterDatabase,
	collisions: readonly Collision[]
): Promise<ReplannedUpload[]> {
	const counts = new Map<string, Record<Replanned['action'] | 'rows', number>>();
	for (const { create, planned } of collisions) {
		const uploadId = create.uploadId ?? '';
		const count = counts.get(uploadId) ?? { rows: 0, update: 0, unchanged: 0, skip: 0, error: 0 };
		counts.set(uploadId, count);
		count.rows += 1;
		count[planned.action] += 1;
	}
	const uploads = await db.uploads.bulkGet([...counts.keys()]);
	return [...counts].map(([uploadId, count], place) => ({
		uploadId,
		fileName: uploads[place]?.fileName ?? '',
		...count
	}));
}

/** Prepared photos on the device (Z6, Z8): each content once, its bytes until the server has them. */
import type { Change } from '../core/change';
import type { MusterDatabase, PhotoPackage, PhotoState, StoredPhoto } from './db';
import { openPages } from './outbox';

/** Tables of a transaction that touches a draft's photos. */
export function photoTables({ packages, photos }: MusterDatabase) {
	return [packages, photos];
}

export async function putPackage(db: MusterDatabase, stored: PhotoPackage): Promise<void> {
	await db.packages.put(stored);
}

/** Several at once, as a page: a write for each would cost more than its bytes. */
export async function putPhotos(
	db: MusterDatabase,
	page: readonly Omit<StoredPhoto, 'state'>[]
): Promise<void> {
	await db.transaction('rw', db.photos, async () => {
		const known = await db.photos.bulkGet(page.map(({ sha256 }) => sha256));
		const states = page.map((photo, place): StoredPhoto => {
			const state = known[place]?.state ?? 'draft';
			// The server has its user already: nothing else is waited for.
			if (state === 'missing' || state === 'unsure') return { ...photo, state: 'waiting' };
			// What the server has stays there, and its bytes need no second place.
			return { ...photo, state, bytes: state === 'sent' ? null : photo.bytes };
		});
		await db.photos.bulkPut(states);
	});
}

/** Source → hash of the prepared photo, for the sources that are prepared already. */
export async function preparedOf(
	db: MusterDatabase,
	sources: readonly string[]
): Promise<Map<string, string>> {
	const prepared = new Map<string, string>();
	const known = await db.photos
		.where('source')
		.anyOf([...new Set(sources)])
		.toArray();
	for (const { source, sha256, state } of known) {
		if (state !== 'missing') prepared.set(source, sha256);
	}
	return prepared;
}

/** Sources whose photo is lost on both sides. */
export async function missingSources(db: MusterDatabase): Promise<ReadonlySet<string>> {
	const missing = await db.photos.where('state').equals('missing').toArray();
	return new Set(missing.map(({ source }) => source));
}

/** Saved, and not on the server yet. */
export function countWaitingPhotos(db: MusterDatabase): Promise<number> {
	return db.photos.where('state').anyOf('saved', 'waiting').count();
}

/** Their hashes. */
export async function waitingPhotos(db: MusterDatabase): Promise<ReadonlySet<string>> {
	return new Set(await db.photos.where('state').anyOf('saved', 'waiting').primaryKeys());
}

/** The photos that a save refers to wait for their users, unless the server has them. Inside a transaction. */
export async function sendLater(db: MusterDatabase, hashes: ReadonlySet<string>): Promise<void> {
	const stored = await db.photos.bulkGet([...hashes]);
	const saved = stored.flatMap((photo): StoredPhoto[] =>
		photo?.state === 'draft' ? [{ ...photo, state: 'saved' }] : []
	);
	await db.photos.bulkPut(saved);
}

/** The server took these changes: their photos may follow (Z8). Inside the transaction that settles them. */
export async function releasePhotos(db: MusterDatabase, applied: readonly Change[]): Promise<void> {
	const hashes = applied.flatMap((change) =>
		change.kind === 'user' && change.set.user.photo ? [change.set.user.photo.sha256] : []
	);
	const stored = await db.photos.bulkGet([...new Set(hashes)]);
	const waiting = stored.flatMap((photo): StoredPhoto[] =>
		photo?.state === 'saved' ? [{ ...photo, state: 'waiting' }] : []
	);
	await db.photos.bulkPut(waiting);
}

/** Once nothing waits and nothing came back, a photo whose change was never taken belongs to nobody. */
export async function dropOrphanPhotos(db: MusterDatabase): Promise<void> {
	const tables = [db.photos, db.packages, db.changePages, db.attention, db.dropped];
	await db.transaction('rw', tables, async () => {
		if ((await openPages(db)).length > 0) return;
		if ((await db.attention.count()) + (await db.dropped.count()) > 0) return;
		await moveAll(db, 'saved', 'draft');
		await dropUnusedPhotos(db);
	});
}

/** Another history of the server: what it was sent may be gone from it. Inside a transaction. */
export async function doubtSentPhotos(db: MusterDatabase): Promise<void> {
	await moveAll(db, 'sent', 'unsure');
}

async function moveAll(db: MusterDatabase, from: PhotoState, to: PhotoState): Promise<void> {
	const keys = await db.photos.where('state').equals(from).primaryKeys();
	for (const sha256 of keys) await db.photos.update(sha256, { state: to });
}

/** Photos of drafts that are gone. Inside a transaction. */
export async function dropUnusedPhotos(db: MusterDatabase): Promise<void> {
	if ((await db.packages.count()) > 0) return;
	await db.photos.where('state').equals('draft').delete();
}

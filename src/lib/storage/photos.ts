/** Prepared photos on the device (Z6, Z8): each content once, its bytes until the server has them. */
import type { MusterDatabase, PhotoPackage, StoredPhoto } from './db';

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
		const states = page.map((photo, place): StoredPhoto => ({
			...photo,
			state: known[place]?.state ?? 'draft',
			// What the server has stays there, and its bytes need no second place.
			bytes: known[place]?.state === 'sent' ? null : photo.bytes
		}));
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
	for (const { source, sha256 } of known) prepared.set(source, sha256);
	return prepared;
}

/** The photos that a save refers to wait for the server, unless it has them. Inside a transaction. */
export async function sendLater(db: MusterDatabase, hashes: ReadonlySet<string>): Promise<void> {
	const stored = await db.photos.bulkGet([...hashes]);
	const waiting = stored.flatMap((photo): StoredPhoto[] =>
		photo?.state === 'draft' ? [{ ...photo, state: 'waiting' }] : []
	);
	await db.photos.bulkPut(waiting);
}

/** Photos of drafts that are gone. Inside a transaction. */
export async function dropUnusedPhotos(db: MusterDatabase): Promise<void> {
	if ((await db.packages.count()) > 0) return;
	await db.photos.where('state').equals('draft').delete();
}

/** Thumbnails go with their photo (X7): once a day, those on the server that no user here has any more. */
import type { MusterDatabase } from './db';
import { readMeta, writeMeta } from './meta';

const dayMs = 24 * 3600_000;

/** @returns how many were dropped */
export async function sweepPhotos(db: MusterDatabase, nowMs: number): Promise<number> {
	const sweptAt = await readMeta(db, 'sweptAt');
	if (sweptAt !== null && Math.abs(nowMs - Date.parse(sweptAt)) < dayMs) return 0;
	const stray = new Set(await db.photos.where('state').equals('sent').primaryKeys());
	if (stray.size > 0) await keepUsed(db, stray);
	await db.photos.bulkDelete([...stray]);
	await writeMeta(db, 'sweptAt', new Date(nowMs).toISOString());
	return stray.size;
}

async function keepUsed(db: MusterDatabase, stray: Set<string>): Promise<void> {
	for (const page of await db.userPages.toCollection().primaryKeys()) {
		const { users = [] } = (await db.userPages.get(page)) ?? {};
		for (const { photo } of users) if (photo) stray.delete(photo.sha256);
	}
	// An undo gives back what a change took away, as long as it is offered.
	await db.changePages.each(({ applied = [] }) => {
		for (const change of applied) {
			const photo = change?.kind === 'user' ? change.before.user.photo : null;
			if (photo) stray.delete(photo.sha256);
		}
	});
}

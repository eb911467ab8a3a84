/** Room made by hand (A6): what the server has too, or what only an undo of long ago would need. Never what waits. */
import type { MusterDatabase, Upload } from './db';

export const cleanUps = ['sent_photos', 'old_undo'] as const;
export type CleanUp = (typeof cleanUps)[number];

/** Uploads younger than this keep what their undo needs. */
export const keptDays = 7;

export interface Cleanable {
	/** Small pictures of photos that the server has. */
	readonly photos: number;
	/** Uploads whose undo and lists could go. */
	readonly uploads: number;
}

export async function cleanable(db: MusterDatabase, nowMs: number): Promise<Cleanable> {
	return {
		photos: (await sentPhotos(db)).length,
		uploads: (await oldUploads(db, nowMs)).length
	};
}

async function sentPhotos(db: MusterDatabase): Promise<readonly string[]> {
	const sent = db.photos.where('state').equals('sent');
	return sent.filter(({ thumbnail }) => thumbnail.length > 0).primaryKeys();
}

/** Those that are on the server as a whole. */
async function oldUploads(db: MusterDatabase, nowMs: number): Promise<readonly Upload[]> {
	const newest = new Date(nowMs - keptDays * 24 * 3600_000).toISOString();
	return db.uploads
		.where('savedAt')
		.below(newest)
		.filter(({ unsent, attention, isCleared }) => unsent === 0 && attention === 0 && !isCleared)
		.toArray();
}

/** Users show their initials then; that the photo is known stays, so that an equal one counts as unchanged (M1). */
export async function dropSentPhotos(db: MusterDatabase): Promise<void> {
	const keys = await sentPhotos(db);
	await db.photos
		.where('sha256')
		.anyOf([...keys])
		.modify({ thumbnail: new Uint8Array() });
}

export async function dropOldUndo(db: MusterDatabase, nowMs: number): Promise<void> {
	for (const { id } of await oldUploads(db, nowMs)) {
		await db.transaction('rw', db.changePages, db.undoLines, db.uploads, async () => {
			const pages = db.changePages.where('uploadId').equals(id);
			await pages.filter(({ isOpen }) => isOpen === 0).delete();
			const lines = db.undoLines.where('[uploadId+page]');
			await lines.between([id, -Infinity], [id, Infinity]).delete();
			await db.uploads.update(id, { isCleared: true });
		});
	}
}

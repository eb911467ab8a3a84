/** Values before are kept as long as an undo is offered, and no longer (V9, X7). */
import { madeAtMs } from '../core/ids';
import type { MusterDatabase } from './db';

export const undoDays = 30;

/** @param days as an admin has set them */
export async function dropOldValues(
	db: MusterDatabase,
	nowMs: number,
	days: number = undoDays
): Promise<void> {
	const oldest = new Date(nowMs - days * 24 * 3600_000).toISOString();
	const old = await db.uploads.where('savedAt').below(oldest).primaryKeys();
	for (const uploadId of old) {
		await db.transaction('rw', db.changePages, db.undoLines, async () => {
			const pages = db.changePages.where('uploadId').equals(uploadId);
			await pages.filter(({ isOpen }) => isOpen === 0).delete();
			await db.undoLines
				.where('[uploadId+page]')
				.between([uploadId, -Infinity], [uploadId, Infinity])
				.delete();
		});
	}
	await dropOldEdits(db, oldest);
}

/** What was changed by hand belongs to no upload. A change's id begins with its time. */
async function dropOldEdits(db: MusterDatabase, oldest: string): Promise<void> {
	const newest = Date.parse(oldest);
	const pages = db.changePages.where('uploadId').equals('');
	await pages
		.filter(({ isOpen, applied }) => {
			const last = applied?.findLast((change) => change !== null);
			return isOpen === 0 && !!last && madeAtMs(last.changeId) < newest;
		})
		.delete();
}

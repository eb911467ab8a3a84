/** Changes that were given up, as long as that can be taken back (Y5, Y6). */
import type { Attention, Dropped, MusterDatabase } from './db';
import { envelopeTables, releaseUses } from './envelopes';

export const droppedDays = 7;

/** Given up together, the last time; null where nothing is left to take back. */
export async function lastDropped(
	db: MusterDatabase
): Promise<{ readonly droppedAt: string; readonly count: number } | null> {
	const last = await db.dropped.orderBy('droppedAt').last();
	if (!last) return null;
	const { droppedAt } = last;
	return { droppedAt, count: await db.dropped.where('droppedAt').equals(droppedAt).count() };
}

/** Puts back what was given up last. Returns how many changes came back. */
export async function takeBack(db: MusterDatabase): Promise<number> {
	return db.transaction('rw', db.dropped, db.attention, db.uploads, async () => {
		const last = await lastDropped(db);
		if (!last) return 0;
		const rows = await db.dropped.where('droppedAt').equals(last.droppedAt).toArray();
		await db.attention.bulkPut(rows.map(attentionOf));
		await db.dropped.bulkDelete(rows.map(({ changeId }) => changeId));
		const counted = rows.filter(({ change }) => change.kind === 'user');
		const ids = new Set(counted.flatMap(({ uploadId }) => uploadId ?? []));
		const uploads = (await db.uploads.bulkGet([...ids])).flatMap((upload) => upload ?? []);
		for (const upload of uploads)
			upload.attention += counted.filter(({ uploadId }) => uploadId === upload.id).length;
		await db.uploads.bulkPut(uploads);
		return rows.length;
	});
}

function attentionOf(row: Dropped): Attention {
	const { changeId, change, outcome, uploadId, at, group } = row;
	return { changeId, change, outcome, uploadId, at, group };
}

/** What was given up before a time is gone for good, with the passwords that it alone needed (W5). */
export async function forgetDropped(db: MusterDatabase, before: string): Promise<void> {
	const tables = [db.dropped, ...envelopeTables(db)];
	await db.transaction('rw', tables, async () => {
		const rows = await db.dropped.where('droppedAt').below(before).toArray();
		if (rows.length === 0) return;
		await releaseUses(
			db,
			rows.map(({ change }) => change)
		);
		await db.dropped.bulkDelete(rows.map(({ changeId }) => changeId));
	});
}

/** What is older than it may be goes from this device (V9, X7). */
import { removeStaleDrafts } from '../storage/drafts';
import { droppedDays, forgetDropped } from '../storage/dropped';
import { rulesOf } from '../storage/meta';
import { dropOldValues } from '../storage/old-values';
import { sweepPhotos } from '../storage/sweep-photos';
import type { Context } from './context';
import { whileWriting } from './locks';

const dayMs = 24 * 3600_000;

/**
 * Runs beside the first screen, which would wait for another tab that reads a long file. What could not be dropped is
 * dropped at the next start.
 *
 * @returns true where the draft that can be gone on with may be another one now
 */
export async function keepHouse(context: Context): Promise<boolean> {
	const { db, account } = context;
	const nowMs = context.nowMs();
	return whileWriting(async () => {
		const drafts = await db.drafts.count();
		// The one in hand stays as long as it is.
		if (!context.open) await removeStaleDrafts(db, nowMs);
		await dropOldValues(db, nowMs, rulesOf(account).keepDays);
		await sweepPhotos(db, nowMs);
		await forgetDropped(db, new Date(nowMs - droppedDays * dayMs).toISOString());
		return (await db.drafts.count()) !== drafts;
	});
}

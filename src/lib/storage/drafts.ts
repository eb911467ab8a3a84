import { Dexie } from 'dexie';
import type { Draft, DraftPage, MusterDatabase } from './db';
import { dropEdits, editTables } from './edits';
import { envelopeTables, passEnvelopes } from './envelopes';
import { dropUnusedPhotos, photoTables } from './photos';

/** Left-out rows and drafts are kept this long (V7). */
export const draftDays = 30;

export async function putDraft(db: MusterDatabase, draft: Draft): Promise<void> {
	await db.drafts.put(draft);
}

export async function putDraftPage(db: MusterDatabase, page: DraftPage): Promise<void> {
	await db.draftPages.put(page);
}

export async function readDraftPage(
	db: MusterDatabase,
	draftId: string,
	page: number
): Promise<DraftPage | undefined> {
	return db.draftPages.get([draftId, page]);
}

/** Those that are there, in this order. */
export async function readDraftPages(
	db: MusterDatabase,
	draftId: string,
	pages: readonly number[]
): Promise<DraftPage[]> {
	const found = await db.draftPages.bulkGet(pages.map((page) => [draftId, page] as const));
	return found.filter((page) => page !== undefined);
}

/** The draft to go on with: the one stored last. */
export async function latestDraft(db: MusterDatabase): Promise<Draft | undefined> {
	const drafts = await db.drafts.toArray();
	return drafts
		.filter((draft) => draft.isComplete)
		.sort((a, b) => b.savedAt.localeCompare(a.savedAt))[0];
}

/** Pages of a draft; inside or outside a transaction. */
export function draftPagesOf(db: MusterDatabase, draftId: string) {
	return db.draftPages
		.where('[draftId+page]')
		.between([draftId, Dexie.minKey], [draftId, Dexie.maxKey]);
}

/** Removes a draft, its rows and the passwords sealed for it. */
export async function removeDraft(db: MusterDatabase, draftId: string): Promise<void> {
	const tables = [
		db.drafts,
		db.draftPages,
		...editTables(db),
		...envelopeTables(db),
		...photoTables(db)
	];
	await db.transaction('rw', tables, async () => {
		await db.drafts.delete(draftId);
		await db.packages.delete(draftId);
		await dropUnusedPhotos(db);
		await draftPagesOf(db, draftId).delete();
		await dropEdits(db, draftId);
		await passEnvelopes(db, draftId, () => ({ draftId: '', uses: 0 }));
	});
}

/** At the start: drafts whose reading was cut off, and those past their time, leave no trace. */
export async function removeStaleDrafts(db: MusterDatabase, nowMs: number): Promise<void> {
	const oldest = new Date(nowMs - draftDays * 24 * 3600_000).toISOString();
	for (const draft of await db.drafts.toArray()) {
		if (!draft.isComplete || draft.savedAt < oldest) await removeDraft(db, draft.id);
	}
}

/**
 * The page of a draft that was looked at last. A row is shown in the list, opened and changed one after another: its page
 * is read once (from the browser's database 10 to 50 ms, most of what planning an edit again took).
 */
import type { DraftPage, MusterDatabase } from '../storage/db';
import { readDraftPage } from '../storage/drafts';
import type { OpenDraft } from './open-draft';

const atHand = new WeakMap<OpenDraft, DraftPage>();

/** For its cells, which no edit changes: edits are laid over them. What it says of envelopes may be of before. */
export async function pageAtHand(
	db: MusterDatabase,
	open: OpenDraft,
	number: number
): Promise<DraftPage | undefined> {
	const kept = atHand.get(open);
	if (kept?.page === number) return kept;
	const page = await readDraftPage(db, open.draft.id, number);
	if (page) atHand.set(open, page);
	return page;
}

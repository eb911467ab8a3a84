/** What was changed by hand in a draft, and the steps in which it was (V3, V5). */
import { Dexie } from 'dexie';
import { isNoEdit, type RowEdit } from '../core/edits';
import { pageRows, type Draft, type DraftStep, type MusterDatabase } from './db';

/** Tables of a transaction that changes edits. */
export function editTables({ draftEdits, draftSteps }: MusterDatabase) {
	return [draftEdits, draftSteps];
}

function ofDraft(draftId: string): [[string, unknown], [string, unknown]] {
	return [
		[draftId, Dexie.minKey],
		[draftId, Dexie.maxKey]
	];
}

/** By row. */
export async function readEdits(
	db: MusterDatabase,
	draftId: string
): Promise<Map<number, RowEdit>> {
	const pages = await db.draftEdits
		.where('[draftId+page]')
		.between(...ofDraft(draftId))
		.toArray();
	return new Map(pages.flatMap(({ rows }) => rows.map((edit) => [edit.row, edit] as const)));
}

/** Writes the pages of these rows, as `edits` has them. Inside or outside a transaction. */
export async function putEdits(
	db: MusterDatabase,
	draftId: string,
	{ edits, rows }: { edits: ReadonlyMap<number, RowEdit>; rows: Iterable<number> }
): Promise<void> {
	const pages = new Map<number, RowEdit[]>();
	for (const row of rows) pages.set(Math.floor(row / pageRows), []);
	for (const edit of edits.values()) {
		if (!isNoEdit(edit)) pages.get(Math.floor(edit.row / pageRows))?.push(edit);
	}
	const stored = [...pages].map(([page, list]) => ({
		draftId,
		page,
		rows: list.sort((one, other) => one.row - other.row)
	}));
	const gone = stored.filter((page) => page.rows.length === 0);
	await db.draftEdits.bulkPut(stored.filter((page) => page.rows.length > 0));
	await db.draftEdits.bulkDelete(gone.map(({ page }) => [draftId, page] as [string, number]));
}

export async function readStep(
	db: MusterDatabase,
	draftId: string,
	place: number
): Promise<DraftStep | undefined> {
	return db.draftSteps.get([draftId, place]);
}

/** Puts a step on top of those that are done; what was taken back before can be done again no more. */
export async function putStep(db: MusterDatabase, step: DraftStep): Promise<void> {
	await db.draftSteps
		.where('[draftId+place]')
		.between([step.draftId, step.place], [step.draftId, Dexie.maxKey])
		.delete();
	await db.draftSteps.put(step);
}

export async function readSteps(db: MusterDatabase, draftId: string): Promise<DraftStep[]> {
	return db.draftSteps
		.where('[draftId+place]')
		.between(...ofDraft(draftId))
		.toArray();
}

/** Edits, the draft and what else changes with them, in one transaction: a killed browser leaves all of it or nothing. */
export async function putEdited(
	db: MusterDatabase,
	{
		draft,
		edits,
		rows,
		step
	}: {
		readonly draft: Draft;
		readonly edits: ReadonlyMap<number, RowEdit>;
		readonly rows: readonly number[];
		/** A new one. */
		readonly step: DraftStep | null;
	}
): Promise<void> {
	await db.transaction('rw', [db.drafts, ...editTables(db)], async () => {
		await db.drafts.put(draft);
		await putEdits(db, draft.id, { edits, rows });
		if (step) await putStep(db, step);
	});
}

/** Inside or outside a transaction. */
export async function dropEdits(db: MusterDatabase, draftId: string): Promise<void> {
	const [from, to] = ofDraft(draftId);
	await db.draftEdits.where('[draftId+page]').between(from, to).delete();
	await db.draftSteps.where('[draftId+place]').between(from, to).delete();
}

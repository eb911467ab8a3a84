/**
 * One undo stack over all that is done to a draft by hand: cells, skipped rows, chosen values, words on rows, columns and
 * venues (V3). A step knows both of its sides, so taking it back is doing the other one. Settings are no part of it.
 */
import { isNoEdit, isSameEdit, noEdit, type RowEdit } from '../core/edits';
import type { Draft, DraftStep, StepSide, StepWords } from '../storage/db';
import { putEdited } from '../storage/edits';
import { setVenue } from '../storage/exams';
import { newId, rowCheckFor, staleGeneration, type Context } from './context';
import { loadPhotos } from './draft-photos';
import { whileWriting } from './locks';
import type { OpenDraft } from './open-draft';
import { showRechecked } from './pipeline';
import type { Review } from './protocol';
import { replanAfter } from './replan';
import { planWhole, reviewOf } from './review';

export interface NewStep {
	readonly words: StepWords;
	readonly after: StepSide;
}

type Cursor = NonNullable<Draft['steps']>;

export function cursorOf({ steps }: Draft): Cursor {
	return steps ?? { done: 0, total: 0 };
}

/** Does it, and puts it on the stack. What would change nothing is no step. */
export async function takeStep(
	context: Context,
	open: OpenDraft,
	{ words, after }: NewStep
): Promise<Review> {
	const before = sideNow(open, after);
	const changesRows = after.rows.some((edit, at) => !isSameEdit(edit, before.rows[at] as RowEdit));
	if (!changesRows && !after.draft && !after.venue) return reviewOf(open, context, false);
	const { done } = cursorOf(open.draft);
	const step = { draftId: open.draft.id, place: done, words, before, after };
	return putSide(context, open, { side: after, steps: { done: done + 1, total: done + 1 }, step });
}

/** What stands now where a side would put something. */
export function sideNow({ draft, edits }: OpenDraft, after: StepSide): StepSide {
	const names = Object.keys(after.draft ?? {}) as (keyof NonNullable<StepSide['draft']>)[];
	return {
		rows: after.rows.map(({ row }) => edits.get(row) ?? noEdit(row)),
		...(after.draft
			? { draft: Object.fromEntries(names.map((name) => [name, draft[name] ?? []])) }
			: {}),
		...(after.venue ? { venue: { ...after.venue, isThere: !after.venue.isThere } } : {})
	};
}

export interface PutSide {
	readonly side: StepSide;
	readonly steps: Cursor;
	/** A new one, to be stored with it. */
	readonly step: DraftStep | null;
}

/** Brings the draft to a side of a step: all of it is stored, or nothing is changed. */
export async function putSide(context: Context, open: OpenDraft, put: PutSide): Promise<Review> {
	const { side, steps, step } = put;
	const savedAt = new Date(context.nowMs()).toISOString();
	const draft = { ...open.draft, ...side.draft, steps, savedAt };
	const rows = side.rows.map(({ row }) => row);
	if (isForAllRows(side)) {
		const edits = new Map(open.edits);
		layOver(edits, side.rows);
		// Until its rows are checked again, the draft says that its facts are of another time.
		const stale = { ...draft, generation: staleGeneration };
		await whileWriting(async () => {
			await putVenue(context, side);
			await putEdited(context.db, { draft: stale, edits, rows, step });
		});
		return showRechecked(context, draft);
	}
	const former = { draft: open.draft, rows: sideNow(open, side).rows };
	try {
		await layAndPlan(context, open, { draft, rows: side.rows });
		open.draft = { ...open.draft, errors: open.summary.actions.error };
		const { edits } = open;
		await whileWriting(() => putEdited(context.db, { draft: open.draft, edits, rows, step }));
	} catch (error) {
		await layAndPlan(context, open, former);
		throw error;
	}
	return reviewOf(open, context, false);
}

/** Another column or value changes what any row says. */
function isForAllRows({ draft, venue }: StepSide): boolean {
	return draft?.columns !== undefined || draft?.values !== undefined || venue !== undefined;
}

async function putVenue({ db, nowMs }: Context, { venue }: StepSide): Promise<void> {
	if (venue) await setVenue(db, { ...venue, changeId: newId(nowMs()) });
}

/** Lays edits over the rows, checks these again and plans all; nothing is stored. */
export async function layAndPlan(
	context: Context,
	open: OpenDraft,
	{ draft, rows }: { draft: Draft; rows: readonly RowEdit[] }
): Promise<void> {
	layOver(open.edits, rows);
	// Words on rows are no edits of theirs: any row may have got one.
	if (draft.fixes !== open.draft.fixes) open.policy = null;
	open.draft = draft;
	await planEdited(
		context,
		open,
		rows.map(({ row }) => row)
	);
}

/** Checks these rows again as they are now, and plans again what that touches. */
export async function planEdited(
	context: Context,
	open: OpenDraft,
	rows: readonly number[]
): Promise<void> {
	if (await replanAfter(context, open, rows)) return;
	if (open.photos && rows.length > 0) {
		await loadPhotos(context, open, rowCheckFor(open.exam, open.draft));
	}
	await planWhole(open, context);
}

function layOver(edits: Map<number, RowEdit>, rows: readonly RowEdit[]): void {
	for (const edit of rows) {
		if (isNoEdit(edit)) edits.delete(edit.row);
		else edits.set(edit.row, edit);
	}
}

/** The words of a step, with what is not said left empty. */
export function stepWords(words: Pick<StepWords, 'kind'> & Partial<StepWords>): StepWords {
	return { rows: 0, line: 0, column: '', to: '', ...words };
}

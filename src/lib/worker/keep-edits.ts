/** A file that was read again: what was done to its rows by hand goes on with them, told by their lines (V3, R2, R3). */
import type { RowEdit } from '../core/edits';
import type { Draft, DraftStep, StepSide } from '../storage/db';
import { putEdits, readSteps } from '../storage/edits';
import { putDraft } from '../storage/drafts';
import { envelopeTables, passEnvelopes } from '../storage/envelopes';
import type { Context } from './context';
import type { OpenDraft } from './open-draft';
import { cursorOf, planEdited } from './steps';

export interface Kept {
	readonly former: OpenDraft;
	readonly fresh: OpenDraft;
	/** How far the steps are done; without it, as they were. */
	readonly steps: Draft['steps'] | undefined;
	/** A new step, which goes with them. */
	readonly step: Omit<DraftStep, 'draftId'> | undefined;
}

/** With another number of columns no cell is where it was: then nothing is kept. */
export async function keepEdits(
	context: Context,
	{ former, fresh, steps, step }: Kept
): Promise<void> {
	const { db } = context;
	if (former.draft.columns.length !== fresh.draft.columns.length) return;
	const cursor = steps ?? cursorOf(former.draft);
	if (cursor.total === 0 && former.edits.size === 0) return;
	const move = moverOf(former, fresh);
	for (const edit of move([...former.edits.values()])) fresh.edits.set(edit.row, edit);
	const kept = (await readSteps(db, former.draft.id)).filter(({ place }) => place !== step?.place);
	const list = [...kept, ...(step ? [step] : [])].filter(({ place }) => place < cursor.total);
	const moved = list.map((each) => ({
		...each,
		draftId: fresh.draft.id,
		before: moveSide(each.before, move),
		after: moveSide(each.after, move)
	}));
	const rows = [...fresh.edits.keys()];
	await planEdited(context, fresh, rows);
	fresh.draft = { ...fresh.draft, steps: cursor, errors: fresh.summary.actions.error };
	await keepEnvelopes(context, { from: former.draft.id, to: fresh.draft.id, steps: moved });
	await putEdits(db, fresh.draft.id, { edits: fresh.edits, rows });
	await db.draftSteps.bulkPut(moved);
	await putDraft(db, fresh.draft);
}

type Move = (edits: readonly RowEdit[]) => RowEdit[];

function moverOf({ facts: before }: OpenDraft, { facts: after }: OpenDraft): Move {
	const rowOfLine = new Map<number, number>();
	for (let row = 0; row < after.count; row += 1) rowOfLine.set(after.line[row] as number, row);
	return (edits) =>
		edits.flatMap((edit) => {
			const row = rowOfLine.get(before.line[edit.row] as number);
			return row === undefined ? [] : [{ ...edit, row }];
		});
}

function moveSide(side: StepSide, move: Move): StepSide {
	return { ...side, rows: move(side.rows) };
}

/** Typed passwords that a step may still bring back. */
async function keepEnvelopes(
	{ db }: Context,
	{ from, to, steps }: { from: string; to: string; steps: readonly DraftStep[] }
): Promise<void> {
	const needed = new Set(
		steps.flatMap(({ before, after }) =>
			[...before.rows, ...after.rows].flatMap(({ password }) => password?.envelope ?? [])
		)
	);
	await db.transaction('rw', envelopeTables(db), () =>
		passEnvelopes(db, from, (sha256) => ({ draftId: needed.has(sha256) ? to : '', uses: 0 }))
	);
}

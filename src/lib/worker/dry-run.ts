/** What rows would turn into if they were edited so: planned on a copy, which nobody else sees (V2). */
import type { RowEdit } from '../core/edits';
import { reserveRows, type RowFacts } from '../core/facts';
import type { Plan } from '../core/plan-table';
import { actionOrder, type Action } from '../core/row-state';
import type { Context } from './context';
import type { OpenDraft } from './open-draft';
import { layAndPlan } from './steps';

/** A copy of more costs more than it tells. */
const mostRows = 200_000;
const mostEdits = 5000;

/** By row; null where it would take too long. */
export async function dryRun(
	context: Context,
	open: OpenDraft,
	rows: readonly RowEdit[]
): Promise<ReadonlyMap<number, Action> | null> {
	if (open.facts.count > mostRows || rows.length > mostEdits) return null;
	const copy = copyOf(open);
	await layAndPlan(context, copy, { draft: open.draft, rows });
	const actionOf = (row: number) => actionOrder[copy.plan.action[row] as number] ?? 'error';
	return new Map(rows.map(({ row }) => [row, actionOf(row)]));
}

function copyOf(open: OpenDraft): OpenDraft {
	const { facts, causes, passwords, edits, plan, summary } = open;
	return {
		...open,
		facts: copyFacts(facts),
		plan: copyPlan(plan),
		summary: { ...summary, levels: summary.levels.slice() },
		causes: {
			issues: [...causes.issues],
			byKey: new Map(causes.byKey),
			entries: causes.entries.slice(),
			length: causes.length
		},
		passwords: {
			...passwords,
			verdicts: passwords.verdicts.slice(),
			groups: passwords.groups.slice(),
			groupSizes: [...passwords.groupSizes]
		},
		edits: new Map(edits),
		// Whose photo is whose does not change what a row turns into but for photos themselves.
		photos: null,
		photosAside: 0
	};
}

/** Rows are planned again where their plan stands. */
function copyPlan(plan: Plan): Plan {
	return {
		...plan,
		action: plan.action.slice(),
		code: plan.code.slice(),
		holder: plan.holder.slice(),
		other: plan.other.slice(),
		sets: plan.sets.slice(),
		clears: plan.clears.slice(),
		flags: plan.flags.slice()
	};
}

/** Making room for one more row copies every column. */
function copyFacts(facts: RowFacts): RowFacts {
	const copy = { ...facts };
	reserveRows(copy, facts.line.length + 1);
	return copy;
}

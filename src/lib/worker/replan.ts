/**
 * After a few rows were changed by hand: these are planned again with all whose order matters, and nothing else is gone
 * through but by one look at its keys. What holds afterwards is what planning all rows would say (V3).
 */
import { replanRows } from '../core/plan';
import type { Policy } from '../core/policy';
import type { Context } from './context';
import { recheckRows } from './edited-rows';
import type { OpenDraft } from './open-draft';
import { planInputOf, takeSeats } from './review';
import { rowSet, type RowSet } from './row-set';
import { restOf, resummarise, type Rest, type Summary } from './summary';

/** More rows than this, and than this part of all, are planned as fast by planning all. */
const most = { rows: 2000, part: 0.25 } as const;

/**
 * Checks rows again as they are now, and plans what that touches.
 * @returns false where all rows are to be planned
 */
export async function replanAfter(
	context: Context,
	open: OpenDraft,
	changed: readonly number[]
): Promise<boolean> {
	const start = performance.now();
	const former = formerOf(open, changed);
	// From here on the plan is not of the rows as they are; whoever breaks off leaves it so.
	open.policy = null;
	const joined = await recheckRows(context, open, changed);
	if (!former || !joined) return false;
	const fresh = joined.filter((row) => former.rows.has[row] === 0);
	const isPlanned = planTouched(
		context,
		open,
		fresh.length > 0 ? withFresh(open, former, fresh) : former
	);
	// For the browser's own profiler, and for `npm run bench`.
	performance.measure('plan again', { start });
	return isPlanned;
}

/** What holds before the rows are checked again. */
interface Former {
	/** Of the plan as it was made. */
	readonly policy: Policy;
	readonly summary: Summary;
	readonly full: OpenDraft['fullVenues'];
	readonly rest: Rest;
	readonly rows: RowSet;
}

/** Null where all rows are to be planned anyway. */
function formerOf(open: OpenDraft, changed: readonly number[]): Former | null {
	const { policy, summary, facts, entangled } = open;
	if (!policy || policy.numbers || open.photos) return null;
	const rows = rowSet([...changed, ...entangled.map(({ row }) => row)], facts.count);
	if (rows.rows.length > Math.max(most.rows, facts.count * most.part)) return null;
	const rest = restOf(open, { ...summary, counts: summary }, summary.levels, rows);
	return { policy, summary, full: open.fullVenues, rest, rows };
}

/** Rows that were alone until now: nothing of theirs has been changed yet. */
function withFresh(open: OpenDraft, former: Former, fresh: Uint32Array): Former {
	const { facts, plan } = open;
	const alone = { ...open, plan: { ...plan, folds: [] } };
	const own = rowSet(fresh, facts.count);
	const rest = restOf(alone, former.rest, former.summary.levels, own);
	return { ...former, rest, rows: rowSet([...former.rows.rows, ...fresh], facts.count) };
}

function planTouched(context: Context, open: OpenDraft, former: Former): boolean {
	const { policy, full, rows } = former;
	const input = planInputOf(open, context);
	if (!isSame(input.policy, policy)) return false;
	open.plan = replanRows(input, open.plan, rows.rows);
	takeSeats(open);
	// Rows of a venue that is too full from now on, or no longer, may be any.
	const isAsFull = full.size === open.fullVenues.size;
	if (!isAsFull || [...full.keys()].some((place) => !open.fullVenues.has(place))) return false;
	const summary = resummarise(open, former.summary, former);
	if (!summary) return false;
	open.summary = summary;
	open.policy = policy;
	return true;
}

/** Settings, the exam's start, the key and the role may all have changed since. */
function isSame(one: Policy, other: Policy): boolean {
	return (Object.keys(one) as (keyof Policy)[]).every((name) => one[name] === other[name]);
}

/**
 * Rows × stored users × settings → what happens to every row. Pure: the review and the save call the same function on the
 * same facts (section 6). Rows that stand alone are decided from their masks in one pass; rows that share a key or a
 * stored user with another are taken in file order by `plan-in-order.ts`. Both ask `decideRow`.
 */
import { decideRow } from './decide';
import type { Defaults } from './defaults';
import { createDecision, type Action, type Decision, type RowState } from './row-state';
import { metFlag, nobody, rowFlag, several, type RowFacts } from './facts';
import { fieldBit } from './fields';
import type { EntangledRow, StoredPerson } from './persons';
import { planInOrder } from './plan-in-order';
import {
	createPlan,
	createRowState,
	readOwnState,
	warnOfUpdate,
	writeDecision,
	type Plan
} from './plan-table';
import { keyFieldIndex, type Policy } from './policy';

export interface PlanInput {
	readonly facts: RowFacts;
	readonly policy: Policy;
	/** The rows flagged `entangled`, in file order, with their values. */
	readonly entangled: readonly EntangledRow[];
	/** Every stored user that an entangled row meets or whose key it takes, by ordinal. */
	readonly stored: ReadonlyMap<number, StoredPerson>;
	/** What was said of rows, see `fixes.ts`; null for nothing. */
	readonly fixes?: Uint8Array | null;
	/** For numbers behind usernames (P3). */
	readonly names?: Names;
}

/** Which usernames are taken, by their keys. */
export interface Names {
	readonly isStored: (key: string) => boolean;
	/** The row that brings this username and shares no key with another; -1 for none. */
	readonly rowOf: (key: string) => number;
	/** The defaults of the upload, to be made again where `%u` changes. */
	readonly defaults: Defaults | null;
}

export function planRows(input: PlanInput): Plan {
	const { facts } = input;
	const plan = createPlan(facts.count);
	const alone = startAlone(input, plan);
	for (let row = 0; row < facts.count; row += 1) {
		if (!((facts.flags[row] as number) & rowFlag.entangled)) planAlone(alone, row);
	}
	return planInOrder(input, plan, alone.needs);
}

/**
 * Plans these rows again, and all whose order matters, in the columns of a former plan: what becomes of any other row
 * follows from its own facts, which are as they were. Not for a policy that gives numbers (P3).
 */
export function replanRows(input: PlanInput, former: Plan, rows: Iterable<number>): Plan {
	const { facts } = input;
	const plan = { ...former, needs: [], folds: [] };
	const alone = startAlone(input, plan);
	for (const row of rows) {
		if ((facts.flags[row] as number) & rowFlag.entangled) continue;
		plan.holder[row] = nobody;
		plan.other[row] = -1;
		planAlone(alone, row);
	}
	return planInOrder(input, plan, alone.needs);
}

interface Alone {
	readonly input: PlanInput;
	readonly plan: Plan;
	readonly state: RowState;
	readonly decision: Decision;
	/** Rows whose values are needed, since their numbers depend on the names before them (P3). */
	readonly needs: number[];
}

function startAlone(input: PlanInput, plan: Plan): Alone {
	return { input, plan, state: createRowState(), decision: createDecision(), needs: [] };
}

/** One row that shares nothing with another. */
function planAlone({ input, plan, state, decision, needs }: Alone, row: number): void {
	const { facts, policy } = input;
	readState(input, row, state);
	decideRow(state, policy, decision);
	const holder = takenKey(facts, row, policy, decision);
	if (decision.code === 'username_taken' && policy.numbers) {
		needs.push(row);
		return;
	}
	const isLeftAlone = decision.action === 'skip' && decision.code !== 'skipped_by_hand';
	if (isLeftAlone || decision.code === 'other_client_id') {
		plan.holder[row] = facts.met[row] as number;
	} else if (holder !== nobody) {
		plan.holder[row] = holder;
	}
	writeDecision(plan, row, decision);
	if (decision.action === 'update') {
		warnOfUpdate(plan, row, { inExam: state.inExam, isAsked: state.renames });
	}
}

function readState({ facts, policy, fixes }: PlanInput, row: number, state: RowState): void {
	readOwnState(facts, row, state);
	const met = facts.met[row] as number;
	const flags = facts.metFlags[row] as number;
	state.fixes = fixes ? (fixes[row] as number) : 0;
	state.isMet = met >= 0 && !policy.numbers;
	state.isShared = met === several && !policy.numbers;
	state.isMetInFile = false;
	state.inExam = (flags & metFlag.inExam) !== 0;
	state.inOtherExams = (flags & metFlag.inOtherExams) !== 0;
	state.mustChangePassword = (flags & metFlag.mustChangePassword) !== 0;
	state.storedBooked = (flags & metFlag.booked) !== 0;
	state.storedIneligible = (flags & metFlag.ineligible) !== 0;
	state.storedStaff = (flags & metFlag.staff) !== 0;
	state.differs = facts.differs[row] as number;
	state.storedEmpty = facts.storedEmpty[row] as number;
	const clientId = fieldBit('clientId');
	state.otherClientId =
		(state.filled & ~state.storedEmpty & clientId) !== 0 && facts.holders[row * 3 + 1] !== met;
}

const takenCodes = ['username_taken', 'client_id_taken', 'email_taken'] as const;
const inOrder = [0, 1, 2] as const;
/** A Client ID that is taken is an error even where a username would get a number (P3). */
const numberOrder = [1, 0, 2] as const;

/** M4: turns a decision that would take a stored user's key into an error and gives the holder. */
function takenKey(facts: RowFacts, row: number, policy: Policy, decision: Decision): number {
	if (decision.action !== 'create' && decision.action !== 'update') return nobody;
	const met = policy.numbers ? nobody : (facts.met[row] as number);
	for (const key of policy.numbers ? numberOrder : inOrder) {
		if (!(decision.sets & (1 << (keyFieldIndex[key] as number)))) continue;
		if (key === 2 && !policy.preventsSharedEmail) continue;
		const holder = facts.holders[row * 3 + key] as number;
		if (holder === nobody || (holder === met && met >= 0)) continue;
		decision.action = 'error';
		decision.code = takenCodes[key];
		return holder;
	}
	return nobody;
}

/** Rows by action (P1), in the order of `actionOrder`. */
export function countActions(plan: Plan): Record<Action, number> {
	const counts = [0, 0, 0, 0, 0, 0];
	for (const action of plan.action) counts[action] = (counts[action] as number) + 1;
	const [create, update, unchanged, skip, remove, error] = counts as [
		number,
		number,
		number,
		number,
		number,
		number
	];
	return { create, update, unchanged, skip, delete: remove, error };
}

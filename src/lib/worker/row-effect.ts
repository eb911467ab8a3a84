/** What a row does, and to whom: the user as stored and as the rows before it leave it (P4). */
import {
	applyEffect,
	newPerson,
	personOf,
	type Effect,
	type EntangledRow,
	type Fold,
	type PersonValues
} from '../core/persons';
import { planFlag, type Plan } from '../core/plan-table';
import type { User } from '../core/records';
import type { OpenDraft } from './open-draft';

export function effectOf({ sets, clears, flags }: Plan, row: number): Effect {
	const own = flags[row] as number;
	return {
		sets: sets[row] as number,
		clears: clears[row] as number,
		addsToExam: (own & planFlag.addsToExam) !== 0,
		takesOut: (own & planFlag.takesOut) !== 0,
		forcesChange: (own & planFlag.forcesChange) !== 0
	};
}

const foldsByRow = new WeakMap<Plan, ReadonlyMap<number, Fold>>();
const recordsByRow = new WeakMap<readonly EntangledRow[], ReadonlyMap<number, EntangledRow>>();

function foldOf(plan: Plan, row: number): Fold | undefined {
	let folds = foldsByRow.get(plan);
	if (!folds) {
		folds = new Map(plan.folds.flatMap((fold) => fold.rows.map((each) => [each, fold] as const)));
		foldsByRow.set(plan, folds);
	}
	return folds.get(row);
}

function entangledRow({ entangled }: OpenDraft, row: number): EntangledRow | undefined {
	let records = recordsByRow.get(entangled);
	if (!records) {
		records = new Map(entangled.map((each) => [each.row, each]));
		recordsByRow.set(entangled, records);
	}
	return records.get(row);
}

/** null for a user that the row itself creates, or meets nobody. */
export function personBefore(open: OpenDraft, row: number, met: User | null): PersonValues | null {
	const stored = met ? personOf(met, open.draft.examId ?? '') : null;
	const earlier = foldOf(open.plan, row)?.rows.filter((each) => each < row) ?? [];
	if (earlier.length === 0) return stored;
	return earlier.reduce((person, each) => {
		const found = entangledRow(open, each);
		return found ? applyEffect(person, found.record, effectOf(open.plan, each)) : person;
	}, stored ?? newPerson);
}

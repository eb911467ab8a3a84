/** The outcome of planning, column by column, and how it is written down. */
import { actionIndex, type Decision, type RowState } from './decide';
import { metFlag, nobody, rowFlag, type RowFacts } from './facts';
import { fieldBit } from './fields';
import { issueCodes, type IssueCode } from './issue';
import type { Fold } from './persons';

/** Bits of {@link Plan.flags}. */
export const planFlag = {
	addsToExam: 1,
	setsPassword: 2,
	forcesChange: 4,
	isHeldBack: 8,
	/** Warning: the role of a stored user changes (F11). */
	roleChanges: 16,
	/** Warning: matched by another key, the user is renamed (P13). */
	renames: 32,
	/** Warning: another row of the file is for the same user (P4). `others` names it. */
	sharesUser: 64,
	/** Note: a blank cell that "Clear the stored value" does not clear (P6). */
	keptOnClear: 128
} as const;

/** Index by row. */
export interface Plan {
	/** Index in `actionOrder`. */
	readonly action: Uint8Array;
	/** Index in `issueCodes` + 1, 0 for none: why a row is skipped, or wrong beyond its cells. */
	readonly code: Uint8Array;
	/** The stored user behind the code, as ordinal; -1 for none. */
	readonly holder: Int32Array;
	/** The other row behind the code or the warning; -1 for none. */
	readonly other: Int32Array;
	/** Fields that take the row's value. */
	readonly sets: Uint16Array;
	/** Fields that are emptied. */
	readonly clears: Uint16Array;
	/** See {@link planFlag}. */
	readonly flags: Uint8Array;
	/** What becomes of users that several rows touch; by person. */
	readonly folds: readonly Fold[];
}

const codeIndex = new Map(issueCodes.map((code, index) => [code, index + 1]));

export function codeNumber(code: IssueCode | null): number {
	return code === null ? 0 : (codeIndex.get(code) ?? 0);
}

export function codeOf(number: number): IssueCode | null {
	return number === 0 ? null : (issueCodes[number - 1] ?? null);
}

export function createPlan(rows: number): Plan {
	return {
		action: new Uint8Array(rows),
		code: new Uint8Array(rows),
		holder: new Int32Array(rows).fill(nobody),
		other: new Int32Array(rows).fill(-1),
		sets: new Uint16Array(rows),
		clears: new Uint16Array(rows),
		flags: new Uint8Array(rows),
		folds: []
	};
}

export function createRowState(): RowState {
	return {
		filled: 0,
		bad: 0,
		role: 0,
		hasRowError: false,
		deletes: false,
		hasPassword: false,
		weakPassword: false,
		isMet: false,
		isMetInFile: false,
		inExam: false,
		inOtherExams: false,
		mustChangePassword: false,
		otherClientId: false,
		differs: 0,
		storedEmpty: 0
	};
}

/** The part of the state that the row brings itself. */
export function readOwnState(facts: RowFacts, row: number, state: RowState): void {
	const flags = facts.flags[row] as number;
	state.filled = facts.filled[row] as number;
	state.bad = facts.bad[row] as number;
	state.role = facts.role[row] as number;
	state.hasRowError = (flags & rowFlag.rowError) !== 0;
	state.deletes = (flags & rowFlag.deletes) !== 0;
	state.hasPassword = (flags & rowFlag.hasPassword) !== 0;
	state.weakPassword = (flags & rowFlag.weakPassword) !== 0;
}

export function writeDecision(plan: Plan, row: number, decision: Decision): void {
	plan.action[row] = actionIndex[decision.action];
	plan.code[row] = codeNumber(decision.code);
	const changes = decision.action === 'create' || decision.action === 'update';
	plan.sets[row] = changes ? decision.sets : 0;
	plan.clears[row] = changes ? decision.clears : 0;
	plan.flags[row] =
		(decision.addsToExam && changes ? planFlag.addsToExam : 0) |
		(decision.setsPassword && changes ? planFlag.setsPassword : 0) |
		(decision.forcesChange && changes ? planFlag.forcesChange : 0) |
		(decision.isHeldBack ? planFlag.isHeldBack : 0) |
		(decision.keptOnClear ? planFlag.keptOnClear : 0);
}

const usernameBit = fieldBit('username');
const roleBit = fieldBit('role');

export function warnOfUpdate(plan: Plan, row: number, met: number): void {
	const sets = plan.sets[row] as number;
	let flags = plan.flags[row] as number;
	if (sets & usernameBit) flags |= planFlag.renames;
	if (sets & roleBit && met & metFlag.inExam) flags |= planFlag.roleChanges;
	plan.flags[row] = flags;
}

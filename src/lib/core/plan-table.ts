/** The outcome of planning, column by column, and how it is written down. */
import { actionIndex, mails, type Decision, type Mail, type RowState } from './row-state';
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
	keptOnClear: 128,
	/** Index in `mails`, three bits from here (S8). */
	mail: 256,
	/** Warnings of F11. */
	bookedWithoutVenue: 2048,
	bookedNotEligible: 4096,
	overSeats: 8192,
	/** Taken out of this exam alone (P10). */
	takesOut: 16384,
	/** The user gets the photo of this row (S14). */
	setsPhoto: 32768
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
	readonly flags: Uint16Array;
	/** The number that the row's username gets, 0 for none; null where none is given (P3). */
	readonly numbers: Uint32Array | null;
	/** Rows whose turn turned out to matter: their values are needed before the plan is right. */
	readonly needs: readonly number[];
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
		flags: new Uint16Array(rows),
		numbers: null,
		needs: [],
		folds: []
	};
}

export function createRowState(): RowState {
	return {
		filled: 0,
		bad: 0,
		role: 0,
		fallback: 0,
		fallbackBad: 0,
		hasRowError: false,
		deletes: false,
		renames: false,
		hasPassword: false,
		weakPassword: false,
		booked: false,
		ineligible: false,
		fixes: 0,
		isMet: false,
		isShared: false,
		isMetInFile: false,
		inExam: false,
		inOtherExams: false,
		mustChangePassword: false,
		otherClientId: false,
		differs: 0,
		storedEmpty: 0,
		storedBooked: false,
		storedIneligible: false,
		storedStaff: false,
		photo: 0,
		storedPhoto: false
	};
}

/** The part of the state that the row brings itself. */
export function readOwnState(facts: RowFacts, row: number, state: RowState): void {
	const flags = facts.flags[row] as number;
	state.filled = facts.filled[row] as number;
	state.bad = facts.bad[row] as number;
	state.fallback = facts.fallback[row] as number;
	state.fallbackBad = facts.fallbackBad[row] as number;
	state.role = facts.role[row] as number;
	state.hasRowError = (flags & rowFlag.rowError) !== 0;
	state.deletes = (flags & rowFlag.deletes) !== 0;
	state.hasPassword = (flags & rowFlag.hasPassword) !== 0;
	state.weakPassword = (flags & rowFlag.weakPassword) !== 0;
	state.renames = (flags & rowFlag.renames) !== 0;
	state.booked = (flags & rowFlag.booked) !== 0;
	state.ineligible = (flags & rowFlag.ineligible) !== 0;
	state.photo = facts.photo[row] as number;
	state.storedPhoto = ((facts.metFlags[row] as number) & metFlag.hasPhoto) !== 0;
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
		(decision.setsPhoto && changes ? planFlag.setsPhoto : 0) |
		(decision.forcesChange && changes ? planFlag.forcesChange : 0) |
		(decision.isHeldBack ? planFlag.isHeldBack : 0) |
		(decision.keptOnClear ? planFlag.keptOnClear : 0) |
		(changes ? mails.indexOf(decision.mail) * planFlag.mail : 0) |
		(decision.bookedWithoutVenue ? planFlag.bookedWithoutVenue : 0) |
		(decision.bookedNotEligible ? planFlag.bookedNotEligible : 0) |
		(decision.takesOut ? planFlag.takesOut : 0);
}

/** Rows that were never told apart are not saved. */
export function refuseNeeds(plan: Plan): void {
	for (const row of plan.needs) {
		plan.action[row] = actionIndex.error;
		plan.code[row] = codeNumber('username_taken');
		plan.flags[row] = 0;
		plan.sets[row] = 0;
	}
}

/** Who is mailed for the row, or why nobody is. */
export function mailOfRow({ flags }: Pick<Plan, 'flags'>, row: number): Mail {
	return mails[((flags[row] as number) / planFlag.mail) & 7] ?? 'none';
}

const usernameBit = fieldBit('username');
const roleBit = fieldBit('role');

/** @param about `isAsked`: an Old Username asks for the new name (P9) */
export function warnOfUpdate(
	plan: Plan,
	row: number,
	about: { readonly inExam: boolean; readonly isAsked: boolean }
): void {
	const sets = plan.sets[row] as number;
	let flags = plan.flags[row] as number;
	if (sets & usernameBit && !about.isAsked) flags |= planFlag.renames;
	if (sets & roleBit && about.inExam) flags |= planFlag.roleChanges;
	plan.flags[row] = flags;
}

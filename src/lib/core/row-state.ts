/** What a decision is made from and what it says: mutable, reused from row to row. */
import type { IssueCode } from './issue';

export const actionOrder = ['create', 'update', 'unchanged', 'skip', 'delete', 'error'] as const;
export type Action = (typeof actionOrder)[number];
export const actionIndex = Object.fromEntries(
	actionOrder.map((action, index) => [action, index])
) as Record<Action, number>;

/** The row and the user it meets, as they stand when its turn comes. */
export interface RowState {
	filled: number;
	bad: number;
	/** Fields whose value is a default, and those whose default cannot stand there (S13). */
	fallback: number;
	fallbackBad: number;
	/** Index in `roles` + 1, 0 where blank. */
	role: number;
	hasRowError: boolean;
	deletes: boolean;
	/** Old Username is filled (P9). */
	renames: boolean;
	hasPassword: boolean;
	weakPassword: boolean;
	booked: boolean;
	ineligible: boolean;
	/** What was said of the row's error, see `fixes.ts`. */
	fixes: number;
	isMet: boolean;
	/** Several stored users share the email by which it is met (P13). */
	isShared: boolean;
	/** The user met is one that an earlier row of this file creates. */
	isMetInFile: boolean;
	inExam: boolean;
	inOtherExams: boolean;
	mustChangePassword: boolean;
	/** The Client ID is filled and is another one than the user's own, compared folded. */
	otherClientId: boolean;
	differs: number;
	storedEmpty: number;
	storedBooked: boolean;
	storedIneligible: boolean;
	storedStaff: boolean;
	/** See `photoFlag`. */
	photo: number;
	storedPhoto: boolean;
}

/** Who is mailed (S8, Y9), and why not where somebody else in the same place would be. */
export const mails = ['none', 'sent', 'not_eligible', 'not_booked', 'exam_started'] as const;
export type Mail = (typeof mails)[number];

export interface Decision {
	action: Action;
	/** The reason for skip and error; null where the cells' own issues say it. */
	code: IssueCode | null;
	/** User and registration fields that take the row's value. */
	sets: number;
	/** Fields that are emptied. */
	clears: number;
	addsToExam: boolean;
	/** Taken out of this exam, and kept in others (P10). */
	takesOut: boolean;
	setsPassword: boolean;
	/** Takes the photo of the package (S14). */
	setsPhoto: boolean;
	/** True: mark set; false: left alone. */
	forcesChange: boolean;
	/** "No changes" alone keeps the row from updating (P6). */
	isHeldBack: boolean;
	/** Blank cells that S10 would clear and P6 keeps. */
	keptOnClear: number;
	mail: Mail;
	/** F11, of the registration as the row leaves it. */
	bookedWithoutVenue: boolean;
	bookedNotEligible: boolean;
}

export function createDecision(): Decision {
	return {
		action: 'error',
		code: null,
		sets: 0,
		clears: 0,
		addsToExam: false,
		takesOut: false,
		setsPassword: false,
		setsPhoto: false,
		forcesChange: false,
		isHeldBack: false,
		keptOnClear: 0,
		mail: 'none',
		bookedWithoutVenue: false,
		bookedNotEligible: false
	};
}

export function reset(decision: Decision, action: Action, code: IssueCode | null): void {
	decision.action = action;
	decision.code = code;
	decision.sets = 0;
	decision.clears = 0;
	decision.addsToExam = false;
	decision.takesOut = false;
	decision.setsPassword = false;
	decision.setsPhoto = false;
	decision.forcesChange = false;
	decision.isHeldBack = false;
	decision.keptOnClear = 0;
	decision.mail = 'none';
	decision.bookedWithoutVenue = false;
	decision.bookedNotEligible = false;
}

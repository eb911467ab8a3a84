/**
 * What happens to one row, from facts alone (P1–P8, P10, P13, P14). The one place where the upload policy is decided:
 * rows that stand alone and rows whose order matters both come here, so they cannot disagree.
 */
import { registrationMask, userMask } from './facts';
import { fieldBit, roles } from './fields';
import type { IssueCode } from './issue';
import type { Policy } from './policy';

export const actionOrder = ['create', 'update', 'unchanged', 'skip', 'delete', 'error'] as const;
export type Action = (typeof actionOrder)[number];
export const actionIndex = Object.fromEntries(
	actionOrder.map((action, index) => [action, index])
) as Record<Action, number>;

/** The row and the user it meets, as they stand when its turn comes. */
export interface RowState {
	filled: number;
	bad: number;
	/** Index in `roles` + 1, 0 where blank. */
	role: number;
	hasRowError: boolean;
	deletes: boolean;
	hasPassword: boolean;
	weakPassword: boolean;
	isMet: boolean;
	/** The user met is one that an earlier row of this file creates. */
	isMetInFile: boolean;
	inExam: boolean;
	inOtherExams: boolean;
	mustChangePassword: boolean;
	/** The Client ID is filled and is another one than the user's own, compared folded. */
	otherClientId: boolean;
	differs: number;
	storedEmpty: number;
}

export interface Decision {
	action: Action;
	/** The reason for skip and error; null where the cells' own issues say it. */
	code: IssueCode | null;
	/** User and registration fields that take the row's value. */
	sets: number;
	/** Fields that are emptied. */
	clears: number;
	addsToExam: boolean;
	setsPassword: boolean;
	/** True: mark set; false: left alone. */
	forcesChange: boolean;
	/** "No changes" alone keeps the row from updating (P6). */
	isHeldBack: boolean;
	/** Blank cells that S10 would clear and P6 keeps. */
	keptOnClear: number;
}

const bits = {
	clientId: fieldBit('clientId'),
	username: fieldBit('username'),
	firstName: fieldBit('firstName')
};
const candidate = roles.indexOf('candidate') + 1;

export function createDecision(): Decision {
	return {
		action: 'error',
		code: null,
		sets: 0,
		clears: 0,
		addsToExam: false,
		setsPassword: false,
		forcesChange: false,
		isHeldBack: false,
		keptOnClear: 0
	};
}

function reset(decision: Decision, action: Action, code: IssueCode | null): void {
	decision.action = action;
	decision.code = code;
	decision.sets = 0;
	decision.clears = 0;
	decision.addsToExam = false;
	decision.setsPassword = false;
	decision.forcesChange = false;
	decision.isHeldBack = false;
	decision.keptOnClear = 0;
}

/** Writes the decision into `decision`, which callers reuse from row to row. */
export function decideRow(row: RowState, policy: Policy, decision: Decision): void {
	if (row.hasRowError) return reset(decision, 'error', null);
	const keyBit = fieldBit(policy.matchBy);
	if (row.bad & keyBit) return reset(decision, 'error', null);
	if (!(row.filled & keyBit)) {
		return reset(
			decision,
			'error',
			policy.matchBy === 'username' ? 'username_required' : 'key_blank'
		);
	}
	if (row.deletes) return decideDelete(row, policy, decision);
	if (row.isMet) return decideMet(row, policy, decision);
	return decideNew(row, policy, decision);
}

function decideDelete(row: RowState, policy: Policy, decision: Decision): void {
	if (!policy.updates) return reset(decision, 'error', 'deletes_need_update');
	if (!policy.allowsDeletes) return reset(decision, 'error', 'deletes_off');
	if (!row.isMet) return reset(decision, 'skip', 'no_such_user');
	if (row.inOtherExams) return reset(decision, 'error', 'in_other_exams');
	reset(decision, 'delete', null);
}

function decideNew(row: RowState, policy: Policy, decision: Decision): void {
	if (!policy.addsNew) return reset(decision, 'skip', 'no_such_user');
	const missing = missingForCreate(row, policy);
	if (row.bad || missing) return reset(decision, 'error', missing);
	reset(decision, 'create', null);
	decision.sets = row.filled & (userMask | registrationMask);
	decision.addsToExam = true;
	decision.setsPassword = true;
	const isWeak = row.hasPassword ? row.weakPassword : policy.makesWeak;
	decision.forcesChange =
		policy.forcesChange === 'all' || (policy.forcesChange === 'weak' && isWeak);
}

/** The first thing that a new user lacks (P7, F4, W1). */
function missingForCreate(row: RowState, policy: Policy): IssueCode | null {
	const has = row.filled | row.bad;
	if (!(has & bits.username)) return 'username_required';
	const isCandidate = row.role === 0 || row.role === candidate;
	if (!(has & bits.clientId) && isCandidate) return 'client_id_required';
	if (!(has & bits.firstName)) return 'first_name_required';
	if (policy.requiresPassword && !row.hasPassword) return 'password_required';
	return policy.hasSealingKey ? null : 'password_key_missing';
}

function decideMet(row: RowState, policy: Policy, decision: Decision): void {
	if (!policy.updates) {
		const code = row.isMetInFile
			? 'duplicate_in_file'
			: row.inExam
				? 'exists'
				: 'exists_not_in_exam';
		return reset(decision, 'skip', code);
	}
	if (row.bad) return reset(decision, 'error', null);
	if (policy.matchBy === 'username' && row.otherClientId) {
		return reset(decision, 'error', 'other_client_id');
	}
	reset(decision, 'unchanged', null);
	decideDetails(row, policy, decision);
	decision.addsToExam = !row.inExam;
	decision.setsPassword = policy.setsExistingPassword && row.hasPassword;
	if (decision.setsPassword && !policy.hasSealingKey) {
		return reset(decision, 'error', 'password_key_missing');
	}
	decision.forcesChange =
		!row.mustChangePassword &&
		(policy.forcesChange === 'all' ||
			(policy.forcesChange === 'weak' && decision.setsPassword && row.weakPassword));
	if (
		decision.sets ||
		decision.clears ||
		decision.addsToExam ||
		decision.setsPassword ||
		decision.forcesChange
	) {
		decision.action = 'update';
	}
}

/** S4 and S10 for a stored user (P6). */
function decideDetails(row: RowState, policy: Policy, decision: Decision): void {
	const own = row.inExam ? userMask | registrationMask : userMask;
	// A user new to this exam takes the whole registration from the file, under every choice of S4.
	const registration = row.inExam ? 0 : row.filled & registrationMask;
	const changing = row.filled & row.differs & own;
	switch (policy.details) {
		case 'override':
		case 'override_defaults':
			decision.sets = changing | registration;
			decision.clears = policy.clears & ~row.filled & ~row.storedEmpty & own;
			decision.keptOnClear = policy.keepsOnClear & ~row.filled & ~row.storedEmpty & own;
			return;
		case 'fill_missing':
			decision.sets = (row.filled & row.storedEmpty & own) | registration;
			return;
		case 'no_changes':
			decision.sets = registration;
			decision.isHeldBack = changing !== 0;
	}
}

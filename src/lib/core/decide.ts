/**
 * What happens to one row, from facts alone (P1–P10, P13, P14). The one place where the upload policy is decided:
 * rows that stand alone and rows whose order matters both come here, so they cannot disagree.
 */
import { photoFlag, registrationMask, userMask } from './facts';
import { fieldBit, roles } from './fields';
import { fixFlag, skipFlag } from './fixes';
import type { IssueCode } from './issue';
import { tellAndWarn } from './consequences';
import type { Policy } from './policy';
import { reset, type Decision, type RowState } from './row-state';

const bits = {
	clientId: fieldBit('clientId'),
	username: fieldBit('username'),
	firstName: fieldBit('firstName'),
	oldUsername: fieldBit('oldUsername')
};
const candidate = roles.indexOf('candidate') + 1;

/** Writes the decision into `decision`, which callers reuse from row to row. */
export function decideRow(row: RowState, policy: Policy, decision: Decision): void {
	if (row.fixes & skipFlag) return reset(decision, 'skip', 'skipped_by_hand');
	if (row.hasRowError) return reset(decision, 'error', null);
	const fault = row.renames || row.bad & bits.oldUsername ? oldNameFault : keyFault;
	const code = fault(row, policy);
	if (code !== undefined) return reset(decision, 'error', code);
	if (row.deletes) return decideDelete(row, policy, decision);
	if (isLeftOut(row, policy)) return reset(decision, 'skip', 'no_photo');
	if (row.isMet) decideMet(row, policy, decision);
	else decideNew(row, policy, decision);
	const isChange = decision.action === 'create' || decision.action === 'update';
	if (isChange && !policy.mayChange) reset(decision, 'error', 'not_allowed');
}

/** S14: a candidate for whom the package has no photo, and the store neither. */
function isLeftOut(row: RowState, policy: Policy): boolean {
	if (!policy.leavesOutWithoutPhoto || !(row.photo & photoFlag.lacks)) return false;
	const isStored = row.isMet && !row.isMetInFile;
	const isStaff = row.role === 0 ? isStored && row.storedStaff : row.role !== candidate;
	return !isStaff && !(isStored && row.storedPhoto);
}

/** Why nobody can be met by the column that S9 names (P13); undefined where all is well. */
function keyFault(row: RowState, policy: Policy): IssueCode | null | undefined {
	const keyBit = fieldBit(policy.matchBy);
	if (row.bad & keyBit) return null;
	if (row.filled & keyBit) return row.isShared ? 'email_shared' : undefined;
	if (policy.matchBy !== 'username') return 'key_blank';
	if (row.fallbackBad & keyBit) return 'default_unusable';
	return row.fallback & keyBit ? undefined : 'username_required';
}

/** P9: by their Old Username only stored users are met, and only where users are updated. */
function oldNameFault(row: RowState, policy: Policy): IssueCode | null | undefined {
	if (!policy.updates) return 'rename_needs_update';
	if (row.bad & bits.oldUsername) return null;
	if (!row.isMet) return 'old_username_unknown';
	if (row.deletes) return undefined;
	if (row.bad & bits.username) return null;
	return row.filled & bits.username ? undefined : 'username_required';
}

function decideDelete(row: RowState, policy: Policy, decision: Decision): void {
	if (!policy.updates) return reset(decision, 'error', 'deletes_need_update');
	if (!policy.mayDelete) return reset(decision, 'error', 'not_allowed');
	if (!policy.allowsDeletes) return reset(decision, 'error', 'deletes_off');
	if (!row.isMet) return reset(decision, 'skip', 'no_such_user');
	if (!row.inOtherExams) return reset(decision, 'delete', null);
	if (row.fixes & fixFlag.delete_everywhere) return reset(decision, 'delete', null);
	if (!(row.fixes & fixFlag.take_out)) return reset(decision, 'error', 'in_other_exams');
	reset(decision, row.inExam ? 'update' : 'unchanged', null);
	decision.takesOut = row.inExam;
}

function decideNew(row: RowState, policy: Policy, decision: Decision): void {
	if (!policy.addsNew) return reset(decision, 'skip', 'no_such_user');
	const missing = missingForCreate(row, policy);
	if (row.bad || missing) return reset(decision, 'error', missing);
	reset(decision, 'create', null);
	decision.sets = (row.filled | row.fallback) & (userMask | registrationMask);
	decision.addsToExam = true;
	decision.setsPassword = true;
	decision.setsPhoto = (row.photo & photoFlag.brings) !== 0;
	const isWeak = row.hasPassword ? row.weakPassword : policy.makesWeak;
	decision.forcesChange =
		policy.forcesChange === 'all' || (policy.forcesChange === 'weak' && isWeak);
	tellAndWarn(row, policy, decision);
}

/** The first thing that a new user lacks (P7, F4, W1). */
function missingForCreate(row: RowState, policy: Policy): IssueCode | null {
	const has = row.filled | row.bad | row.fallback;
	if (row.fallbackBad) return 'default_unusable';
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
	const isByUsername = policy.matchBy === 'username' || row.renames;
	const isOther = isByUsername && row.otherClientId;
	if (isOther && !(row.fixes & fixFlag.same_person)) {
		return reset(decision, 'error', 'other_client_id');
	}
	reset(decision, 'unchanged', null);
	decision.addsToExam = !row.inExam;
	if (!decideDetails(row, policy, decision)) return reset(decision, 'error', 'default_unusable');
	// What was asked for by name is done under every choice of S4 (P9, P13).
	if (row.renames) decision.sets |= row.differs & bits.username;
	if (isOther) decision.sets |= bits.clientId;
	decision.setsPassword = policy.setsExistingPassword && row.hasPassword;
	if (decision.setsPassword && !policy.hasSealingKey) {
		return reset(decision, 'error', 'password_key_missing');
	}
	decision.setsPhoto =
		(row.photo & photoFlag.brings) !== 0 && (!row.storedPhoto || policy.replacesPhotos);
	decision.forcesChange =
		!row.mustChangePassword &&
		(policy.forcesChange === 'all' ||
			(policy.forcesChange === 'weak' && decision.setsPassword && row.weakPassword));
	if (
		decision.sets ||
		decision.clears ||
		decision.addsToExam ||
		decision.setsPassword ||
		decision.setsPhoto ||
		decision.forcesChange
	) {
		decision.action = 'update';
		tellAndWarn(row, policy, decision);
	}
}

/** S4, S10 and S13 for a stored user (P6); false where it would take a default that cannot stand there. */
function decideDetails(row: RowState, policy: Policy, decision: Decision): boolean {
	const own = row.inExam ? userMask | registrationMask : userMask;
	// The default names those who have no name; nobody is renamed by it (S13).
	const fallback = row.fallback & ~bits.username;
	// A user new to this exam takes the whole registration from file and defaults, under every choice of S4.
	const joining = row.inExam ? 0 : registrationMask;
	const registration = (row.filled | fallback) & joining;
	const isBad = (mask: number) => (row.fallbackBad & ~bits.username & mask) !== 0;
	if (isBad(joining)) return false;
	const changing = row.filled & row.differs & own;
	const clearable = ~row.filled & ~row.storedEmpty & own;
	switch (policy.details) {
		case 'override':
			decision.sets = changing | registration;
			break;
		case 'override_defaults':
			if (isBad(own)) return false;
			decision.sets = changing | (fallback & row.differs & own) | registration;
			break;
		case 'fill_missing': {
			const missing = row.storedEmpty & own;
			if (isBad(missing)) return false;
			decision.sets = ((row.filled | fallback) & missing) | registration;
			return true;
		}
		case 'no_changes':
			decision.sets = registration;
			decision.isHeldBack = changing !== 0;
			return true;
	}
	decision.clears = policy.clears & clearable;
	decision.keptOnClear = policy.keepsOnClear & clearable;
	return true;
}

/** What follows from a change: who is mailed and what that needs (S8, F6, Y9), and the cross rules (F11). */
import { registrationMask } from './facts';
import { fieldBit, roles } from './fields';
import type { Policy } from './policy';
import { reset, type Decision, type Mail, type RowState } from './row-state';

const bits = {
	username: fieldBit('username'),
	email: fieldBit('email'),
	role: fieldBit('role'),
	eligible: fieldBit('eligible'),
	venue: fieldBit('venue'),
	bookingStatus: fieldBit('bookingStatus')
};
/** An update that touches one of these is told to the user (Y9). */
const toldMask = bits.username | bits.role | bits.venue | bits.bookingStatus;
const candidate = roles.indexOf('candidate') + 1;

/** Completes a create or an update, by the user as the row leaves it; without an address that it needs, it is an error. */
export function tellAndWarn(row: RowState, policy: Policy, decision: Decision): void {
	const { sets } = decision;
	const keeps = row.isMet && row.inExam;
	const touched = (sets | decision.clears) & registrationMask;
	const isBooked = sets & bits.bookingStatus ? row.booked : keeps && row.storedBooked;
	const isIneligible = sets & bits.eligible ? row.ineligible : keeps && row.storedIneligible;
	const isStaff = sets & bits.role ? row.role !== candidate : keeps && row.storedStaff;
	if (policy.mails !== 'none') {
		decision.mail = mailOf(policy, decision, { isBooked, isIneligible, isStaff });
		if (decision.mail === 'sent') requireEmail(row, decision);
		if (decision.action === 'error') return;
	}
	if (!isBooked || !(touched || decision.addsToExam)) return;
	const keptVenue = keeps && !((row.storedEmpty | decision.clears) & bits.venue);
	decision.bookedWithoutVenue = !(sets & bits.venue) && !keptVenue;
	decision.bookedNotEligible = isIneligible;
}

interface After {
	readonly isBooked: boolean;
	readonly isIneligible: boolean;
	readonly isStaff: boolean;
}

function mailOf(policy: Policy, decision: Decision, after: After): Mail {
	const isTold =
		decision.action === 'create' ||
		(policy.mails === 'new_and_updated' &&
			(decision.addsToExam || ((decision.sets | decision.clears) & toldMask) !== 0));
	if (!isTold) return 'none';
	if (policy.hasExamStarted) return 'exam_started';
	if (after.isIneligible) return 'not_eligible';
	return after.isBooked || after.isStaff ? 'sent' : 'not_booked';
}

/** F6: whom this upload mails needs an address, so that it is no blank cell that clears it (P6). */
function requireEmail(row: RowState, decision: Decision): void {
	if (decision.sets & bits.email) return;
	if (!row.isMet || row.storedEmpty & bits.email) return reset(decision, 'error', 'email_required');
	if (!(decision.clears & bits.email)) return;
	decision.clears &= ~bits.email;
	decision.keptOnClear |= bits.email;
}

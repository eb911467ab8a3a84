/**
 * An unsent creation that meets a stored user after all (Y6: two admins, one list) is planned again as its row would be
 * now, by its upload's own settings. Pure; the same `decideRow` as ever.
 */
import type { UserChange } from './change';
import { decideRow } from './decide';
import { createDecision, type Decision } from './row-state';
import { keyFields, type KeyField } from './facts';
import { fieldBit, roles, type FieldKey } from './fields';
import type { IssueCode } from './issue';
import { emailKey, foldKey } from './match';
import { applyEffect, comparePerson, personOf, type PersonValues } from './persons';
import { createRowState } from './plan-table';
import { createPolicy } from './policy';
import { registrationFields, userFields, type RowRecord, type User } from './records';
import { defaultKeys, type Settings } from './settings';

export interface ReplanInput {
	readonly create: UserChange;
	readonly settings: Settings;
	/** Other users, stored on the server, that hold the creation's keys. */
	readonly holders: Readonly<Record<KeyField, User | null>>;
	/** False for a password made here: an existing user takes only one that stood in a file (W2). */
	readonly isFilePassword: boolean;
}

export interface Replanned {
	readonly action: 'update' | 'unchanged' | 'skip' | 'error';
	/** The reason for skip and error. */
	readonly code: IssueCode | null;
	/** The stored user that it is about. */
	readonly met: User | null;
	/** What becomes of that user; null unless `update`. */
	readonly after: PersonValues | null;
	readonly setsPassword: boolean;
	/** Whom the upload mails (S8). */
	readonly emailDetails: Settings['emailDetails'];
}

const takenCodes: Readonly<Record<KeyField, IssueCode>> = {
	username: 'username_taken',
	clientId: 'client_id_taken',
	email: 'email_taken'
};

/** The exam that a creation registers its user in; '' for none. */
export function examOfCreate({ set }: UserChange): string {
	return Object.keys(set.registrations)[0] ?? '';
}

export function replan(input: ReplanInput): Replanned {
	const { create, settings, holders } = input;
	const policy = createPolicy({ settings, present: 0, hasSealingKey: true });
	const examId = examOfCreate(create);
	const record = recordOf(create, examId);
	// Where all are added nobody is met: who holds the name now is in the way (P3).
	const met = policy.numbers ? null : holders[policy.matchBy];
	const decision = createDecision();
	const state = stateOf(input, record, { met, examId });
	decideRow(state, policy, decision);
	const taken = takenKey(decision, holders, { met, shares: !policy.preventsSharedEmail });
	if (taken) return ending('error', takenCodes[taken], holders[taken]);
	const { action, code } = decision;
	if (action === 'update' && met) {
		const after = applyEffect(personOf(met, examId), record, decision);
		const { setsPassword } = decision;
		const { emailDetails } = settings;
		return { action, code: null, met, after, setsPassword, emailDetails };
	}
	if (action === 'unchanged' || action === 'skip') return ending(action, code, met);
	return ending('error', code, met);
}

function ending(
	action: Exclude<Replanned['action'], 'update'>,
	code: IssueCode | null,
	met: User | null
): Replanned {
	return { action, code, met, after: null, setsPassword: false, emailDetails: 'none' };
}

function recordOf({ set }: UserChange, examId: string): RowRecord {
	const { clientId, username, title, firstName, lastName, email, phone } = set.user;
	const registration = set.registrations[examId] ?? {};
	return { clientId, username, title, firstName, lastName, email, phone, ...registration };
}

function stateOf(
	{ create, isFilePassword, settings }: ReplanInput,
	record: RowRecord,
	{ met, examId }: { met: User | null; examId: string }
) {
	const state = createRowState();
	const fields: readonly FieldKey[] = [...userFields, ...registrationFields];
	for (const field of fields) {
		const value = record[field as keyof RowRecord];
		if (value !== undefined && value !== '') state.filled |= fieldBit(field);
	}
	// What may be a default is taken where defaults are: an override by the file alone must not spread it (P6).
	for (const key of defaultKeys) {
		if (key === 'username' || key === settings.matchBy || settings.defaults[key] === '') continue;
		state.fallback |= state.filled & fieldBit(key);
		state.filled &= ~fieldBit(key);
	}
	state.role = record.role ? roles.indexOf(record.role) + 1 : 0;
	state.booked = record.bookingStatus === 'Booked';
	state.ineligible = record.eligible === false;
	state.hasPassword = create.password !== null && isFilePassword;
	state.weakPassword = create.set.user.mustChangePassword === true;
	if (!met) return state;
	const person = personOf(met, examId);
	const mask = state.filled | state.fallback;
	const { differs, storedEmpty } = comparePerson(record, mask, person);
	state.isMet = true;
	state.inExam = person.registration !== null || examId === '';
	state.inOtherExams = person.inOtherExams;
	state.mustChangePassword = met.mustChangePassword;
	state.storedEmpty = storedEmpty;
	state.storedBooked = person.registration?.bookingStatus === 'Booked';
	state.storedIneligible = person.registration?.eligible === false;
	state.storedStaff = person.registration !== null && person.registration.role !== 'candidate';
	// Equal but for its case, a username is the same name.
	const isSameName = foldKey(record.username ?? '') === foldKey(met.username);
	state.differs = isSameName ? differs & ~fieldBit('username') : differs;
	state.otherClientId =
		met.clientId !== '' &&
		(record.clientId ?? '') !== '' &&
		foldKey(met.clientId) !== foldKey(record.clientId ?? '');
	return state;
}

/** M4: a key that the decision would take and another stored user holds. */
function takenKey(
	{ action, sets }: Decision,
	holders: ReplanInput['holders'],
	{ met, shares }: { met: User | null; shares: boolean }
): KeyField | null {
	if (action !== 'create' && action !== 'update') return null;
	const taken = keyFields.find((key) => {
		const holder = holders[key];
		if (!(sets & fieldBit(key)) || !holder || holder.id === met?.id) return false;
		return key !== 'email' || !shares;
	});
	return taken ?? null;
}

/** The folded keys that a creation takes; '' for none. */
export function keysOfCreate({ set }: UserChange): Readonly<Record<KeyField, string>> {
	const { username = '', clientId = '', email = '' } = set.user;
	return {
		username: username && foldKey(username),
		clientId: clientId && foldKey(clientId),
		email: email && emailKey(email)
	};
}

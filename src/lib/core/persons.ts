import { registrationMask, userMask, type KeyField } from './facts';
import { fieldBit, fieldIndex, type FieldKey } from './fields';
import {
	registrationFields,
	userFields,
	type Registration,
	type RowRecord,
	type User
} from './records';

/** A user and this exam's registration, as planning sees them. */
export interface PersonValues {
	readonly user: Readonly<Record<(typeof userFields)[number], string>>;
	/** null: not in this exam. */
	readonly registration: Registration | null;
	readonly inOtherExams: boolean;
	readonly mustChangePassword: boolean;
}

/** Folded keys of a user or row; '' where there is none. */
export type PersonKeys = Readonly<Record<KeyField, string>>;

export interface StoredPerson {
	readonly values: PersonValues;
	readonly keys: PersonKeys;
}

/** A row whose place in the file matters, with its values and folded keys. */
export interface EntangledRow {
	readonly row: number;
	readonly record: RowRecord;
	readonly keys: PersonKeys;
}

/** What several rows make of one user. */
export interface Fold {
	/** Ordinal of the stored user, or -1 for one that the file creates. */
	readonly ordinal: number;
	/** Rows with an effect, in file order. */
	readonly rows: readonly number[];
	/** null: deleted. */
	readonly after: PersonValues | null;
	/** The row whose password counts, or -1. */
	readonly passwordRow: number;
	readonly kind: 'create' | 'update' | 'delete' | 'none';
	/** Place among the folds of which one takes a key that another frees: in this order they are sent (Y2); -1 for none. */
	readonly turn: number;
	/** Folds of one number take keys of each other in a ring, and travel together; -1 for none. */
	readonly ring: number;
}

/** P7: what a new registration has where the file says nothing. */
export const newRegistration: Registration = {
	role: 'candidate',
	eligible: true,
	venue: '',
	bookingStatus: 'Not Booked'
};

export const newPerson: PersonValues = {
	user: {
		clientId: '',
		username: '',
		title: '',
		firstName: '',
		lastName: '',
		email: '',
		phone: ''
	},
	registration: null,
	inOtherExams: false,
	mustChangePassword: false
};

export function personOf(user: User, examId: string): PersonValues {
	const exams = Object.keys(user.registrations);
	return {
		user,
		registration: user.registrations[examId] ?? null,
		inOtherExams: exams.some((exam) => exam !== examId),
		mustChangePassword: user.mustChangePassword
	};
}

/** What a decision does to a person: `sets` take the record's value, `clears` are emptied. */
export interface Effect {
	readonly sets: number;
	readonly clears: number;
	readonly addsToExam: boolean;
	/** Out of this exam alone (P10). */
	readonly takesOut: boolean;
	readonly forcesChange: boolean;
}

export function applyEffect(person: PersonValues, record: RowRecord, effect: Effect): PersonValues {
	const user: Record<string, string> = {};
	for (const field of userFields) {
		const bit = fieldBit(field);
		if (effect.sets & bit) user[field] = record[field] ?? '';
		else if (effect.clears & bit) user[field] = '';
		else user[field] = person.user[field];
	}
	return {
		user: user as PersonValues['user'],
		registration: effect.takesOut ? null : applyRegistration(person.registration, record, effect),
		inOtherExams: person.inOtherExams,
		mustChangePassword: person.mustChangePassword || effect.forcesChange
	};
}

function applyRegistration(
	before: Registration | null,
	record: RowRecord,
	effect: Effect
): Registration | null {
	if (before === null && !effect.addsToExam) return null;
	const base = before ?? newRegistration;
	const has = (field: FieldKey) => (effect.sets & fieldBit(field)) !== 0;
	return {
		role: has('role') && record.role ? record.role : base.role,
		eligible: has('eligible') && record.eligible !== undefined ? record.eligible : base.eligible,
		venue: has('venue')
			? (record.venue ?? '')
			: effect.clears & fieldBit('venue')
				? ''
				: base.venue,
		bookingStatus:
			has('bookingStatus') && record.bookingStatus ? record.bookingStatus : base.bookingStatus
	};
}

/** Fields in which a row's filled values are not the person's, and fields that are empty in the person. */
export interface Comparison {
	differs: number;
	storedEmpty: number;
}

const recordMask = userMask | registrationMask;

/** Compares a row with the user it meets; the field it was matched by never differs (its folded form is equal). */
export function comparePerson(record: RowRecord, filled: number, person: PersonValues): Comparison {
	let differs = 0;
	let storedEmpty = 0;
	for (const field of userFields) {
		const bit = 1 << fieldIndex[field];
		const stored = person.user[field];
		if (stored === '') storedEmpty |= bit;
		if (filled & bit && record[field] !== stored) differs |= bit;
	}
	const registration = person.registration;
	for (const field of registrationFields) {
		const bit = 1 << fieldIndex[field];
		if (registration === null || registration[field] === '') storedEmpty |= bit;
		if (filled & bit && registration?.[field] !== record[field]) differs |= bit;
	}
	return { differs: differs & recordMask, storedEmpty };
}

/** True where nothing of the person changes; clearing what is empty is nothing. */
export function samePerson(one: PersonValues, other: PersonValues): boolean {
	return (
		userFields.every((field) => one.user[field] === other.user[field]) &&
		one.mustChangePassword === other.mustChangePassword &&
		(one.registration === null) === (other.registration === null) &&
		registrationFields.every((field) => one.registration?.[field] === other.registration?.[field])
	);
}

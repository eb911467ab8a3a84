/**
 * What takes a change of a user back, given the user as it is now (V9): what the change set and still stands goes back to
 * what stood before it, what was edited since is kept and named. Pure.
 */
import type { RegistrationsSet, UserChange, UserSet, UserValues } from './change';
import { newRegistration } from './persons';
import { registrationFields, userFields, type Registration, type User } from './records';

/** A field by its key; `photo`, and `registration` for being in an exam at all. */
export type UndoField =
	| (typeof userFields)[number]
	| (typeof registrationFields)[number]
	| 'mustChangePassword'
	| 'photo'
	| 'registration';

/** Why something is kept or cannot be taken back. */
export type UndoReason =
	| 'edited' // these fields have other values since
	| 'touched' // other fields were edited since, and stay
	| 'deleted' // somebody deleted the user since
	| 'restored' // somebody restored the user since
	| 'password' // the former password is not known here
	| 'username_taken' // by another user, since
	| 'client_id_taken'
	| 'email_taken'
	| 'ring_too_large' // more users than can be sent together free each other's keys
	| 'not_allowed' // by the role of who undoes
	| 'gone'; // the user is not on this device any more

export type UndoneAs = 'removed' | 'restored' | 'put_back' | 'none';

/** A user of an undo, as it is listed: reversed, kept because edited since, or could not. */
export interface UndoLine {
	readonly list: 'reversed' | 'kept' | 'not';
	readonly userId: string;
	readonly name: string;
	readonly username: string;
	/** What was taken back all the same. */
	readonly did: UndoneAs;
	readonly reason: UndoReason | null;
	/** Fields that are kept. */
	readonly fields: readonly UndoField[];
	/** Name of the user who stands in the way, or ''. */
	readonly other: string;
}

export interface Reversal {
	/** null: nothing is left to take back. */
	readonly op: 'update' | 'delete' | 'restore' | null;
	readonly set: UserValues;
	readonly before: UserValues;
	readonly reason: UndoReason | null;
	/** Fields edited since. */
	readonly kept: readonly UndoField[];
}

const noValues: UserValues = { user: {}, registrations: {} };
const nothing = { op: null, set: noValues, before: noValues, kept: [] } as const;

/** @param isTouched another change of the user came after this one, here or on the server */
export function reverseChange(change: UserChange, user: User, isTouched: boolean): Reversal {
	const isDeleted = user.deletedAt !== null;
	if (change.op === 'delete') {
		return isDeleted
			? { ...nothing, op: 'restore', reason: null }
			: { ...nothing, reason: 'restored' };
	}
	if (isDeleted) return { ...nothing, reason: 'deleted' };
	if (change.op === 'update') return reverseUpdate(change, user, isTouched);
	const kept = change.op === 'create' ? editedSinceCreate(change, user) : [];
	if (kept.length > 0) return { ...nothing, reason: 'edited', kept };
	if (change.op === 'restore' && isTouched) return { ...nothing, reason: 'touched' };
	return { ...nothing, op: 'delete', reason: null };
}

/** Must-change apart: users clear it themselves by their first sign-in. */
function editedSinceCreate({ set }: UserChange, user: User): UndoField[] {
	const kept: UndoField[] = userFields.filter((field) => user[field] !== (set.user[field] ?? ''));
	if (!isSamePhoto(user.photo, set.user.photo ?? null)) kept.push('photo');
	const exams = new Set([...Object.keys(set.registrations), ...Object.keys(user.registrations)]);
	for (const exam of exams) {
		const made = set.registrations[exam];
		kept.push(
			...registrationDiffers(
				user.registrations[exam],
				made ? { ...newRegistration, ...defined(made) } : null
			)
		);
	}
	return [...new Set(kept)];
}

function reverseUpdate(change: UserChange, user: User, isTouched: boolean): Reversal {
	const fields = reverseFields(change, user);
	const registrations = reverseRegistrations(change, user);
	const kept = [...new Set([...fields.kept, ...registrations.kept])];
	const set = { user: fields.set, registrations: registrations.set };
	const before = { user: fields.before, registrations: registrations.before };
	const isAny = Object.keys(set.user).length + Object.keys(set.registrations).length > 0;
	const since = isTouched ? 'touched' : null;
	const reason = change.password ? 'password' : kept.length > 0 ? 'edited' : since;
	return { op: isAny ? 'update' : null, set, before, kept, reason };
}

interface Reversed<T> {
	readonly set: T;
	readonly before: T;
	readonly kept: UndoField[];
}

function reverseFields({ set, before, password }: UserChange, user: User): Reversed<UserSet> {
	const back: Record<string, unknown> = {};
	const now: Record<string, unknown> = {};
	const kept: UndoField[] = [];
	for (const field of [...userFields, 'photo', 'mustChangePassword'] as const) {
		if (!(field in set.user)) continue;
		// A password that stays keeps its mark.
		if (field === 'mustChangePassword' && password) continue;
		if (isSame(field, user[field], before.user[field])) continue;
		if (isSame(field, user[field], set.user[field])) {
			back[field] = before.user[field];
			now[field] = user[field];
		} else kept.push(field);
	}
	return { set: back, before: now, kept };
}

function isSame(field: UndoField, one: unknown, other: unknown): boolean {
	return field === 'photo' ? isSamePhoto(one as Photo, other as Photo) : one === other;
}

type Photo = User['photo'] | undefined;

function isSamePhoto(one: Photo, other: Photo): boolean {
	return (one?.sha256 ?? '') === (other?.sha256 ?? '');
}

function reverseRegistrations({ set, before }: UserChange, user: User): Reversed<RegistrationsSet> {
	const back: RegistrationsSet = {};
	const now: RegistrationsSet = {};
	const kept: UndoField[] = [];
	for (const [exam, wanted] of Object.entries(set.registrations)) {
		const held = user.registrations[exam];
		const was = before.registrations[exam];
		if (wanted && was && held) {
			const fields = reverseOne({ wanted, was, held }, kept);
			if (Object.keys(fields.set).length === 0) continue;
			back[exam] = fields.set;
			now[exam] = fields.before;
		} else if (wanted && !was) {
			// Put into the exam: taken out again where nothing of it was edited.
			if (!held) continue;
			const edited = registrationDiffers(held, { ...newRegistration, ...defined(wanted) });
			kept.push(...edited);
			if (edited.length > 0) continue;
			back[exam] = null;
			now[exam] = { ...held };
		} else if (!wanted && was && !held) {
			back[exam] = was;
			now[exam] = null;
		} else if (!wanted && was && held) {
			if (registrationDiffers(held, { ...newRegistration, ...defined(was) }).length > 0)
				kept.push('registration');
		} else if (wanted && was && !held) kept.push('registration');
	}
	return { set: back, before: now, kept };
}

type Partly = NonNullable<RegistrationsSet[string]>;

function reverseOne(
	{ wanted, was, held }: { wanted: Partly; was: Partly; held: Registration },
	kept: UndoField[]
): { set: Partly; before: Partly } {
	const set: Record<string, unknown> = {};
	const before: Record<string, unknown> = {};
	for (const field of registrationFields) {
		if (!(field in wanted) || held[field] === was[field]) continue;
		if (held[field] === wanted[field]) {
			set[field] = was[field];
			before[field] = held[field];
		} else kept.push(field);
	}
	return { set, before };
}

function registrationDiffers(
	held: Registration | undefined,
	made: Registration | null
): UndoField[] {
	if (!held || !made) return held || made ? ['registration'] : [];
	return registrationFields.filter((field) => held[field] !== made[field]);
}

/** Says to the compiler what the schema says already: a field that is there has a value. */
function defined(values: Partly): Partial<Registration> {
	return values as Partial<Registration>;
}

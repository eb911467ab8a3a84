/** One change against what is stored (PROTOCOL 3.6–3.9). Decides; writes nothing. */
import type { Change, ExamChange, Outcome, UserChange } from '../../core/change';
import type { Exam, User } from '../../core/records';
import { mayMake } from '../../core/roles';
import {
	applyToExam,
	applyToUser,
	overlapsOfExam,
	overlapsOfUser,
	unseen,
	unseenInUser
} from './merge';
import { keyOf, type Held } from './rows';
import type { BatchState } from './state';

export type RejectionCode = Extract<Outcome, { outcome: 'rejected' }>['code'];

export type Verdict =
	/** `merge` where others' edits were kept beside it: the version seen, and theirs. */
	| {
			readonly kind: 'write';
			readonly value: User | Exam;
			readonly merge: { readonly base: number; readonly onto: number } | null;
	  }
	/** It is as the change wants it already. */
	| { readonly kind: 'nothing'; readonly version: number }
	| { readonly kind: 'conflict'; readonly held: Held<User | Exam>; readonly fields: string[] }
	| Rejection;

export interface Rejection {
	readonly kind: 'rejected';
	readonly code: RejectionCode;
	readonly field: string | null;
	readonly storedId: string | null;
}

export function reject(
	code: RejectionCode,
	field: string | null = null,
	storedId: string | null = null
): Rejection {
	return { kind: 'rejected', code, field, storedId };
}

/** Rejections that leave no receipt: what is missing may arrive, and then the same change is good. */
export const passingRejections: ReadonlySet<RejectionCode> = new Set([
	'previous_missing',
	'envelope_missing'
]);

export function decide(change: Change, state: BatchState): Verdict {
	// The server decides, whatever the device let through (X1, X2).
	if (!mayMake(change, state.role)) return reject('not_allowed');
	const base = baseOf(change, state);
	if (typeof base !== 'number') return base;
	const refused = change.kind === 'user' ? checkReferences(change, state) : null;
	if (refused) return refused;
	const held = (change.kind === 'user' ? state.users : state.exams).get(change.id);
	if (change.op === 'create') {
		return held ? reject('already_exists', null, change.id) : create(change, state);
	}
	if (!held) return reject(change.kind === 'user' ? 'unknown_user' : 'unknown_exam');
	return change.op === 'delete'
		? decideDelete(change, { held, base, state })
		: decideEdit(change, { held, base, state });
}

/** The version the sender has seen (PROTOCOL 3.7). */
function baseOf(change: Change, state: BatchState): number | Rejection {
	const { previousChangeId } = change;
	if (previousChangeId === null) return change.baseVersion;
	const previous = state.receipts.get(previousChangeId);
	if (!previous) {
		return reject(state.failed.has(previousChangeId) ? 'previous_failed' : 'previous_missing');
	}
	if (previous.outcome.outcome !== 'applied') return reject('previous_failed');
	const hasSeenAll = change.baseVersion >= previous.mergedOnto;
	return hasSeenAll ? previous.outcome.version : previous.knownVersion;
}

/** The last version of others that a merge onto `stored` keeps; this device's own edits on top do not count. */
function ontoOf(change: Change, stored: User | Exam, state: BatchState): number {
	const previous = state.receipts.get(change.previousChangeId ?? '');
	const isOwn =
		previous?.outcome.outcome === 'applied' && previous.outcome.version === stored.version;
	return isOwn ? previous.mergedOnto : stored.version;
}

function checkReferences(change: UserChange, state: BatchState): Rejection | null {
	if (change.password && !state.envelopes.has(change.password.envelope)) {
		return reject('envelope_missing', 'password');
	}
	for (const [examId, wanted] of Object.entries(change.set.registrations)) {
		const exam = state.exams.get(examId);
		if (wanted && exam?.value.deletedAt !== null) {
			return reject('unknown_exam', `registrations.${examId}`);
		}
	}
	return null;
}

/** Spelled out: a constant that is spread and added to takes a hundred times as long (20 µs), for each user created. */
function blankUser(id: string): User {
	return {
		id,
		clientId: '',
		username: '',
		title: '',
		firstName: '',
		lastName: '',
		email: '',
		phone: '',
		photo: null,
		mustChangePassword: false,
		deletedAt: null,
		version: 0,
		registrations: {}
	};
}

function create(change: Change, { at }: BatchState): Verdict {
	const { id } = change;
	if (change.kind === 'user') {
		const value = applyToUser(change.set, blankUser(id));
		return blankField(value) ?? { kind: 'write', value, merge: null };
	}
	const { name, kind } = change.set;
	if (!name) return reject('malformed', 'name');
	if (!kind) return reject('malformed', 'kind');
	const empty = { id, name, kind, startsAt: null, venues: [], version: 0, deletedAt: null };
	const value = applyToExam(change.set, { ...empty, createdAt: at });
	return { kind: 'write', value, merge: null };
}

/** F4: what no user goes without. */
function blankField(user: User): Rejection | null {
	if (keyOf('username', user.username) === null) return reject('malformed', 'username');
	return user.firstName.trim() === '' ? reject('malformed', 'firstName') : null;
}

interface Against {
	readonly held: Held<User | Exam>;
	readonly base: number;
	readonly state: BatchState;
}

function decideDelete(change: Change, { held, base, state }: Against): Verdict {
	const stored = held.value;
	if (stored.deletedAt !== null) return { kind: 'nothing', version: stored.version };
	if (stored.version !== base) {
		return { kind: 'conflict', held, fields: ['deletedAt', ...unseenIn(change, stored)] };
	}
	return { kind: 'write', value: { ...stored, deletedAt: state.at }, merge: null };
}

function unseenIn(change: Change, stored: User | Exam): string[] {
	return change.kind === 'user'
		? unseenInUser(change.before, stored as User)
		: unseen(change.before, stored as unknown as Record<string, unknown>);
}

/** Update and restore (Y5). */
function decideEdit(change: Change, { held, base, state }: Against): Verdict {
	const stored = held.value;
	const isNewer = stored.version !== base;
	if (stored.deletedAt !== null && (change.op === 'update' || isNewer)) {
		return { kind: 'conflict', held, fields: ['deletedAt'] };
	}
	const fields = isNewer ? overlapsIn(change, held, base) : [];
	if (fields.length > 0) return { kind: 'conflict', held, fields };
	const value = { ...applied(change, stored), deletedAt: null };
	const refused = change.kind === 'user' ? blankField(value as User) : null;
	const merge = isNewer ? { base, onto: ontoOf(change, stored, state) } : null;
	return refused ?? { kind: 'write', value, merge };
}

function overlapsIn(change: Change, held: Held<User | Exam>, base: number): string[] {
	if (change.kind === 'exam') return overlapsOfExam(change, held.value as Exam);
	const fields = overlapsOfUser(change, held.value as User);
	// Two passwords cannot be compared: one that was set since is another's.
	if (change.password && held.passwordVersion > base) fields.push('password');
	return fields;
}

function applied(change: UserChange | ExamChange, stored: User | Exam): User | Exam {
	return change.kind === 'user'
		? applyToUser(change.set, stored as User)
		: applyToExam(change.set, stored as Exam);
}

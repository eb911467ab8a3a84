/** What the outcomes of a user's or exam's changes make of its local copy (PROTOCOL 5). Pure. */
import type { Change, Outcome } from '../core/change';

export interface Settled<C extends Change> {
	readonly change: C;
	readonly outcome: Outcome;
}

/** The least that a user and an exam share. */
interface Versioned {
	readonly version: number;
	readonly deletedAt: string | null;
}

export interface LocalCopy<T extends Versioned> {
	readonly value: T;
	/** The last unsettled change on it, or ''. */
	readonly pending: string;
	/** What the server has, as far as it was heard since the first of the unsettled changes. */
	readonly pulled: T | null;
	/** Refused changes whose effect `value` still holds, oldest first. */
	readonly refused: readonly Change[];
}

export interface Values<T, C> {
	readonly apply: (value: T, change: C, at: string) => T;
	readonly undo: (value: T, change: C, at: string) => T;
	/** True where the copy is a place without values. */
	readonly isAbsent: (value: T) => boolean;
}

/**
 * Takes the outcomes in their order. While other changes wait, the local copy keeps their effect and what the server has
 * is kept beside it; when the last is settled, the local copy is what the server has.
 */
export function settleOne<T extends Versioned, C extends Change>(
	copy: LocalCopy<T>,
	settled: readonly Settled<C>[],
	{ values, at }: { values: Values<T, C>; at: string }
): LocalCopy<T> {
	let { value, pending, pulled } = copy;
	const refused = [...copy.refused];
	for (const { change, outcome } of settled) {
		if (change.changeId === pending) pending = '';
		if (outcome.outcome === 'applied') {
			if (pulled && outcome.version > pulled.version) {
				const version = outcome.isMerged ? pulled.version : outcome.version;
				pulled = { ...values.apply(pulled, change, at), version };
			}
			// What was merged has not been seen here: the next change is still made against the older version (5.2). And a
			// change from a file (6.3) may be to one whom this device has never had: a pull brings all of it.
			const isUnknown = value.version === 0 && (change.op !== 'create' || values.isAbsent(value));
			if (!outcome.isMerged && !isUnknown) value = raised(value, outcome.version);
			continue;
		}
		refused.push(change);
		const told = heard<T>(outcome, value, at);
		if (told && (!pulled || told.version >= pulled.version)) pulled = told;
	}
	if (pending !== '') return { value, pending, pulled, refused };
	return {
		value: truth({ value, pulled, refused }, values, at),
		pending,
		pulled: null,
		refused: []
	};
}

function raised<T extends Versioned>(value: T, version: number): T {
	return version > value.version ? { ...value, version } : value;
}

/** What a refusal says of the server's copy. */
function heard<T extends Versioned>(outcome: Outcome, value: T, at: string): T | null {
	if (outcome.outcome === 'conflict') return (outcome.stored as T | null) ?? gone(value, at);
	const isUnknown =
		outcome.outcome === 'rejected' &&
		outcome.storedId === null &&
		(outcome.code === 'unknown_user' ||
			(outcome.code === 'unknown_exam' && outcome.field === null));
	return isUnknown ? gone(value, at) : null;
}

/** The server knows nothing of it: should another device send it again, its versions begin anew. */
function gone<T extends Versioned>(value: T, at: string): T {
	return { ...value, deletedAt: value.deletedAt ?? at, version: 0 };
}

function truth<T extends Versioned, C extends Change>(
	{ value, pulled, refused }: Pick<LocalCopy<T>, 'value' | 'pulled' | 'refused'>,
	{ undo }: Values<T, C>,
	at: string
): T {
	if (pulled) return pulled;
	const before = refused.reduceRight((left, change) => undo(left, change as C, at), value);
	// A deletion of one whom neither the server nor a creation has brought here hid nobody.
	const isHidden = value.version === 0 && value.deletedAt !== null;
	return isHidden ? { ...before, deletedAt: value.deletedAt } : before;
}

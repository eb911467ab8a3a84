/** Field-wise comparison and application of a change (Y5). Pure. */
import type { ExamChange, UserChange, UserValues } from '../../core/change';
import type { Exam, Registration, User } from '../../core/records';
import { canonicalJson } from '../canonical';

type Values = Readonly<Record<string, unknown>>;

/** P7: what a new registration holds where the change says nothing. */
const newRegistration: Registration = {
	role: 'candidate',
	eligible: true,
	venue: '',
	bookingStatus: 'Not Booked'
};

/** Fields where the stored value is neither the one the change saw nor the one it wants. */
export function overlapsOfUser(change: UserChange, stored: User): string[] {
	return [
		...overlaps(change.set.user, change.before.user, stored as unknown as Values),
		...Object.keys(change.set.registrations).flatMap((examId) =>
			overlapsOfRegistration(examId, change, stored.registrations[examId])
		)
	];
}

export function overlapsOfExam(change: ExamChange, stored: Exam): string[] {
	return overlaps(change.set, change.before, stored as unknown as Values);
}

/** Values that are not what the change saw: what a deletion would take with it unseen. */
export function unseenInUser(before: UserValues, stored: User): string[] {
	return [
		...unseen(before.user, stored as unknown as Values),
		...Object.entries(before.registrations).flatMap(([examId, seen]) => {
			const held = stored.registrations[examId];
			if (!held || !seen) return held || seen ? [`registrations.${examId}`] : [];
			return unseen(seen, held as unknown as Values).map((key) => `registrations.${examId}.${key}`);
		})
	];
}

export function unseen(before: Values, stored: Values): string[] {
	return Object.keys(before).filter((key) => !isSame(before[key], stored[key]));
}

function overlaps(set: Values, before: Values, stored: Values): string[] {
	return Object.keys(set).filter(
		(key) => !isSame(stored[key], set[key]) && !(key in before && isSame(stored[key], before[key]))
	);
}

function overlapsOfRegistration(
	examId: string,
	{ set, before }: UserChange,
	stored: Registration | undefined
): string[] {
	const name = `registrations.${examId}`;
	const wanted = set.registrations[examId];
	const seen = before.registrations[examId];
	if (!wanted) {
		if (!stored) return [];
		return seen && unseen(seen, stored as unknown as Values).length === 0 ? [] : [name];
	}
	if (!stored) return seen ? [name] : [];
	return overlaps(wanted, seen ?? {}, stored as unknown as Values).map((key) => `${name}.${key}`);
}

export function applyToUser(set: UserValues, stored: User): User {
	const registrations = new Map(Object.entries(stored.registrations));
	for (const [examId, wanted] of Object.entries(set.registrations)) {
		const held = registrations.get(examId) ?? newRegistration;
		if (wanted) registrations.set(examId, { ...held, ...defined(wanted) });
		else registrations.delete(examId);
	}
	return { ...stored, ...defined(set.user), registrations: Object.fromEntries(registrations) };
}

export function applyToExam(set: ExamChange['set'], stored: Exam): Exam {
	return { ...stored, ...defined(set) };
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Says to the compiler what JSON says already: a field that is there has a value. */
function defined<T extends object>(values: T): Defined<T> {
	return values as Defined<T>;
}

function isSame(a: unknown, b: unknown): boolean {
	return a === b || (typeof a === 'object' && canonicalJson(a) === canonicalJson(b));
}

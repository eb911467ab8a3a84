/** What a change does to the values of a user or exam, and how they stood before it (M5). Pure. */
import type { Change, ExamChange, UserChange, UserValues } from './change';
import { newRegistration } from './persons';
import type { Exam, Registration, User } from './records';

/** @param at time of a deletion, ISO 8601 */
export function applyToUser(user: User, change: UserChange, at: string): User {
	return {
		...setValues(user, change.set),
		deletedAt: deletedAfter(user.deletedAt, change.op, at)
	};
}

/** The user as it stood before the change. A creation undone leaves a tombstone. */
export function undoOnUser(user: User, change: UserChange, at: string): User {
	return {
		...setValues(user, change.before),
		deletedAt: deletedBefore(user.deletedAt, change.op, at)
	};
}

export function applyToExam(exam: Exam, change: ExamChange, at: string): Exam {
	const deletedAt = deletedAfter(exam.deletedAt, change.op, at);
	return { ...exam, ...(change.set as Partial<Exam>), deletedAt };
}

export function undoOnExam(exam: Exam, change: ExamChange, at: string): Exam {
	const deletedAt = deletedBefore(exam.deletedAt, change.op, at);
	return { ...exam, ...(change.before as Partial<Exam>), deletedAt };
}

/** Nothing but a place for changes that wait: the user was never on this device, and has no values yet (PROTOCOL 6.4). */
export function isAbsentUser({ version, username }: User): boolean {
	return version === 0 && username === '';
}

export function isAbsentExam({ version, name }: Exam): boolean {
	return version === 0 && name === '';
}

function deletedAfter(deletedAt: string | null, op: Change['op'], at: string): string | null {
	if (op === 'delete') return deletedAt ?? at;
	return op === 'restore' ? null : deletedAt;
}

function deletedBefore(deletedAt: string | null, op: Change['op'], at: string): string | null {
	if (op === 'delete') return null;
	return op === 'create' || op === 'restore' ? (deletedAt ?? at) : deletedAt;
}

function setValues(user: User, values: UserValues): User {
	const registrations = new Map(Object.entries(user.registrations));
	for (const [examId, wanted] of Object.entries(values.registrations)) {
		if (wanted === null) registrations.delete(examId);
		else {
			const held = registrations.get(examId) ?? newRegistration;
			registrations.set(examId, { ...held, ...(wanted as Partial<Registration>) });
		}
	}
	return {
		...user,
		...(values.user as Partial<User>),
		registrations: Object.fromEntries(registrations)
	};
}

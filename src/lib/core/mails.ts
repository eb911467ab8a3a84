/** Registration mails (S8, Y9): which change asks for one, and whom none is sent to. Device and server agree by this. */
import type { UserChange } from './change';
import type { Exam, Registration, User } from './records';
import type { Settings } from './settings';

/** Whether an upload that mails `choice` wants the user told of this change in its exam. */
export function asksForMail(
	choice: Settings['emailDetails'],
	{ op, set, before }: Pick<UserChange, 'op' | 'set' | 'before'>,
	examId: string
): boolean {
	if (choice === 'none' || op === 'delete') return false;
	if (op === 'create') return true;
	if (choice === 'new') return false;
	if (set.user.username !== undefined) return true;
	const registration = set.registrations[examId];
	if (!registration) return false;
	const isNew = !before.registrations[examId];
	return (
		isNew || 'role' in registration || 'venue' in registration || 'bookingStatus' in registration
	);
}

/** What a user has been told, or is to be told, about an exam: a change of it is worth a mail (Y9). */
export type Told = readonly [
	username: string,
	role: Registration['role'],
	venue: string,
	bookingStatus: Registration['bookingStatus']
];

/** Null for a deleted user and one who is not in the exam. */
export function toldOf(user: User | undefined, examId: string): Told | null {
	const registration = user?.registrations[examId];
	if (!user || !registration || user.deletedAt !== null) return null;
	const { role, venue, bookingStatus } = registration;
	return [user.username, role, venue, bookingStatus];
}

export function isSameTold(one: Told | null, other: Told | null): boolean {
	if (!one || !other) return one === other;
	return one.every((value, index) => value === other[index]);
}

/** Why a user gets no mail about an exam, as things stand. */
export const mailHindrances = [
	'deleted',
	'not_registered',
	'exam_deleted',
	'exam_started',
	'not_eligible',
	'not_booked',
	'no_email'
] as const;
export type MailHindrance = (typeof mailHindrances)[number];

/** Null where nothing stands in the way. */
export function mailHindrance(
	user: User,
	exam: Exam | undefined,
	nowMs: number
): MailHindrance | null {
	if (user.deletedAt !== null) return 'deleted';
	if (exam?.deletedAt !== null) return 'exam_deleted';
	const registration = user.registrations[exam.id];
	if (!registration) return 'not_registered';
	if (exam.startsAt !== null && Date.parse(exam.startsAt) <= nowMs) return 'exam_started';
	if (!registration.eligible) return 'not_eligible';
	if (registration.role === 'candidate' && registration.bookingStatus !== 'Booked')
		return 'not_booked';
	return user.email === '' ? 'no_email' : null;
}

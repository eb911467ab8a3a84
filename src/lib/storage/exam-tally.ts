/** What planning asks of an exam as a whole: who is in it, and who sits where. */
import type { MusterDatabase } from './db';

export interface ExamTally {
	/** Users registered in the exam. */
	readonly registered: number;
	/** Of these the booked ones, by the name of their venue. */
	readonly booked: ReadonlyMap<string, number>;
}

export const emptyTally: ExamTally = { registered: 0, booked: new Map() };

/** Goes through all users: callers keep the answer as long as the users stay the same. */
export async function tallyExam(db: MusterDatabase, examId: string): Promise<ExamTally> {
	let registered = 0;
	const booked = new Map<string, number>();
	await db.userPages.each(({ users }) => {
		for (const { deletedAt, registrations } of users) {
			const registration = deletedAt === null ? registrations[examId] : undefined;
			if (!registration) continue;
			registered += 1;
			const { venue, bookingStatus } = registration;
			if (bookingStatus === 'Booked') booked.set(venue, (booked.get(venue) ?? 0) + 1);
		}
	});
	return { registered, booked };
}

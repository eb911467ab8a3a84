import { changeSchemaNumber, type ExamChange } from '../core/change';
import { Failure } from '../core/failure';
import type { Exam } from '../core/records';
import { venueKey } from '../core/venues';
import type { MusterDatabase } from './db';
import { readMeta, writeMeta } from './meta';

/** Exams that are not deleted, the newest first. */
export async function listExams(db: MusterDatabase): Promise<Exam[]> {
	const exams = await db.exams.toArray();
	return exams
		.filter(({ deletedAt }) => deletedAt === null)
		.sort((a, b) => b.createdAt.localeCompare(a.createdAt));
}

/** Stores a new exam and the change that tells the server, in one transaction (M5, Y1). */
export async function createExam(db: MusterDatabase, exam: Exam, changeId: string): Promise<void> {
	await db.transaction('rw', db.meta, db.exams, db.changePages, async () => {
		const first = await readMeta(db, 'nextSequence');
		const { name, kind, startsAt, venues, createdAt } = exam;
		const change: ExamChange = {
			changeId,
			deviceSequence: first,
			kind: 'exam',
			op: 'create',
			id: exam.id,
			baseVersion: 0,
			previousChangeId: null,
			groupId: null,
			uploadId: null,
			schema: changeSchemaNumber,
			set: { name, kind, startsAt, venues: [...venues], createdAt },
			before: {}
		};
		await db.exams.add({ ...exam, pending: changeId });
		await db.changePages.add({ first, uploadId: '', changes: [change], isOpen: 1 });
		await writeMeta(db, 'nextSequence', first + 1);
		await writeMeta(db, 'generation', (await readMeta(db, 'generation')) + 1);
	});
}

/** A venue that an exam is to have, or not to have. */
export interface VenueSetting {
	readonly examId: string;
	readonly name: string;
	readonly isThere: boolean;
	readonly changeId: string;
}

/**
 * Adds a venue to an exam or takes it out, and stores the change that tells the server, in one transaction (F10, M5). What
 * is so already, in whatever spelling, is left.
 * @throws Failure 'exam_needed'
 */
export async function setVenue(
	db: MusterDatabase,
	{ examId, name, isThere, changeId }: VenueSetting
): Promise<void> {
	await db.transaction('rw', db.meta, db.exams, db.changePages, async () => {
		const exam = await db.exams.get(examId);
		if (!exam) throw new Failure('exam_needed');
		const others = exam.venues.filter((venue) => venueKey(venue.name) !== venueKey(name));
		if (others.length < exam.venues.length === isThere) return;
		const first = await readMeta(db, 'nextSequence');
		const venues = isThere ? [...others, { name, seats: null }] : others;
		const change: ExamChange = {
			changeId,
			deviceSequence: first,
			kind: 'exam',
			op: 'update',
			id: exam.id,
			baseVersion: exam.version,
			previousChangeId: exam.pending ?? null,
			groupId: null,
			uploadId: null,
			schema: changeSchemaNumber,
			set: { venues },
			before: { venues: [...exam.venues] }
		};
		await db.exams.put({ ...exam, venues, pending: changeId });
		await db.changePages.add({ first, uploadId: '', changes: [change], isOpen: 1 });
		await writeMeta(db, 'nextSequence', first + 1);
	});
}

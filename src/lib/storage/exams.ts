import { changeSchemaNumber, type ExamChange } from '../core/change';
import { Failure } from '../core/failure';
import type { Exam } from '../core/records';
import { venueKey } from '../core/venues';
import type { MusterDatabase, StoredExam } from './db';
import { readMeta, writeMeta } from './meta';

/** Exams that are not deleted, the newest first. */
export async function listExams(db: MusterDatabase): Promise<StoredExam[]> {
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
 * Adds a venue to an exam or takes it out (F10). What is so already, in whatever spelling, is left.
 * @throws Failure 'exam_needed'
 */
export function setVenue(
	db: MusterDatabase,
	{ examId, name, isThere, changeId }: VenueSetting
): Promise<void> {
	return updateExam(db, { examId, changeId }, ({ venues }) => {
		const others = venues.filter((venue) => venueKey(venue.name) !== venueKey(name));
		if (others.length < venues.length === isThere) return null;
		return { venues: isThere ? [...others, { name, seats: null }] : others };
	});
}

/**
 * An exam that takes photos from now on (M3).
 * @throws Failure 'exam_needed'
 */
export function makeProctored(
	db: MusterDatabase,
	about: Pick<VenueSetting, 'examId' | 'changeId'>
): Promise<void> {
	return updateExam(db, about, ({ kind }) => (kind === 'proctored' ? null : { kind: 'proctored' }));
}

/** Changes an exam and stores the change that tells the server, in one transaction (M5); null changes nothing. */
async function updateExam(
	db: MusterDatabase,
	{ examId, changeId }: Pick<VenueSetting, 'examId' | 'changeId'>,
	make: (exam: Exam) => Partial<Pick<Exam, 'kind' | 'venues'>> | null
): Promise<void> {
	await db.transaction('rw', db.meta, db.exams, db.changePages, async () => {
		const exam = await db.exams.get(examId);
		if (!exam) throw new Failure('exam_needed');
		const set = make(exam);
		if (!set) return;
		const first = await readMeta(db, 'nextSequence');
		const before = set.venues ? { venues: [...exam.venues] } : { kind: exam.kind };
		const { venues, ...rest } = set;
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
			set: { ...rest, ...(venues ? { venues: [...venues] } : {}) },
			before
		};
		await db.exams.put({ ...exam, ...set, pending: changeId });
		await db.changePages.add({ first, uploadId: '', changes: [change], isOpen: 1 });
		await writeMeta(db, 'nextSequence', first + 1);
	});
}

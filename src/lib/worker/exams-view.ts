/** Exams and venues with who is in them, and their edits by hand (V10). */
import { createIdSource } from '../core/ids';
import { mayChange, mayDelete } from '../core/roles';
import { deleteExam, saveExamEdit } from '../storage/edit-exam';
import { listExams } from '../storage/exams';
import { countByVenue } from '../storage/list-users';
import { listingOf } from '../storage/user-listing';
import { takeWritten, type Written } from '../storage/users';
import { randomBytes, refreshIndex, type Context } from './context';
import { whileWriting } from './locks';
import { requireRole } from './refuse-role';
import type { Requests } from './protocol';

export async function examsView(context: Context): Promise<Requests['exams']['answer']> {
	await refreshIndex(context);
	const { db, index } = context;
	const listing = await listingOf(db, index);
	const exams = await listExams(db);
	return exams.map((exam) => {
		const { users, byVenue } = countByVenue(listing, exam.id);
		const isUnsent = (exam.pending ?? '') !== '';
		return { exam, users, isUnsent, usersByVenue: [...byVenue].filter(([, count]) => count > 0) };
	});
}

/** @throws Failure 'exam_needed', 'exam_not_empty', 'not_allowed' */
export async function editExam(
	context: Context,
	{ examId, edit }: Requests['editExam']['ask']
): Promise<null> {
	return write(context, mayChange, (common) => saveExamEdit({ ...common, examId, edit }));
}

/** @throws Failure 'exam_needed', 'exam_not_empty', 'not_allowed' */
export async function removeExam(
	context: Context,
	{ examId }: Requests['deleteExam']['ask']
): Promise<null> {
	return write(context, mayDelete, (common) => deleteExam({ ...common, examId }));
}

type Common = Omit<Parameters<typeof deleteExam>[0], 'examId'>;

async function write(
	context: Context,
	may: typeof mayChange,
	work: (common: Common) => Promise<Written>
): Promise<null> {
	await requireRole(context, may);
	return whileWriting(async () => {
		await refreshIndex(context);
		const { db, index, nowMs } = context;
		const newId = createIdSource(nowMs, randomBytes);
		const written = await work({ db, index, newId, at: new Date(nowMs()).toISOString() });
		context.cache.clear();
		takeWritten(index, written);
		return null;
	});
}

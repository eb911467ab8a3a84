/**
 * An exam changed by hand, with its venues (V10, M3). A venue that gets another name takes its users along, and one that
 * has users is not taken out: exam, users and their changes are written in one transaction.
 */
import { applyToUser } from '../core/change-values';
import { changeSchemaNumber, type ExamChange } from '../core/change';
import { Failure } from '../core/failure';
import type { Exam, Registration, User, Venue } from '../core/records';
import { venueKey } from '../core/venues';
import { createChangeWriter, type ChangeWriter } from './change-writer';
import { pageUsers, type MusterDatabase, type StoredExam, type UserPage } from './db';
import { readMeta, writeMeta } from './meta';
import { userChange } from './user-change';
import { createUserStore, type UserStore } from './user-store';
import type { UserIndex, Written } from './users';

/** One venue of the exam as it was (null: a new one) and as it is to be (null: taken out). */
export interface VenueEdit {
	readonly from: string | null;
	readonly to: Venue | null;
}

export interface ExamEdit {
	/** What changes alone. */
	readonly set: Partial<Pick<Exam, 'name' | 'kind' | 'startsAt'>>;
	readonly venues: readonly VenueEdit[];
}

export interface EditExam {
	readonly db: MusterDatabase;
	readonly index: UserIndex;
	readonly examId: string;
	readonly edit: ExamEdit;
	readonly newId: () => string;
	/** ISO 8601. */
	readonly at: string;
}

/** @throws Failure 'exam_needed', 'exam_not_empty' where a venue that is taken out has users, 'draft_stale' */
export async function saveExamEdit(input: EditExam): Promise<Written> {
	const { edit } = input;
	return inTransaction(input, async (exam, { users, changes }) => {
		const set = changesOf(exam, edit);
		if (Object.keys(set).length > 0) await putExam(input, { exam, set, op: 'update' }, changes);
		const renamed = new Map(
			edit.venues.flatMap(({ from, to }) =>
				from !== null && to !== null && from !== to.name ? [[from, to.name] as const] : []
			)
		);
		const removed = new Set(
			edit.venues.flatMap(({ from, to }) => (from !== null && to === null ? [from] : []))
		);
		if (renamed.size + removed.size === 0) return;
		await forUsersIn(input, async (user, ordinal, pending) => {
			const { venue } = user.registrations[exam.id] as Registration;
			if (removed.has(venue)) throw new Failure('exam_not_empty', { venue });
			const to = renamed.get(venue);
			if (to === undefined) return;
			await moveUser(input, { user, ordinal, pending, to }, { users, changes });
		});
	});
}

/** @throws Failure 'exam_needed', 'exam_not_empty' */
export async function deleteExam(input: Omit<EditExam, 'edit'>): Promise<Written> {
	return inTransaction(input, async (exam, { changes }) => {
		await forUsersIn(input, () => Promise.reject(new Failure('exam_not_empty', { venue: '' })));
		const drafts = await input.db.drafts.filter(({ examId }) => examId === exam.id).count();
		if (drafts > 0) throw new Failure('exam_not_empty', { venue: '' });
		await putExam(input, { exam, set: {}, op: 'delete' }, changes);
	});
}

interface Writing {
	readonly users: UserStore;
	readonly changes: ChangeWriter;
}

type Input = Omit<EditExam, 'edit'>;

async function inTransaction(
	{ db, index, examId }: Input,
	write: (exam: StoredExam, writing: Writing) => Promise<void>
): Promise<Written> {
	const tables = [db.meta, db.exams, db.drafts, db.userPages, db.userKeys, db.changePages];
	return db.transaction('rw', tables, async () => {
		const generation = await readMeta(db, 'generation');
		if (generation !== index.generation) throw new Failure('draft_stale');
		const exam = await db.exams.get(examId);
		if (exam?.deletedAt !== null) throw new Failure('exam_needed');
		const first = await readMeta(db, 'nextSequence');
		const users = createUserStore(db, { count: index.count, secret: index.secret });
		const changes = createChangeWriter(db, { uploadId: '', first });
		await write(exam, { users, changes });
		await users.flush();
		await changes.flush();
		const next = changes.nextSequence();
		const ofUsers = Math.max(0, next - first - 1);
		await writeMeta(db, 'nextSequence', next);
		await writeMeta(db, 'generation', generation + 1);
		await writeMeta(db, 'unsent', (await readMeta(db, 'unsent')) + ofUsers);
		return { writtenKeys: users.writtenKeys, generation: generation + 1 };
	});
}

/** Venues are told apart as files tell them (F10). */
function changesOf(exam: Exam, { set, venues }: ExamEdit): ExamChange['set'] {
	const changed: ExamChange['set'] = {};
	if (set.name !== undefined && set.name !== exam.name) changed.name = set.name;
	if (set.kind !== undefined && set.kind !== exam.kind) changed.kind = set.kind;
	if (set.startsAt !== undefined && set.startsAt !== exam.startsAt) changed.startsAt = set.startsAt;
	const after = withVenues(exam.venues, venues);
	if (JSON.stringify(after) !== JSON.stringify(exam.venues)) changed.venues = after;
	return changed;
}

function withVenues(venues: readonly Venue[], edits: readonly VenueEdit[]): Venue[] {
	const byName = new Map(edits.map(({ from, to }) => [from, to]));
	const kept = venues.flatMap((venue) => {
		const to = byName.get(venue.name);
		return to === undefined ? [venue] : to === null ? [] : [to];
	});
	const known = new Set(kept.map(({ name }) => venueKey(name)));
	const added = edits.flatMap(({ from, to }) =>
		from === null && to !== null && !known.has(venueKey(to.name)) ? [to] : []
	);
	return [...kept, ...added].map(({ name, seats }) => ({ name, seats }));
}

async function putExam(
	{ db, newId, at }: Input,
	{ exam, set, op }: { exam: StoredExam; set: ExamChange['set']; op: 'update' | 'delete' },
	changes: ChangeWriter
): Promise<void> {
	const changeId = newId();
	const before = Object.fromEntries(
		Object.keys(set).map((field) => [field, exam[field as keyof Exam]])
	) as ExamChange['before'];
	changes.add({
		changeId,
		deviceSequence: changes.nextSequence(),
		kind: 'exam',
		op,
		id: exam.id,
		baseVersion: exam.version,
		previousChangeId: exam.pending ?? null,
		groupId: null,
		uploadId: null,
		schema: changeSchemaNumber,
		set,
		before
	});
	const deletedAt = op === 'delete' ? at : exam.deletedAt;
	await db.exams.put({ ...exam, ...(set as Partial<Exam>), deletedAt, pending: changeId });
}

/** Every user of the exam who is not deleted, page by page. */
async function forUsersIn(
	{ db, examId }: Input,
	visit: (user: User, ordinal: number, pending: string) => Promise<void>
): Promise<void> {
	for (const number of await db.userPages.toCollection().primaryKeys()) {
		const page: UserPage | undefined = await db.userPages.get(number);
		for (const [slot, user] of (page?.users ?? []).entries()) {
			if (user.deletedAt !== null || !user.registrations[examId]) continue;
			await visit(user, number * pageUsers + slot, page?.pending[slot] ?? '');
		}
	}
}

async function moveUser(
	{ examId, newId, at }: Input,
	moved: { user: User; ordinal: number; pending: string; to: string },
	{ users, changes }: Writing
): Promise<void> {
	const { user, ordinal, pending, to } = moved;
	if (!users.holds(ordinal)) await users.hold(ordinal);
	const venue = user.registrations[examId]?.venue ?? '';
	const change = userChange(user, {
		changeId: newId(),
		deviceSequence: changes.nextSequence(),
		op: 'update',
		pending,
		groupId: null,
		uploadId: null,
		set: { user: {}, registrations: { [examId]: { venue: to } } },
		before: { user: {}, registrations: { [examId]: { venue } } },
		allowsSharedEmail: false,
		password: null
	});
	changes.add(change);
	users.write(ordinal, applyToUser(user, change, at), change.changeId);
	if (changes.isFull()) await changes.flush();
}

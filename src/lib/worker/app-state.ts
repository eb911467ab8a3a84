/** What the frame shows: exams, users, what waits to be sent, the draft to go on with. */
import type { Exam } from '../core/records';
import { mayChange } from '../core/roles';
import { createExam, listExams } from '../storage/exams';
import { latestDraft } from '../storage/drafts';
import type { Upload } from '../storage/db';
import { readMeta } from '../storage/meta';
import { newId, refreshIndex, type Context } from './context';
import { isLocked, locksAtMs } from './lock';
import { isHeldElsewhere, whileWriting } from './locks';
import { requireRole } from './refuse-role';
import type { AppState, Requests } from './protocol';
import { otherKeyOf } from './sealing-key';
import { undoHeld } from './undo-upload';

export async function stateOf(context: Context): Promise<AppState> {
	const { db, name } = context;
	const draft = await latestDraft(db);
	// Another tab may have signed in.
	context.signedInAt = await readMeta(db, 'signedInAt');
	const locksAt = locksAtMs(context);
	return {
		database: name,
		isNew: context.isNew,
		exams: await listExams(db),
		users: await readMeta(db, 'users'),
		unsent: await readMeta(db, 'unsent'),
		draft: draft
			? {
					id: draft.id,
					fileName: draft.fileName,
					rows: draft.rows,
					errors: draft.errors,
					savedAt: draft.savedAt,
					isLeftOver: draft.isLeftOver,
					isElsewhere: await isHeldElsewhere(draft.id)
				}
			: null,
		hasSealingKey: context.sealingKey !== null,
		otherKey: await otherKeyOf(context),
		isLocked: isLocked(context),
		locksAt: locksAt === null ? null : new Date(locksAt).toISOString(),
		device: await readMeta(db, 'device'),
		pulledAt: await readMeta(db, 'pulledAt'),
		attention: await db.attention.count(),
		account: await readMeta(db, 'account'),
		replanned: context.replanned,
		isReviewOutdated:
			context.open !== null && context.open.draft.generation !== (await readMeta(db, 'generation'))
	};
}

export async function addExam(context: Context, ask: Requests['createExam']['ask']): Promise<Exam> {
	await requireRole(context, mayChange);
	const nowMs = context.nowMs();
	const exam: Exam = {
		id: newId(nowMs),
		name: ask.name,
		kind: ask.kind,
		startsAt: ask.startsAt ?? null,
		venues: ask.venues ?? [],
		version: 0,
		deletedAt: null,
		createdAt: new Date(nowMs).toISOString()
	};
	await whileWriting(() => createExam(context.db, exam, newId(nowMs)));
	// The exam changes no user: an index that was fresh stays so.
	await refreshIndex(context);
	return exam;
}

export async function historyOf({
	db,
	made,
	nowMs,
	account
}: Context): Promise<Requests['history']['answer']> {
	const onSheets = new Set([...made.values()].map(({ uploadId }) => uploadId));
	const uploads = await db.uploads.orderBy('savedAt').reverse().toArray();
	return uploads.map((upload) => ({
		...upload,
		kind: upload.kind ?? 'file',
		undoes: upload.undoes ?? null,
		undo: upload.undo ?? null,
		isUndone: upload.undoneBy !== undefined,
		canUndo: undoHeld(upload, nowMs(), account) === null && changesOf(upload) > 0,
		made: upload.made ? { ...upload.made, hasSheet: onSheets.has(upload.id) } : null,
		state: upload.attention > 0 ? 'attention' : upload.unsent > 0 ? 'saved' : 'accepted'
	}));
}

function changesOf({ changes }: Upload): number {
	return changes.create + changes.update + changes.delete;
}

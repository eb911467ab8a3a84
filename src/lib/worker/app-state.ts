/** What the frame shows: exams, users, what waits to be sent, the draft to go on with. */
import type { Exam } from '../core/records';
import { mayChange } from '../core/roles';
import { createExam, listExams } from '../storage/exams';
import { latestDraft } from '../storage/drafts';
import type { Upload } from '../storage/db';
import { readMeta, writeMeta } from '../storage/meta';
import { isOwnFingerprint } from '../storage/seal';
import { Failure } from '../core/failure';
import { newId, refreshIndex, type Context } from './context';
import { sealWaiting } from './waiting-passwords';
import { isHeldElsewhere, whileWriting } from './locks';
import { requireRole } from './refuse-role';
import type { AppState, Requests } from './protocol';
import { undoHeld } from './undo-upload';

export async function stateOf(context: Context): Promise<AppState> {
	const { db, name } = context;
	const draft = await latestDraft(db);
	return {
		database: name,
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

/** Keeps the key; passwords read before it came are sealed now. A key that is not what its fingerprint says is refused. */
export async function keepSealingKey(
	context: Context,
	key: Requests['sealingKey']['ask']
): Promise<null> {
	if (!(await isOwnFingerprint(key))) throw new Failure('bug', { message: 'fingerprint' });
	// Another key than the one kept waits for an admin's word (W5); until then the kept one stays.
	if (context.sealingKey) return null;
	await whileWriting(() => writeMeta(context.db, 'sealingKey', key));
	context.sealingKey = key;
	await sealWaiting(context);
	return null;
}

export async function historyOf({
	db,
	made,
	nowMs
}: Context): Promise<Requests['history']['answer']> {
	const onSheets = new Set([...made.values()].map(({ uploadId }) => uploadId));
	const uploads = await db.uploads.orderBy('savedAt').reverse().toArray();
	return uploads.map((upload) => ({
		...upload,
		kind: upload.kind ?? 'file',
		undoes: upload.undoes ?? null,
		undo: upload.undo ?? null,
		isUndone: upload.undoneBy !== undefined,
		canUndo: undoHeld(upload, nowMs()) === null && changesOf(upload) > 0,
		made: upload.made ? { ...upload.made, hasSheet: onSheets.has(upload.id) } : null,
		state: upload.attention > 0 ? 'attention' : upload.unsent > 0 ? 'saved' : 'accepted'
	}));
}

function changesOf({ changes }: Upload): number {
	return changes.create + changes.update + changes.delete;
}

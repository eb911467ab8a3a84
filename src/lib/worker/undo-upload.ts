/** Undo of an upload (V9): what it would do, the doing, and what became of each user. */
import { createIdSource } from '../core/ids';
import { Failure } from '../core/failure';
import type { UndoLine } from '../core/reverse';
import { mayChange } from '../core/roles';
import type { Upload } from '../storage/db';
import { readMeta, rulesOf, type Account } from '../storage/meta';
import { saveUndo } from '../storage/save-undo';
import { planUndo, type UndoPlan } from '../storage/undo-plan';
import { takeWritten } from '../storage/users';
import { addReport } from './audit-reports';
import { examOf, newId, randomBytes, refreshIndex, tallyOf, type Context } from './context';
import { whileWriting } from './locks';
import { createProgress } from './progress';
import { requireRole } from './refuse-role';
import type { Requests, SaveReceipt, UndoPreview } from './protocol';

/** Why an upload cannot be undone, or null. */
export function undoHeld(
	upload: Upload,
	nowMs: number,
	account: Account | null
): UndoPreview['held'] {
	if (upload.kind === 'passwords') return 'passwords';
	if (upload.undoneBy !== undefined) return 'undone';
	if (upload.isCleared) return 'cleared';
	const isOld = Date.parse(upload.savedAt) < nowMs - rulesOf(account).keepDays * 24 * 3600_000;
	return isOld ? 'too_old' : null;
}

interface Planned {
	readonly key: string;
	readonly upload: Upload;
	readonly plan: UndoPlan;
}

/** The plan that was shown, until users or the upload change. */
const shown = new WeakMap<Context, Planned>();

async function planFor(context: Context, uploadId: string): Promise<Planned> {
	const { db, cache } = context;
	await refreshIndex(context);
	const upload = await db.uploads.get(uploadId);
	if (!upload) throw new Failure('nothing_to_save');
	const account = await readMeta(db, 'account');
	const { generation } = context.index;
	const { unsent } = upload;
	// An answer of the server raises versions without another generation.
	const key = JSON.stringify([uploadId, generation, unsent, await readMeta(db, 'unsent')]);
	const known = shown.get(context);
	if (known?.key === key) return known;
	const users = upload.changes.create + upload.changes.update + upload.changes.delete;
	const progress = createProgress('planning', { rows: users, bytes: 0 }, context.post);
	cache.clear();
	const plan = await planUndo({
		db,
		index: context.index,
		cache,
		upload,
		mayDelete: account === null || account.role === 'admin',
		onUser: (rows) => progress.tell({ rows, bytes: 0 })
	});
	const planned = { key, upload, plan };
	shown.set(context, planned);
	return planned;
}

export async function undoPreview(
	context: Context,
	{ uploadId }: Requests['undoPreview']['ask']
): Promise<UndoPreview> {
	const { upload, plan } = await planFor(context, uploadId);
	const exam = await examOf(context.db, upload.examId);
	const account = await readMeta(context.db, 'account');
	const { startsAt } = exam ?? { startsAt: null };
	return {
		uploadId,
		fileName: upload.fileName,
		isUndo: upload.kind === 'undo',
		savedAt: upload.savedAt,
		changes: plan.changes,
		photos: plan.photos,
		lists: listsOf(plan.lines),
		startedAt: startsAt && Date.parse(startsAt) <= context.nowMs() ? startsAt : null,
		mailed: plan.mailed,
		handedOut: upload.made?.handedOutAt ? upload.made.users - upload.made.open : 0,
		mustType: await countToType(context, upload, plan),
		held: account?.role === 'viewer' ? 'role' : undoHeld(upload, context.nowMs(), account)
	};
}

function listsOf(lines: readonly UndoLine[]): UndoPreview['lists'] {
	const lists = { reversed: 0, kept: 0, not: 0 };
	for (const { list } of lines) lists[list] += 1;
	return lists;
}

/** Removals follow the typed count of deletes (P10). */
async function countToType(
	context: Context,
	{ examId }: Upload,
	{ changes }: UndoPlan
): Promise<number> {
	const removals = changes.delete;
	if (removals > 50) return removals;
	if (removals <= 5) return 0;
	const tally = await tallyOf(context, await examOf(context.db, examId));
	return removals * 10 > tally.registered ? removals : 0;
}

/**
 * @throws Failure 'not_allowed', 'nothing_to_save', 'count_not_typed', 'draft_stale' where users changed meanwhile, or
 * 'storage_full'; then nothing is undone
 */
export async function undoUpload(
	context: Context,
	{ uploadId, typed }: Requests['undoUpload']['ask']
): Promise<SaveReceipt> {
	await requireRole(context, mayChange);
	return whileWriting(async () => {
		const { upload, plan } = await planFor(context, uploadId);
		const { account } = context;
		if (undoHeld(upload, context.nowMs(), account) || plan.steps.length === 0)
			throw new Failure('nothing_to_save');
		const count = await countToType(context, upload, plan);
		if (count > 0 && typed !== count) throw new Failure('count_not_typed', { count });
		return save(context, upload, plan);
	});
}

async function save(context: Context, undone: Upload, plan: UndoPlan): Promise<SaveReceipt> {
	const { db, index, made, nowMs, post } = context;
	const upload = createUndo(context, undone, plan);
	const progress = createProgress('saving', { rows: plan.steps.length, bytes: 0 }, post);
	const report = { kind: 'undo', uploadId: undone.id, count: plan.steps.length } as const;
	const written = await saveUndo({
		db,
		index,
		plan,
		upload,
		newId: createIdSource(nowMs, randomBytes),
		onUser: (rows) => progress.tell({ rows, bytes: 0 }),
		alongside: () => addReport(context, report)
	});
	context.cache.clear();
	shown.delete(context);
	takeWritten(index, written);
	for (const { op, user } of plan.steps) if (op === 'delete') made.delete(user.id);
	const { id, fileName, savedAt, changes } = upload;
	const none = { leftOut: 0, generatedPasswords: 0, onSheet: 0 };
	return { uploadId: id, kind: 'undo', fileName, savedAt, changes, ...none };
}

/** An undo stands in the history as an upload of its own: its creations are users restored. */
function createUndo(
	{ nowMs }: Context,
	undone: Upload,
	{ changes, lines, steps }: UndoPlan
): Upload {
	const now = nowMs();
	const none = { unchanged: 0, skip: 0, error: 0, warnings: 0 };
	return {
		id: newId(now),
		kind: 'undo',
		undoes: undone.id,
		undo: listsOf(lines),
		fileName: undone.fileName,
		sizeBytes: 0,
		sha256: '',
		examId: undone.examId,
		examName: undone.examName,
		settings: undone.settings,
		counts: { ...none, ...changes, rows: steps.length },
		changes,
		savedAt: new Date(now).toISOString(),
		savedBy: null,
		unsent: steps.length,
		attention: 0
	};
}

/** A window of one list: of the undo that would be done, or of one that was. */
export async function undoLines(
	context: Context,
	{ uploadId, list, from, count }: Requests['undoLines']['ask']
): Promise<Requests['undoLines']['answer']> {
	const all = (await linesOf(context, uploadId)).filter((line) => line.list === list);
	return { total: all.length, from, rows: all.slice(from, from + count) };
}

/** Of an undo what it did; of another upload what its undo would do. */
export async function linesOf(context: Context, uploadId: string): Promise<readonly UndoLine[]> {
	const pages = await context.db.undoLines
		.where('[uploadId+page]')
		.between([uploadId, -Infinity], [uploadId, Infinity])
		.toArray();
	if (pages.length > 0) return pages.flatMap(({ lines }) => lines);
	return (await planFor(context, uploadId)).plan.lines;
}

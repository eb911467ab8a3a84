/** Draft → saved: seals the passwords made for it, then writes everything in one transaction (V7). */
import { defaultFaults } from '../core/defaults';
import { fieldLabels } from '../core/fields';
import { Failure } from '../core/failure';
import { createIdSource } from '../core/ids';
import { generatePassword } from '../core/made-passwords';
import { commonFor } from '../core/passwords';
import type { Exam } from '../core/records';
import type { Upload } from '../storage/db';
import { dropEnvelopes } from '../storage/envelopes';
import { saveDraft, type Saved } from '../storage/save';
import { takeWritten } from '../storage/users';
import { sumOf } from './plan-counts';
import type { PlainRows } from '../files/plain-rows';
import { columnPlaces } from '../storage/draft-rows';
import { plainFlags } from '../storage/plain-creates';
import {
	cellContextOf,
	examOf,
	newId,
	plainRowsFor,
	randomBytes,
	rowCheckFor,
	type Context
} from './context';
import { preparedPhoto, unprepared } from './draft-photos';
import type { OpenDraft } from './open-draft';
import { keepMade, sealMade } from './made-passwords';
import { createProgress } from './progress';
import type { SaveReceipt } from './protocol';
import { deletesToType } from './review';

/**
 * @throws Failure 'exam_needed', 'nothing_to_save', 'count_not_typed' (P10), 'draft_stale' where another tab changed the users, or
 * 'storage_full'; then nothing is saved.
 */
export async function saveOpenDraft(
	context: Context,
	open: OpenDraft,
	typedDeletes: number | null
): Promise<SaveReceipt> {
	const { db, index } = context;
	const exam = await examOf(db, open.draft.examId);
	if (!exam) throw new Failure('exam_needed');
	const faults = defaultFaults(open.draft.settings.defaults, cellContextOf(exam, open.draft));
	if (faults[0]) throw new Failure('defaults_wrong', { field: fieldLabels[faults[0].field] });
	const toType = await deletesToType(open, context);
	if (toType > 0 && typedDeletes !== toType)
		throw new Failure('count_not_typed', { count: toType });
	const upload = createUpload(context, open, exam);
	if (upload.unsent === 0) throw new Failure('nothing_to_save');
	if (unprepared(open).length > 0) throw new Failure('photos_not_ready');
	const passwords = makePasswords(open);
	const madeEnvelopes = await sealMade(context, open.draft.id, passwords);
	const totals = { rows: open.facts.count, bytes: 0 };
	const progress = createProgress('saving', totals, context.post);
	const saved = await saveDraft({
		db,
		draft: open.draft,
		edits: open.edits,
		facts: open.facts,
		plan: open.plan,
		check: rowCheckFor(exam, open.draft),
		plain: plainForSave(exam, open),
		index,
		examId: exam.id,
		upload,
		leftOutId: newId(context.nowMs()),
		newId: createIdSource(context.nowMs, randomBytes),
		madeEnvelopes,
		photoOf: (row) => preparedPhoto(open, row),
		onRow: (rows) => progress.tell({ rows, bytes: 0 })
	}).catch(async (error: unknown) => {
		// Tried again it makes new ones; a full disk least of all needs the old.
		await dropEnvelopes(db, madeEnvelopes).catch(() => undefined);
		throw error;
	});
	context.cache.clear();
	takeWritten(index, saved);
	const onSheet = keepForSheet(context, open, { uploadId: upload.id, saved, passwords });
	context.open = null;
	return receiptOf(upload, { generatedPasswords: passwords.length, onSheet });
}

/** Whoever is told by mail or gets a common password is written with all that is known of them. */
function plainForSave(exam: Exam, { draft }: OpenDraft): PlainRows | null {
	const { emailDetails, createdPassword } = draft.settings;
	if (emailDetails !== 'none' || createdPassword === 'common') return null;
	return plainRowsFor(exam, draft, {
		columns: draft.columns.length,
		places: columnPlaces(draft.columns),
		hidden: [],
		venues: new Map(),
		flags: plainFlags
	});
}

/** Common passwords are on the sheet as far as they were typed in this session (W6). Answers how many users are on it. */
function keepForSheet(
	{ made }: Context,
	{ commonTexts }: OpenDraft,
	{ uploadId, saved, passwords }: { uploadId: string; saved: Saved; passwords: readonly string[] }
): number {
	const texts = Object.fromEntries(commonTexts);
	const generated = saved.madeFor.map((userId, at) => ({ userId, password: passwords[at] }));
	const common = saved.commonFor.map(({ userId, role }) => ({
		userId,
		password: commonFor<string>(texts, role)
	}));
	for (const userId of saved.replaced) made.delete(userId);
	return keepMade(made, uploadId, [...generated, ...common]);
}

function createUpload(context: Context, { draft, summary, facts }: OpenDraft, exam: Exam): Upload {
	const { create, update, delete: deletes } = summary.changes;
	const nowMs = context.nowMs();
	return {
		id: newId(nowMs),
		fileName: draft.fileName,
		sizeBytes: draft.sizeBytes,
		sha256: draft.sha256,
		examId: exam.id,
		examName: exam.name,
		settings: draft.settings,
		counts: { ...summary.actions, rows: facts.count, warnings: summary.warnings },
		changes: summary.changes,
		savedAt: new Date(nowMs).toISOString(),
		savedBy: null,
		unsent: create + update + deletes,
		attention: 0
	};
}

function receiptOf(
	upload: Upload,
	passwords: Pick<SaveReceipt, 'generatedPasswords' | 'onSheet'>
): SaveReceipt {
	return {
		uploadId: upload.id,
		kind: 'file',
		fileName: upload.fileName,
		savedAt: upload.savedAt,
		changes: upload.changes,
		leftOut: upload.counts.error,
		...passwords
	};
}

/** One for each new user without one (W1), in the order in which the save meets them; none where a common one is given. */
function makePasswords({ draft, summary }: OpenDraft): string[] {
	const { createdPassword, generatedPassword } = draft.settings;
	if (createdPassword === 'common') return [];
	const count = sumOf(summary.withoutPassword);
	return Array.from({ length: count }, () => generatePassword(randomBytes, generatedPassword));
}

/** A plan and its counts, for the draft on the screen. */
import { createPolicy } from '../core/policy';
import { fieldBit, roles } from '../core/fields';
import type { Exam } from '../core/records';
import { planRows } from '../core/plan';
import { commonFor } from '../core/passwords';
import { createPlan } from '../core/plan-table';
import { commonKeysOf } from './common-passwords';
import { createCauses } from './causes';
import { columnIssues } from './column-issues';
import { emptyColumns } from './draft-store';
import { readMeta } from '../storage/meta';
import { examOf, type Context } from './context';
import { sumOf } from './without-password';
import { presentMask, type OpenDraft } from './open-draft';
import { decodeWhole } from '../files/transcode';
import type { FileView, Review, SaveHeld } from './protocol';
import { summarise } from './summary';

/** Plans all rows again from their facts (P: review and save use the same plan). */
export function planDraft(open: OpenDraft, context: Pick<Context, 'sealingKey'>): void {
	const { facts, draft, entangled, stored } = open;
	const present = presentMask(draft, fieldBit);
	const hasSealingKey = context.sealingKey !== null;
	const policy = createPolicy({ settings: draft.settings, present, hasSealingKey });
	open.plan = planRows({ facts, policy, entangled, stored });
	open.summary = summarise(open);
}

/** What a draft has before it is planned for the first time. */
export function emptyPlan(): Pick<OpenDraft, 'plan' | 'summary'> {
	const plan = createPlan(0);
	const { facts, passwords } = emptyColumns(0);
	return { plan, summary: summarise({ facts, passwords, causes: createCauses(), plan }) };
}

export async function reviewOf(
	open: OpenDraft,
	context: Context,
	isSoFar: boolean
): Promise<Review> {
	const { draft, summary } = open;
	const { db } = context;
	const exam = await examOf(db, draft.examId);
	const same = await db.uploads.where('sha256').equals(draft.sha256).last();
	return {
		draftId: draft.id,
		file: {
			name: draft.fileName,
			sizeBytes: draft.sizeBytes,
			sha256: draft.sha256,
			encoding: draft.encoding,
			separator: draft.separator,
			origin: originView(draft),
			columns: draft.columns,
			ghostRows: draft.ghostRows,
			blankLines: draft.blankLines
		},
		exam,
		settings: draft.settings,
		counts: { ...summary.actions, rows: open.facts.count, warnings: summary.warnings },
		changes: summary.changes,
		rowsHeldBack: summary.rowsHeldBack,
		rowsNotInExam: summary.rowsNotInExam,
		...newPasswordsOf(open),
		deletesToType: await deletesToType(context, exam, summary.changes.delete),
		problems: summary.problems,
		fileIssues: [...columnIssues(draft), ...summary.fileIssues],
		storedUsers: await readMeta(db, 'users'),
		pulledAt: await readMeta(db, 'pulledAt'),
		isSoFar,
		saveHeld: saveHeld(open, isSoFar),
		sameFileSavedAt: draft.sha256 === '' ? null : (same?.savedAt ?? null),
		draftSavedAt: draft.savedAt
	};
}

function originView({ origin, encoding }: OpenDraft['draft']): FileView['origin'] {
	const { encodingBy, headerLine, rowsAbove, letterCells } = origin;
	const letterNames = letterCells.flatMap((cell) => decodeWhole(cell, encoding) ?? []);
	return { encodingBy, headerLine, rowsAbove, letterNames, letterCells };
}

function saveHeld({ draft, summary }: OpenDraft, isSoFar: boolean): SaveHeld {
	if (isSoFar) return 'reading';
	if (draft.columns.some(({ binding }) => binding === 'asked')) return 'columns_unanswered';
	const { create, update, delete: deletes } = summary.changes;
	if (newPasswordsOf({ draft, summary }).rowsWithoutCommon > 0) return 'common_password_missing';
	if (create + update + deletes > 0) return null;
	if (summary.fileIssues.some(({ code }) => code === 'password_key_missing')) {
		return 'sealing_key_missing';
	}
	return summary.actions.error > 0 ? 'only_errors' : 'nothing_to_save';
}

/** W1, S3: what new users without a password in the file get. */
function newPasswordsOf({ draft, summary }: Pick<OpenDraft, 'draft' | 'summary'>) {
	const { withoutPassword } = summary;
	const all = sumOf(withoutPassword);
	const isCommon = draft.settings.createdPassword === 'common';
	const common = draft.common ?? {};
	const missing = roles.filter((role) => commonFor(common, role) === undefined);
	return {
		generatedPasswords: isCommon ? 0 : all,
		commonPasswords: isCommon ? all : 0,
		rowsWithoutCommon: isCommon ? missing.reduce((sum, role) => sum + withoutPassword[role], 0) : 0,
		commonKeys: commonKeysOf({ draft })
	};
}

/** P10: more than 50, or more than 5 and more than a tenth of the exam's users, are typed as a count. */
export async function deletesToType(context: Context, exam: Exam | null, deletes: number) {
	if (deletes > 50) return deletes;
	if (deletes <= 5 || !exam) return 0;
	return deletes * 10 > (await registeredIn(context, exam.id)) ? deletes : 0;
}

async function registeredIn({ db }: Context, examId: string): Promise<number> {
	let count = 0;
	await db.userPages.each(({ users }) => {
		for (const user of users) {
			if (user.deletedAt === null && user.registrations[examId]) count += 1;
		}
	});
	return count;
}

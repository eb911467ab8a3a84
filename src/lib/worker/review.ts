/** A plan and its counts, for the draft on the screen. */
import { defaultFaults } from '../core/defaults';
import { createPolicy } from '../core/policy';
import { fieldBit, roles } from '../core/fields';
import { commonFor } from '../core/passwords';
import { commonKeysOf } from './common-passwords';
import { planRows, type PlanInput } from '../core/plan';
import { createPlan, refuseNeeds } from '../core/plan-table';
import { fixesByRow, skipFlag } from '../core/fixes';
import { countSeats } from '../core/seats';
import { createCauses } from './causes';
import { columnIssues } from './column-issues';
import { emptyColumns } from './draft-store';
import { readMetas } from '../storage/meta';
import { sumOf } from './plan-counts';
import { addEntangled } from './entangled';
import { cellContextOf, examOf, rowCheckFor, tallyOf, type Context } from './context';
import { namesOf } from './names';
import { readStep } from '../storage/edits';
import { presentMask, type OpenDraft } from './open-draft';
import { decodeWhole } from '../files/transcode';
import type { FileView, Review, SaveHeld } from './protocol';
import { countWithoutPhoto } from './photo-lack';
import { photosViewOf } from './photos-view';
import { unprepared } from './draft-photos';
import { summarise } from './summary';

export type PlanContext = Pick<Context, 'sealingKey' | 'nowMs' | 'index' | 'role'>;

/**
 * Plans all rows again from their facts (P: review and save use the same plan). Where the plan asks for more rows'
 * values, `planWhole` brings them.
 */
export function planDraft(open: OpenDraft, context: PlanContext): void {
	const input = planInputOf(open, context);
	open.plan = planRows(input);
	takeSeats(open);
	open.summary = summarise(open);
	open.policy = input.policy;
}

export function planInputOf(open: OpenDraft, context: PlanContext): PlanInput {
	const { facts, draft, entangled, stored, exam } = open;
	const policy = createPolicy({
		settings: draft.settings,
		present: presentMask(draft, fieldBit),
		hasSealingKey: context.sealingKey !== null,
		hasExamStarted: !!exam?.startsAt && Date.parse(exam.startsAt) <= context.nowMs(),
		role: context.role
	});
	const fixes = wordsByRow(open);
	const names = policy.numbers ? { names: namesOf(open, context) } : {};
	return { facts, policy, entangled, stored, fixes, ...names };
}

/** F11: once the plan is made. */
export function takeSeats(open: OpenDraft): void {
	const { facts, plan, stored, exam, tally } = open;
	const venues = exam?.venues ?? [];
	open.fullVenues = countSeats({ facts, plan, stored, venues, booked: tally.booked });
}

/** By row: what was said of it by hand, "Skip this row" among it; null where nothing was. */
function wordsByRow({ draft, facts, edits }: OpenDraft): Uint8Array | null {
	let words = fixesByRow(draft.fixes ?? [], facts.count);
	for (const { row, isSkipped } of edits.values()) {
		if (!isSkipped) continue;
		words ??= new Uint8Array(facts.count);
		words[row] = (words[row] as number) | skipFlag;
	}
	return words;
}

/** Rounds in which numbered names may take the names of later rows; no honest file comes near. */
const mostRounds = 16;

/** Plans, and again while rows turn out to matter whose values are not at hand (P3). */
export async function planWhole(open: OpenDraft, context: Context): Promise<void> {
	const { db, index, cache } = context;
	planDraft(open, context);
	const check = rowCheckFor(open.exam, open.draft);
	for (let round = 0; open.plan.needs.length > 0 && round < mostRounds; round += 1) {
		await addEntangled(open, Uint32Array.from(open.plan.needs), { db, index, cache, check });
		planDraft(open, context);
	}
	if (open.plan.needs.length === 0) return;
	refuseNeeds(open.plan);
	open.summary = summarise(open);
}

/** What a draft has before it is planned for the first time. */
export function emptyPlan(): Pick<OpenDraft, 'plan' | 'policy' | 'summary'> {
	const plan = createPlan(0);
	const { facts, passwords } = emptyColumns(0);
	const fullVenues = new Map();
	return {
		plan,
		policy: null,
		summary: summarise({
			facts,
			passwords,
			causes: createCauses(),
			plan,
			fullVenues,
			exam: null,
			photos: null
		})
	};
}

export async function reviewOf(
	open: OpenDraft,
	context: Context,
	isSoFar: boolean
): Promise<Review> {
	const { draft, summary } = open;
	const { db } = context;
	const [exam, { undo, redo }, same, { users, pulledAt }] = await Promise.all([
		examOf(db, draft.examId),
		stepsOf(context, draft),
		draft.sha256 === '' ? undefined : db.uploads.where('sha256').equals(draft.sha256).last(),
		readMetas(db, 'users', 'pulledAt')
	]);
	return {
		draftId: draft.id,
		file: {
			name: draft.fileName,
			sizeBytes: draft.sizeBytes,
			sha256: draft.sha256,
			encoding: draft.encoding,
			separator: draft.separator,
			origin: originView(draft),
			isLeftOver: draft.isLeftOver,
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
		rowsCleared: summary.rowsCleared,
		passwordsReplaced: summary.passwordsReplaced,
		...newPasswordsOf(open),
		mails: summary.mails,
		defaultFaults: defaultFaults(draft.settings.defaults, cellContextOf(exam, draft)),
		fixes: draft.fixes ?? [],
		undo,
		redo,
		edited: open.edits.size,
		zerosKnown: draft.zerosKnown ?? 0,
		zerosRestored: draft.values?.some(({ field }) => field === 'clientId') ?? false,
		deletesToType: await deletesToType(open, context),
		problems: summary.problems,
		fileIssues: [...columnIssues(draft), ...summary.fileIssues],
		storedUsers: users,
		pulledAt,
		isSoFar,
		saveHeld: saveHeld(open, isSoFar),
		sameFileSavedAt: same?.savedAt ?? null,
		draftSavedAt: draft.savedAt,
		photos: photosViewOf(open, context),
		photosAside: open.photosAside,
		candidatesWithoutPhoto: countWithoutPhoto(open)
	};
}

/** The words of the step that would be taken back, and of the one that would be done again (V3). */
async function stepsOf({ db }: Context, { id, steps = { done: 0, total: 0 } }: OpenDraft['draft']) {
	const [last, next] = await Promise.all([
		steps.done > 0 ? readStep(db, id, steps.done - 1) : undefined,
		steps.done < steps.total ? readStep(db, id, steps.done) : undefined
	]);
	return { undo: last?.words ?? null, redo: next?.words ?? null };
}

function originView({ origin, encoding }: OpenDraft['draft']): FileView['origin'] {
	const { encodingBy, headerLine, rowsAbove, letterCells, sheet, chosen } = origin;
	const letterNames = letterCells.flatMap((cell) => decodeWhole(cell, encoding) ?? []);
	return { encodingBy, headerLine, rowsAbove, letterNames, letterCells, sheet, chosen };
}

function saveHeld(open: OpenDraft, isSoFar: boolean): SaveHeld {
	const { draft, summary, exam } = open;
	if (isSoFar) return 'reading';
	if (draft.columns.some(({ binding }) => binding === 'asked')) return 'columns_unanswered';
	if (defaultFaults(draft.settings.defaults, cellContextOf(exam, draft)).length > 0) {
		return 'defaults_wrong';
	}
	const { create, update, delete: deletes } = summary.changes;
	if (newPasswordsOf({ draft, summary }).rowsWithoutCommon > 0) return 'common_password_missing';
	if (create + update + deletes > 0) return unprepared(open).length > 0 ? 'photos_preparing' : null;
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
export async function deletesToType(
	{ summary, exam }: OpenDraft,
	context: Context
): Promise<number> {
	const deletes = summary.changes.delete;
	if (deletes > 50) return deletes;
	if (deletes <= 5 || !exam) return 0;
	const { registered } = await tallyOf(context, exam);
	return deletes * 10 > registered ? deletes : 0;
}

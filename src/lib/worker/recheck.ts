/** A stored draft → facts again: when it is resumed, and when what its cells are checked against has changed. */
import { rowFlag } from '../core/facts';
import { Failure } from '../core/failure';
import type { CommonKey } from '../core/passwords';
import { pageRows, type Draft } from '../storage/db';
import { readEdits } from '../storage/edits';
import { rawRow, shapeOf } from '../storage/draft-rows';
import { putDraft, putDraftPage, readDraftPage, readDraftPages } from '../storage/drafts';
import { createCauses } from './causes';
import { addRow, createChecking, matchPending } from './checking';
import { examOf, refreshIndex, rowCheckFor, seatsTallyOf, type Context } from './context';
import {
	addPageFacts,
	addPagePasswords,
	createPageWriter,
	emptyColumns,
	factsOfPage
} from './draft-store';
import { recheckRows } from './edited-rows';
import { entangledRows, loadEntangled } from './entangled';
import { findLostZeros, knownZeros, warnOfLostZeros } from './lost-zeros';
import { markPasswords, noHand, type OpenDraft } from './open-draft';
import { loadPhotos } from './draft-photos';
import { createProgress } from './progress';
import { emptyTally } from '../storage/exam-tally';
import { emptyPlan, planDraft, planWhole } from './review';

/** Records read at once: each request to the database is waited for. */
const pagesAtOnce = 16;

/** Opens a stored draft. Its facts are taken as stored, unless users have changed since. */
export async function resumeDraft(context: Context, draft: Draft): Promise<OpenDraft> {
	await refreshIndex(context);
	if (draft.generation !== context.index.generation) return recheckDraft(context, draft);
	const { facts, passwords } = emptyColumns(draft.rows);
	const causes = createCauses(draft.causes);
	for (let from = 0; from < draft.pages; from += pagesAtOnce) {
		const count = Math.min(pagesAtOnce, draft.pages - from);
		const numbers = Array.from({ length: count }, (_, at) => from + at);
		const pages = await readDraftPages(context.db, draft.id, numbers);
		if (pages.length < count) throw new Failure('draft_not_found');
		for (const page of pages) {
			addPagePasswords(passwords, page, facts.count);
			addPageFacts(facts, causes, page);
		}
	}
	const open: OpenDraft = { ...emptyOpen(context, draft), facts, passwords, causes };
	// Which rows share something was known only when all were read, after most pages had been stored.
	for (const row of draft.entangled)
		facts.flags[row] = (facts.flags[row] as number) | rowFlag.entangled;
	warnOfLostZeros(causes, draft.zerosLost);
	return finishOpen(context, open);
}

/** Pages after which the first counts are told; each time four times as many, so that telling costs a part of the work. */
const firstTold = 4;
const toldGrowth = 4;

/**
 * Checks and matches every row of the draft again and stores the new facts. What is stored is told of the cells as read:
 * what was changed in them by hand is laid over it in memory (V3).
 *
 * @param onSoFar is told of the rows checked until then, planned as if they were all
 */
export async function recheckDraft(
	context: Context,
	draft: Draft,
	onSoFar?: (soFar: OpenDraft) => Promise<void>
): Promise<OpenDraft> {
	await refreshIndex(context);
	const { db, index, cache } = context;
	const { facts, passwords } = emptyColumns(Math.max(draft.rows, 1));
	const causes = createCauses();
	const exam = await examOf(db, draft.examId);
	const check = rowCheckFor(exam, draft);
	const shape = shapeOf(draft, new Map());
	const checking = createChecking({
		facts,
		causes,
		check,
		index,
		cache,
		exam,
		matchBy: draft.settings.matchBy,
		columns: shape.columns,
		keepsGhosts: true,
		expectedRows: draft.rows
	});
	const writer = createPageWriter();
	const progress = createProgress('planning', { rows: draft.rows, bytes: 0 }, context.post);
	let tellsAt = firstTold;
	for (let number = 0; number < draft.pages; number += 1) {
		const page = await readDraftPage(db, draft.id, number);
		if (!page) throw new Failure('draft_not_found');
		addPagePasswords(passwords, page, number * pageRows);
		const issuesFrom = causes.length;
		for (let slot = 0; slot < page.ends.length; slot += 1) {
			addRow(checking, rawRow(page, slot, shape));
		}
		await matchPending(checking);
		const pageFacts = factsOfPage({ facts, causes }, number, issuesFrom);
		await writer.write(() => putDraftPage(db, { ...page, facts: pageFacts }));
		progress.tell({ rows: facts.count, bytes: 0 });
		if (!onSoFar || number + 1 !== tellsAt || number + 1 === draft.pages) continue;
		tellsAt *= toldGrowth;
		const soFar: OpenDraft = { ...emptyOpen(context, draft), facts, passwords, causes, exam };
		planDraft(soFar, context);
		await onSoFar(soFar);
	}
	await writer.finish();
	const lost = findLostZeros(checking.ids, draft.isLeftOver ? draft.idLength : 0);
	warnOfLostZeros(causes, lost.zerosLost);
	const counted = { ...draft, ...lost };
	const open: OpenDraft = { ...emptyOpen(context, counted), facts, passwords, causes };
	await finishOpen(context, open);
	open.draft = {
		...counted,
		zerosKnown: (await knownZeros(context, open, lost)).length,
		generation: index.generation,
		entangled: entangledRows(open),
		causes: causes.issues,
		errors: open.summary.actions.error
	};
	await putDraft(db, open.draft);
	return open;
}

function emptyOpen(
	{ open }: Context,
	draft: Draft
): Omit<OpenDraft, 'facts' | 'passwords' | 'causes'> {
	return {
		draft,
		exam: null,
		tally: emptyTally,
		fullVenues: new Map(),
		entangled: [],
		stored: new Map(),
		photos: null,
		photosAside: 0,
		unsealed: new Map(),
		...noHand(),
		...(open?.draft.id === draft.id ? { typedGroups: open.typedGroups } : {}),
		commonTexts: open?.draft.id === draft.id ? open.commonTexts : new Map<CommonKey, string>(),
		...emptyPlan()
	};
}

async function finishOpen(context: Context, open: OpenDraft): Promise<OpenDraft> {
	const { db, index, cache } = context;
	for (const [row, edit] of await readEdits(db, open.draft.id)) open.edits.set(row, edit);
	markPasswords(open);
	open.exam = await examOf(db, open.draft.examId);
	open.tally = await seatsTallyOf(context, open.exam);
	const check = rowCheckFor(open.exam, open.draft);
	await loadEntangled(open, { db, index, cache, check });
	await recheckRows(context, open, [...open.edits.keys()]);
	await loadPhotos(context, open, check);
	await planWhole(open, context);
	return open;
}

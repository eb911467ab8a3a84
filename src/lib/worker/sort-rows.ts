/** Rows in another order than the file's (V4); equals stay in the order of the file. */
import { actionOrder, type Action } from '../core/row-state';
import { fieldIndex } from '../core/fields';
import { rankNames } from '../core/name-order';
import { pageRows, type DraftPage } from '../storage/db';
import { rawRow } from '../storage/draft-rows';
import { readDraftPage } from '../storage/drafts';
import type { Context } from './context';
import { rowShape, type OpenDraft } from './open-draft';
import type { RowSort } from './protocol';
import { forEachIssue } from './plan-issues';

/** What wants a look first. */
const actionRank: Readonly<Record<Action, number>> = {
	error: 0,
	delete: 1,
	update: 2,
	create: 3,
	skip: 4,
	unchanged: 5
};

/** @param rows in the order of the file; sorted in place */
export async function sortRows(
	context: Context,
	open: OpenDraft,
	rows: Uint32Array,
	{ by, descending }: RowSort
): Promise<void> {
	if (by === 'line') {
		if (descending) rows.reverse();
		return;
	}
	const ranks = await ranksOf(context, open, by);
	const sign = descending ? -1 : 1;
	rows.sort((a, b) => sign * ((ranks[a] as number) - (ranks[b] as number)) || a - b);
}

function ranksOf(
	context: Context,
	open: OpenDraft,
	by: 'name' | 'action' | 'problem'
): Uint32Array | Promise<Uint32Array> {
	if (by === 'name') return nameRanks(context, open);
	return by === 'action' ? actionRanks(open) : problemRanks(open);
}

function actionRanks({ plan }: OpenDraft): Uint32Array {
	const ranks = actionOrder.map((action) => actionRank[action]);
	return Uint32Array.from(plan.action, (action) => ranks[action] as number);
}

/** Problems stand as in their list, worst first; a row is where its worst is, those without one last. */
function problemRanks(open: OpenDraft): Uint32Array {
	const { problems } = open.summary;
	const rankOf = new Map(problems.map(({ id }, rank) => [id, rank]));
	const ranks = new Uint32Array(open.facts.count).fill(problems.length);
	forEachIssue(open, (row, key) => {
		const rank = rankOf.get(key);
		if (rank !== undefined && rank < (ranks[row] as number)) ranks[row] = rank;
	});
	return ranks;
}

/** Names are read and compared once, until a row is changed by hand. */
const lastNames = new WeakMap<OpenDraft, { steps: unknown; ranks: Promise<Uint32Array> }>();

function nameRanks(context: Context, open: OpenDraft): Promise<Uint32Array> {
	const { steps } = open.draft;
	const last = lastNames.get(open);
	if (last && last.steps === steps) return last.ranks;
	const ranks = readNames(context, open).then((names) => rankNames(names));
	lastNames.set(open, { steps, ranks });
	return ranks;
}

async function readNames({ db }: Context, open: OpenDraft): Promise<string[]> {
	const shape = rowShape(open);
	const names: string[] = [];
	for (let number = 0; number * pageRows < open.facts.count; number += 1) {
		const page: DraftPage | undefined = await readDraftPage(db, open.draft.id, number);
		if (!page) break;
		for (let slot = 0; slot < page.ends.length; slot += 1) {
			const { cells } = rawRow(page, slot, shape);
			const [first = '', last = ''] = [cells[fieldIndex.firstName], cells[fieldIndex.lastName]];
			names.push(`${first} ${last}`.trim());
		}
	}
	return names;
}

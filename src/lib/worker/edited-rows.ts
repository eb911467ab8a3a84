/**
 * Rows that were changed by hand, checked again: theirs alone, in memory alone. What another row says of them, that a
 * value is there twice, follows from the keys (V3). The result does not depend on the order of the changes.
 */
import { copyRowFacts, createRowFacts } from '../core/facts';
import { zerosLost } from '../core/zeros';
import { pageRows, type DraftPage } from '../storage/db';
import { rawRow } from '../storage/draft-rows';
import { Failure } from '../core/failure';
import { addIssue, causesLike, replaceEntries, type Causes } from './causes';
import { addRow, createChecking, matchPending, type Checking } from './checking';
import { rowCheckFor, type Context } from './context';
import { entangleAgain } from './entangle-again';
import { forgetNames } from './names';
import { markPasswordOf, markPasswords, rowShape, type OpenDraft } from './open-draft';
import { pageAtHand } from './page-at-hand';
import { givePassword, passwordNow } from './row-passwords';
import { rowSet } from './row-set';

/**
 * After it the draft is to be planned again.
 * @returns the rows that share a key or a stored user with one of them from now on, or null where what is said of any row
 * may have changed (W3: how many share a password)
 */
export async function recheckRows(
	context: Context,
	open: OpenDraft,
	changed: readonly number[]
): Promise<Uint32Array | null> {
	if (changed.length === 0) return new Uint32Array();
	const set = rowSet(changed, open.facts.count);
	const { rows } = set;
	const causes = causesLike(open.causes);
	const checking = checkingOf(context, open, { causes, rows: rows.length });
	const sharesPasswords = await checkAll(context, open, { rows, checking });
	rows.forEach((row, place) => {
		copyRowFacts({ facts: checking.facts, row: place }, { facts: open.facts, row });
	});
	replaceEntries(open.causes, set, entriesOf(causes, rows));
	if (sharesPasswords) markPasswords(open);
	else for (const row of rows) markPasswordOf(open, row);
	forgetNames(open.facts);
	const taken = await entangleAgain(context, open, set);
	return sharesPasswords ? null : taken;
}

function checkingOf(
	{ index, cache }: Context,
	{ draft, exam }: OpenDraft,
	{ causes, rows }: { causes: Causes; rows: number }
): Checking {
	return createChecking({
		facts: createRowFacts(rows),
		causes,
		check: rowCheckFor(exam, draft),
		index,
		cache,
		exam,
		matchBy: draft.settings.matchBy,
		columns: draft.columns.length,
		keepsGhosts: true,
		expectedRows: rows
	});
}

/** True where a password that others have too came or went. */
async function checkAll(
	{ db }: Context,
	open: OpenDraft,
	{ rows, checking }: { rows: Uint32Array; checking: Checking }
): Promise<boolean> {
	const { draft } = open;
	const shape = rowShape(open);
	let page: DraftPage | undefined;
	let sharesPasswords = false;
	for (const row of rows) {
		const number = Math.floor(row / pageRows);
		if (page?.page !== number) {
			await matchPending(checking);
			page = await pageAtHand(db, open, number);
		}
		if (!page) throw new Failure('draft_not_found');
		const slot = row % pageRows;
		const place = checking.facts.count;
		const record = addRow(checking, rawRow(page, slot, shape));
		const lost = zerosLost(record?.clientId ?? '', draft.idLength);
		if (lost) addIssue(checking.causes, place, { ...lost, params: {} });
		if (givePassword(open.passwords, row, passwordNow(open, page, slot))) sharesPasswords = true;
	}
	await matchPending(checking);
	return sharesPasswords;
}

/** The entries under the rows' own numbers. */
function entriesOf(causes: Causes, rows: Uint32Array): Causes {
	const { entries } = causes;
	for (let at = 0; at < causes.length; at += 2) {
		entries[at] = rows[entries[at] as number] as number;
	}
	return causes;
}

/**
 * The rows with errors as a file of their own (V6): in front the reason, then every column as it came, with what was
 * corrected by hand since. It loads again: the column of reasons is known and not used, and in front of the others it
 * leaves a row with a cell too many with one too many.
 */
import { headerKey, isArrangement } from '../core/columns';
import { actionIndex } from '../core/row-state';
import { reasonHeader } from '../core/synonyms';
import { defuse, writeCsv } from '../files/write';
import { issueText } from '../i18n/issue-text';
import { m } from '../i18n/paraglide/messages';
import { pageRows, type DraftColumn } from '../storage/db';
import { cellsNow } from '../storage/draft-rows';
import { readDraftPage } from '../storage/drafts';
import type { Context } from './context';
import { rowShape, type OpenDraft } from './open-draft';
import type { RowView } from './protocol';
import { viewRows } from './rows';

/** Places of the columns that are written; reasons of an earlier such file give way to those of today. */
function writtenPlaces(columns: readonly DraftColumn[], keepsArrangements: boolean): number[] {
	return columns.flatMap(({ header }, place) => {
		const isLeftOut = !keepsArrangements && isArrangement(header);
		return isLeftOut || headerKey(header) === headerKey(reasonHeader) ? [] : [place];
	});
}

export async function problemRowsOf(
	context: Context,
	open: OpenDraft,
	keepsArrangements: boolean
): Promise<Blob> {
	const { draft, facts, plan } = open;
	const places = writtenPlaces(draft.columns, keepsArrangements);
	const header = [
		reasonHeader,
		...places.map((place) => defuse(draft.columns[place]?.header ?? ''))
	];
	const parts = ['\uFEFF', writeCsv(header, [])];
	for (let page = 0; page * pageRows < facts.count; page += 1) {
		const rows: number[] = [];
		const end = Math.min(facts.count, (page + 1) * pageRows);
		for (let row = page * pageRows; row < end; row += 1) {
			if (plan.action[row] === actionIndex.error) rows.push(row);
		}
		if (rows.length > 0) parts.push(await pagePart(context, open, { page, rows, places }));
	}
	return new Blob(parts, { type: 'text/csv;charset=utf-8' });
}

interface PagePart {
	readonly page: number;
	readonly rows: readonly number[];
	readonly places: readonly number[];
}

async function pagePart(context: Context, open: OpenDraft, part: PagePart): Promise<string> {
	const { draft, passwords } = open;
	const page = await readDraftPage(context.db, draft.id, part.page);
	if (!page) return '';
	const shape = rowShape(open);
	const views = await viewRows(context, open, part.rows, page);
	const lines = views.map((view) => {
		const cells = cellsNow(page, view.row % pageRows, shape);
		// What stands beyond the header's columns is part of what is wrong with the row.
		const surplus = cells.slice(draft.columns.length);
		const present = part.places.filter((at) => at < cells.length);
		const hadPassword = (passwords.verdicts[view.row] ?? 0) !== 0;
		return [
			reasonOf(view, hadPassword),
			...present.map((place) => cells[place] ?? ''),
			...surplus
		].map(defuse);
	});
	return writeCsv(null, lines);
}

function reasonOf({ issues }: RowView, hadPassword: boolean): string {
	const reasons = issues.filter(({ level }) => level === 'error').map(issueText);
	return [...reasons, ...(hadPassword ? [m.reason_password()] : [])].join(' ');
}

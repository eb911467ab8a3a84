/** Exactly who gets a registration mail by a save, and why, before anything is saved (S8, Y9). */
import type { Plan } from '../core/plan-table';
import { pageRows } from '../storage/db';
import { rawRow } from '../storage/draft-rows';
import { readDraftPage } from '../storage/drafts';
import { readUser } from '../storage/users';
import { rowCheckFor, type Context } from './context';
import { hiddenText, isLocked } from './lock';
import { rowShape, type OpenDraft } from './open-draft';
import { mailedRows } from './plan-counts';
import type { MailLine, Page } from './protocol';
import { viewRow } from './rows';

/** Of the plan that was looked at last: the list is read window by window. */
const listed = new WeakMap<Plan, readonly number[]>();

function rowsOf(plan: Plan): readonly number[] {
	const rows = listed.get(plan) ?? mailedRows(plan);
	listed.set(plan, rows);
	return rows;
}

export async function mailLines(
	context: Context,
	open: OpenDraft,
	{ from, count }: { readonly from: number; readonly count: number }
): Promise<Page<MailLine>> {
	const all = rowsOf(open.plan);
	const rows: MailLine[] = [];
	for (const row of all.slice(from, from + count)) {
		const line = await lineOf(context, open, row);
		if (line) rows.push(line);
	}
	return { total: all.length, from, rows };
}

async function lineOf(context: Context, open: OpenDraft, row: number): Promise<MailLine | null> {
	const page = await readDraftPage(context.db, open.draft.id, Math.floor(row / pageRows));
	if (!page) return null;
	const check = rowCheckFor(open.exam, open.draft);
	const view = await viewRow(context, open, { row, page, check });
	const { cells } = rawRow(page, row % pageRows, rowShape(open));
	const ordinal = open.facts.met[row] as number;
	const met = ordinal < 0 ? null : await readUser(context.cache, ordinal);
	const stored = isLocked(context) ? hiddenText : met?.email;
	const changed = view.changes.find(({ field }) => field === 'email')?.to;
	return {
		row,
		line: view.line,
		name: view.name,
		username: view.username,
		email: changed ?? stored ?? check(cells).record.email ?? '',
		isNew: view.action === 'create'
	};
}

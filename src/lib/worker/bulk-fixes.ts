/** What is done to many rows at once (V2): first shown, row by row, then one step. */
import { createReplacer, noEdit, withCell, type RowEdit } from '../core/edits';
import type { Issue } from '../core/issue';
import { suggestionsFor } from '../core/suggestions';
import { actionOrder, type Action } from '../core/row-state';
import { pageRows, type DraftPage } from '../storage/db';
import { cellsNow, rawRow, type RowShape } from '../storage/draft-rows';
import { readDraftPage } from '../storage/drafts';
import { rowCheckFor, type Context } from './context';
import { dryRun } from './dry-run';
import { skipStep } from './editing';
import { rowShape, type OpenDraft } from './open-draft';
import { ownDraft } from './pipeline';
import type { BulkFix, FixLine, Page, Requests, Review } from './protocol';
import { rowsOfProblem, viewRows } from './rows';
import { stepWords, takeStep } from './steps';
import { isPasswordPlace } from './typed-passwords';
import { zerosLost } from '../core/zeros';

/** A cell that a fix changes. */
interface Change {
	readonly row: number;
	readonly place: number;
	readonly from: string;
	readonly to: string;
}

/** What a fix would change was gone through once; windows of it are asked for one after the other. */
const lastChanges = new WeakMap<
	OpenDraft,
	{ readonly key: string; readonly plan: unknown; readonly found: Found }
>();

interface Found {
	readonly changes: readonly Change[];
	/** What each row would turn into, as if none were left out. */
	readonly becomes: ReadonlyMap<number, Action> | null;
}

export async function fixLines(
	context: Context,
	open: OpenDraft,
	{ fix, from, count }: Omit<Requests['fixLines']['ask'], 'draftId'>
): Promise<Page<FixLine>> {
	const { changes, becomes } = await changesOf(context, open, fix);
	const window = changes.slice(from, from + count);
	const views = await viewRows(
		context,
		open,
		window.map(({ row }) => row)
	);
	const rows = views.map(({ row, line, name, username }, at) => ({
		row,
		line,
		name: name || username,
		action: actionOrder[open.plan.action[row] as number] ?? 'error',
		becomes: becomes?.get(row) ?? null,
		from: window[at]?.from ?? '',
		to: window[at]?.to ?? ''
	}));
	return { total: changes.length, from, rows };
}

export async function applyBulkFix(
	context: Context,
	{ draftId, fix, without }: Requests['bulkFix']['ask']
): Promise<Review> {
	const open = ownDraft(context, draftId);
	const unticked = new Set(without);
	const all = await changesOf(context, open, fix);
	const changes = all.changes.filter(({ row }) => !unticked.has(row));
	if (fix.kind === 'skip') {
		const rows = Uint32Array.from(changes, ({ row }) => row);
		return takeStep(context, open, skipStep(open, rows, true));
	}
	const edits = editsOf(open, changes);
	const places = new Set(changes.map(({ place }) => place));
	const [place] = places;
	const only = changes.length === 1 ? changes[0] : undefined;
	const words = stepWords({
		kind: 'replace',
		rows: edits.length,
		line: only ? (open.facts.line[only.row] ?? 0) : 0,
		column:
			places.size === 1 && place !== undefined ? (open.draft.columns[place]?.header ?? '') : ''
	});
	return takeStep(context, open, { words, after: { rows: edits } });
}

/** The rows as these changes leave them. */
function editsOf(open: OpenDraft, changes: readonly Change[]): RowEdit[] {
	return changes.map(({ row, place, to }) => {
		const edit = open.edits.get(row) ?? noEdit(row);
		return place < 0 ? { ...edit, isSkipped: true } : withCell(edit, place, to);
	});
}

async function changesOf(context: Context, open: OpenDraft, fix: BulkFix): Promise<Found> {
	const key = JSON.stringify(fix);
	const last = lastChanges.get(open);
	if (last?.key === key && last.plan === open.plan) return last.found;
	const { plan } = open;
	const changes = await findChanges(context, open, fix);
	const becomes = await dryRun(context, open, editsOf(open, changes));
	const found = { changes, becomes };
	lastChanges.set(open, { key, plan, found });
	return found;
}

async function findChanges(context: Context, open: OpenDraft, fix: BulkFix): Promise<Change[]> {
	const inGroup = fix.kind === 'replace' ? null : rowsOfProblem(open, fix.problem);
	const issue = fix.kind === 'replace' ? undefined : issueOf(open, fix.problem);
	const find = finderOf(open, fix, issue);
	const shape = rowShape(open);
	const changes: Change[] = [];
	let page: DraftPage | undefined;
	for (let row = 0; row < open.facts.count; row += 1) {
		if (inGroup?.[row] === 0) continue;
		const number = Math.floor(row / pageRows);
		if (page?.page !== number) page = await readDraftPage(context.db, open.draft.id, number);
		const change = page ? find(page, row, shape) : null;
		if (change) changes.push({ row, ...change });
	}
	return changes;
}

function issueOf({ summary }: OpenDraft, problem: string): Issue | undefined {
	return summary.groups.get(problem)?.issue;
}

type Find = (page: DraftPage, row: number, shape: RowShape) => Omit<Change, 'row'> | null;

function finderOf(open: OpenDraft, fix: BulkFix, issue: Issue | undefined): Find {
	if (fix.kind === 'skip') return () => ({ place: -1, from: '', to: '' });
	const place =
		fix.kind === 'replace'
			? fix.place
			: open.draft.columns.findIndex(({ field }) => field !== null && field === issue?.field);
	// A password is replaced in its row alone, and never told (W5).
	if (place < 0 || isPasswordPlace(open.draft, place)) return () => null;
	const become = becomes(open, fix, issue);
	return (page, row, shape) => {
		const from = cellsNow(page, row % pageRows, shape)[place] ?? '';
		const to = become({ page, row, shape, from });
		return to === null || to === from ? null : { place, from, to };
	};
}

interface Cell {
	readonly page: DraftPage;
	readonly row: number;
	readonly shape: RowShape;
	readonly from: string;
}

function becomes(
	open: OpenDraft,
	fix: Exclude<BulkFix, { kind: 'skip' }>,
	issue: Issue | undefined
): (cell: Cell) => string | null {
	if (fix.kind === 'clear') return () => '';
	if (fix.kind === 'set') return () => fix.to;
	if (fix.kind === 'replace') {
		const replace = createReplacer(fix);
		return ({ from }) => replace(from);
	}
	const check = rowCheckFor(open.exam, open.draft);
	return ({ page, row, shape, from }) => {
		const { issues, record } = check(rawRow(page, row % pageRows, shape).cells);
		const lost = zerosLost(record.clientId ?? '', open.draft.idLength);
		const own = [...issues, ...(lost ? [lost] : [])].find(
			({ code, field }) => code === issue?.code && field === issue.field
		);
		return own ? (suggestionsFor(own, from)[0] ?? null) : null;
	};
}

/** Windows of rows for the page: filtered by numbers, put into words only where they are looked at (V3, V4). */
import { actionIndex, actionOrder } from '../core/row-state';
import { fieldIndex, type FieldKey } from '../core/fields';
import { foldKey } from '../core/match';
import { applyEffect, type PersonValues } from '../core/persons';
import { planFlag } from '../core/plan-table';
import { registrationFields, userFields, type User } from '../core/records';
import type { RowCheck } from '../core/check';
import { rowFlag } from '../core/facts';
import { pageRows } from '../storage/db';
import { rawRow, type StoredRows } from '../storage/draft-rows';
import { readUser } from '../storage/users';
import { examOf, rowCheckFor, type Context } from './context';
import { hiddenText, isLocked } from './lock';
import { preparedPhoto } from './draft-photos';
import { pageAtHand } from './page-at-hand';
import { rowShape, type OpenDraft } from './open-draft';
import type { FieldChange, Page, RowFilter, RowView } from './protocol';
import { effectOf, personBefore } from './row-effect';
import { issuesOfRow } from './words';
import { searchRows } from './search-rows';
import { sortRows } from './sort-rows';
import { forEachIssue } from './plan-issues';
import { levelFlag } from './summary';

/** Rows that pass the filter, in the order that it asks for. */
export async function filterRows(
	context: Context,
	open: OpenDraft,
	filter: RowFilter
): Promise<Uint32Array> {
	const { facts, plan, summary } = open;
	const inGroup = filter.problem === undefined ? null : rowsOfProblem(open, filter.problem);
	const action = filter.action === undefined ? -1 : actionIndex[filter.action];
	const level = filter.level === undefined ? 0 : levelFlag[filter.level];
	const rows = new Uint32Array(facts.count);
	let count = 0;
	for (let row = 0; row < facts.count; row += 1) {
		if (row === filter.keep) {
			rows[count] = row;
			count += 1;
			continue;
		}
		if (action >= 0 && plan.action[row] !== action) continue;
		if (level !== 0 && !((summary.levels[row] as number) & level)) continue;
		if (inGroup?.[row] === 0) continue;
		rows[count] = row;
		count += 1;
	}
	const passed = rows.subarray(0, count);
	const search = foldKey(filter.search ?? '');
	const found =
		search === ''
			? passed
			: await searchRows(context, open, { rows: passed, search, keep: filter.keep });
	if (filter.sort) await sortRows(context, open, found, filter.sort);
	return found;
}

export function rowsOfProblem(open: OpenDraft, problem: string): Uint8Array {
	const inGroup = new Uint8Array(open.facts.count);
	forEachIssue(open, (row, key) => {
		if (key === problem) inGroup[row] = 1;
	});
	return inGroup;
}

/** One window of the filtered rows. */
export async function rowsPage(
	context: Context,
	open: OpenDraft,
	ask: { filter: RowFilter; from: number; count: number }
): Promise<Page<RowView>> {
	const all = await filteredRows(context, open, ask.filter);
	const rows = all.subarray(ask.from, ask.from + ask.count);
	return { total: all.length, from: ask.from, rows: await viewRows(context, open, rows) };
}

/** The last filter's rows are kept: scrolling asks for the next window of the same. */
const lastFilter = new WeakMap<OpenDraft, { key: string; plan: unknown; rows: Uint32Array }>();

export async function filteredRows(context: Context, open: OpenDraft, filter: RowFilter) {
	const key = JSON.stringify([
		filter.action,
		filter.level,
		filter.problem,
		filter.search,
		filter.keep,
		filter.sort
	]);
	const last = lastFilter.get(open);
	if (last?.key === key && last.plan === open.plan) return last.rows;
	const { plan } = open;
	const rows = await filterRows(context, open, filter);
	lastFilter.set(open, { key, plan, rows });
	return rows;
}

/** Place of the row with the first line on or after this one, whatever the order; -1 where there is none. */
export function placeOfLine({ facts }: OpenDraft, rows: Uint32Array, line: number): number {
	let found = -1;
	let nearest = Infinity;
	for (let place = 0; place < rows.length; place += 1) {
		const own = facts.line[rows[place] as number] as number;
		if (own < line || own >= nearest) continue;
		found = place;
		nearest = own;
	}
	return found;
}

/**
 * Rows in words. `unstored` is the page that is still being built, while a file is read.
 */
export async function viewRows(
	context: Context,
	open: OpenDraft,
	rows: Iterable<number>,
	unstored?: StoredRows
): Promise<RowView[]> {
	const { draft } = open;
	const check = rowCheckFor(await examOf(context.db, draft.examId), draft);
	const views: RowView[] = [];
	let page: StoredRows | undefined = unstored;
	for (const row of rows) {
		const number = Math.floor(row / pageRows);
		if (page?.page !== number) page = await pageAtHand(context.db, open, number);
		if (page) views.push(await viewRow(context, open, { row, page, check }));
	}
	return views;
}

interface RowToView {
	readonly row: number;
	readonly page: StoredRows;
	readonly check: RowCheck;
}

export async function viewRow(
	context: Context,
	open: OpenDraft,
	{ row, page, check }: RowToView
): Promise<RowView> {
	const { plan, facts } = open;
	const raw = rawRow(page, row % pageRows, rowShape(open));
	const number = plan.numbers?.[row] ?? 0;
	const plain = check(raw.cells);
	const checked = number === 0 ? plain : check(raw.cells, number);
	const { record } = checked;
	const met = await metUser(context, open, row);
	const first = record.firstName ?? raw.cells[fieldIndex.firstName] ?? '';
	const last = record.lastName ?? raw.cells[fieldIndex.lastName] ?? '';
	const isHidden = isLocked(context);
	const name = `${first} ${last}`.trim() || (met && !isHidden ? nameOf(met) : '');
	const action = actionOrder[plan.action[row] as number] ?? 'error';
	const before = action === 'update' ? personBefore(open, row, met) : null;
	const after = before && applyEffect(before, record, effectOf(plan, row));
	const all = before && after ? fieldChanges(before, after) : [];
	const changes = isHidden ? all.map((change) => ({ ...change, from: hiddenText })) : all;
	const flags = plan.flags[row] as number;
	const setsPassword = (flags & planFlag.setsPassword) !== 0;
	const also: RowView['also'][number][] = [];
	if (action === 'update' && flags & planFlag.setsPhoto) also.push('photo');
	if (before?.mustChangePassword !== after?.mustChangePassword) also.push('mustChange');
	return {
		row,
		line: facts.line[row] as number,
		action,
		name,
		username: record.username ?? raw.cells[fieldIndex.username] ?? '',
		issues: await issuesOfRow(context, open, { row, raw, checked, plain, met }),
		changes:
			action === 'update' && setsPassword
				? [...changes, { field: 'password', from: '', to: '' }]
				: changes,
		also,
		met: met ? { userId: met.id, by: metBy(open, row) } : null,
		photo: photoOf(open, row, isHidden ? null : met)
	};
}

/** Where the row's own photo would not be taken, or is not prepared yet, the stored one stands. */
function photoOf(open: OpenDraft, row: number, met: User | null): string | null {
	const stored = met?.photo?.sha256 ?? null;
	const brings = ((open.plan.flags[row] as number) & planFlag.setsPhoto) !== 0;
	return brings ? (preparedPhoto(open, row)?.sha256 ?? stored) : stored;
}

function nameOf({ firstName, lastName }: User): string {
	return `${firstName} ${lastName}`.trim();
}

/** P12: the field that led to the stored user. */
function metBy({ facts, draft }: OpenDraft, row: number): FieldKey {
	const isByOldName = ((facts.flags[row] as number) & rowFlag.renames) !== 0;
	return isByOldName ? 'oldUsername' : draft.settings.matchBy;
}

/** The stored user a row meets; for a row whose turn came after others, the one its key leads to in the store. */
async function metUser(
	{ cache }: Context,
	{ facts }: OpenDraft,
	row: number
): Promise<User | null> {
	const ordinal = facts.met[row] as number;
	return ordinal < 0 ? null : ((await readUser(cache, ordinal)) ?? null);
}

function fieldChanges(before: PersonValues, after: PersonValues): FieldChange[] {
	const changes: FieldChange[] = [];
	for (const field of userFields) {
		const from = before.user[field];
		const to = after.user[field];
		if (from !== to) changes.push({ field, from, to });
	}
	for (const field of registrationFields) {
		const from = shownValue(before, field);
		const to = shownValue(after, field);
		if (from !== to) changes.push({ field, from, to });
	}
	return changes.sort((a, b) => fieldIndex[a.field] - fieldIndex[b.field]);
}

/** As it is written in files: `Yes`, `No`, `candidate`; '' where the user is not in the exam. */
export function shownValue({ user, registration }: PersonValues, field: FieldKey): string {
	if (field in user) return user[field as keyof typeof user];
	if (!registration || !(field in registration)) return '';
	const value = registration[field as keyof typeof registration];
	return typeof value === 'boolean' ? (value ? 'Yes' : 'No') : value;
}

/** One row as its form shows it: every cell, what is wrong with it, what is stored, and where the next problem is (V3, P12). */
import { zerosLost } from '../core/zeros';
import { keyFields, several, type KeyField } from '../core/facts';
import { Failure } from '../core/failure';
import { suggestionsFor } from '../core/suggestions';
import type { Issue } from '../core/issue';
import type { User } from '../core/records';
import { pageRows, type DraftPage } from '../storage/db';
import { cellsNow, rowCells } from '../storage/draft-rows';
import { findHolders, hashStride, readUser } from '../storage/users';
import { rowCheckFor, type Context } from './context';
import { isLocked } from './lock';
import { pageAtHand } from './page-at-hand';
import { rowShape, type OpenDraft } from './open-draft';
import type { FormCell, NearUser, ProblemPlace, Requests, RowForm, RowView } from './protocol';
import { rowPhotoOf } from './photo-lists';
import { hiddenPlaces } from './read-file';
import { filterRows, shownValue, viewRow } from './rows';
import { personOf } from '../core/persons';

/** @throws Failure 'draft_not_found' */
export async function rowFormOf(context: Context, open: OpenDraft, row: number): Promise<RowForm> {
	const { draft, facts, exam, edits } = open;
	const page = await pageAtHand(context.db, open, Math.floor(row / pageRows));
	if (!page || row >= facts.count) throw new Failure('draft_not_found');
	const check = rowCheckFor(exam, draft);
	const view = await viewRow(context, open, { row, page, check });
	const ordinal = facts.met[row] as number;
	// What is stored of people is not shown then, nor who else holds a key (X2).
	const isHidden = isLocked(context);
	const isMet = ordinal >= 0 && !isHidden;
	const met = isMet ? ((await readUser(context.cache, ordinal)) ?? null) : null;
	const photo = await rowPhotoOf(context, open, row);
	const cells = cellsOf(open, { row, page, view, met });
	const shown = new Set(cells.map(({ field }) => field));
	return {
		row: view,
		photo: photo && isHidden ? { ...photo, stored: null } : photo,
		cells,
		issues: view.issues.filter(({ field }) => field === null || !shown.has(field)),
		isSkipped: edits.get(row)?.isSkipped ?? false,
		isWhole: page.faults[row % pageRows] === 0 || (edits.get(row)?.cells.length ?? 0) > 0,
		met: met ? { name: nameOf(met), username: met.username, clientId: met.clientId } : null,
		near: isHidden ? [] : await nearUsers(context, open, { row, met: ordinal })
	};
}

interface CellsInput {
	readonly row: number;
	readonly page: DraftPage;
	readonly view: RowView;
	readonly met: User | null;
}

function cellsOf(open: OpenDraft, { row, page, view, met }: CellsInput): FormCell[] {
	const { draft, edits, passwords } = open;
	const slot = row % pageRows;
	const read = rowCells(page, slot, draft.separator);
	const now = cellsNow(page, slot, rowShape(open));
	const edit = edits.get(row);
	const edited = new Set(edit?.cells.map(([place]) => place));
	const hidden = new Set(hiddenPlaces(draft.columns));
	const isFaulty = page.faults[slot] !== 0;
	const person = met ? personOf(met, draft.examId ?? '') : null;
	return draft.columns.flatMap(({ header, field }, place): FormCell[] => {
		const isPassword = field === 'password';
		// A column that is not used says nothing of anybody, unless cells may have slipped into it.
		if (!isPassword && (hidden.has(place) || (field === null && !isFaulty))) return [];
		const isEdited = isPassword ? Boolean(edit?.password) : edited.has(place);
		const text = isPassword ? '' : (now[place] ?? '');
		const issues = field === null ? [] : view.issues.filter((found) => found.field === field);
		return [
			{
				place,
				header,
				field,
				text,
				original: isEdited && !isPassword ? (read[place] ?? '') : null,
				isEdited,
				isFilled: isPassword ? passwords.verdicts[row] !== 0 : text !== '',
				issues,
				suggestions: isPassword ? [] : suggestionsOf(open, issues, text),
				stored: field === null || isPassword || !person ? null : shownValue(person, field)
			}
		];
	});
}

function suggestionsOf({ draft }: OpenDraft, issues: readonly Issue[], text: string): string[] {
	const all = issues.flatMap((found) => {
		if (found.code !== 'zeros_lost') return suggestionsFor(found, text);
		const lost = zerosLost(String(found.params['value'] ?? text), draft.idLength);
		return suggestionsFor(lost ?? found, text);
	});
	return [...new Set(all)].filter((suggestion) => suggestion !== text);
}

function nameOf({ firstName, lastName, username }: User): string {
	return `${firstName} ${lastName}`.trim() || username;
}

/** P12: other stored users that hold one of the row's keys, and the cell by which the row would meet them. */
async function nearUsers(
	{ cache, index }: Context,
	{ facts, draft }: OpenDraft,
	{ row, met }: { row: number; met: number }
): Promise<NearUser[]> {
	const { matchBy } = draft.settings;
	const place = draft.columns.findIndex(({ field }) => field === matchBy);
	const near = new Map<number, KeyField>();
	keyFields.forEach((key, at) => {
		const holder = facts.holders[row * 3 + at] as number;
		const hashAt = row * hashStride + at * 2;
		const hash = { low: facts.keys[hashAt] as number, high: facts.keys[hashAt + 1] as number };
		const all = holder === several ? findHolders(index, at, hash) : holder >= 0 ? [holder] : [];
		for (const each of all) if (each !== met && !near.has(each)) near.set(each, key);
	});
	const users: NearUser[] = [];
	for (const [ordinal, by] of near) {
		const user = await readUser(cache, ordinal);
		if (user?.deletedAt !== null) continue;
		const { username, clientId } = user;
		const text = user[matchBy];
		const use = place < 0 || text === '' ? null : { place, text };
		users.push({ name: nameOf(user), username, clientId, by, use });
	}
	return users;
}

/** Where a row stands among those with problems in a filter, and those before and after it (V3). */
export async function problemPlace(
	context: Context,
	open: OpenDraft,
	{ filter, row }: Omit<Requests['problemPlace']['ask'], 'draftId'>
): Promise<ProblemPlace> {
	const level = open.summary.actions.error > 0 ? 'error' : 'warning';
	const rows = await filterRows(context, open, { ...filter, level, keep: undefined });
	const after = rows.findIndex((each) => each > row);
	const own = rows.indexOf(row);
	const before = (after < 0 ? rows.length : after) - (own < 0 ? 1 : 2);
	const others = own < 0 ? rows.length : rows.length - 1;
	return {
		level,
		total: rows.length,
		place: own + 1,
		// Behind the last the first comes again: nothing is passed over by where one began.
		next: others === 0 ? null : (rows[after < 0 ? 0 : after] ?? null),
		previous: others === 0 ? null : (rows[before < 0 ? rows.length - 1 : before] ?? null)
	};
}

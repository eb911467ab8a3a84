/** Rows changed by hand: cells, skips, words on their errors; and the way back (V3). */
import { noEdit, withCell, type RowEdit } from '../core/edits';
import { Failure } from '../core/failure';
import { withFix } from '../core/fixes';
import { venueKey } from '../core/venues';
import { mayChange } from '../core/roles';
import { readStep } from '../storage/edits';
import { reviewOf } from './review';
import { examOf, openDraft, type Context } from './context';
import type { OpenDraft } from './open-draft';
import { ownDraft, showRechecked } from './pipeline';
import { requireRole } from './refuse-role';
import type { CellEdit, Requests, Review } from './protocol';
import { bindSide } from './reread';
import { cursorOf, putSide, stepWords, takeStep } from './steps';
import { freshVerdict, isPasswordPlace, typedPassword } from './typed-passwords';

/** Each cell by the place of its column; a password's text is sealed here and goes nowhere else (W5). */
export async function editCells(
	context: Context,
	{ draftId, cells }: Requests['editCells']['ask']
): Promise<Review> {
	const open = ownDraft(context, draftId);
	const rows: RowEdit[] = [];
	for (const row of Uint32Array.from(new Set(cells.map((cell) => cell.row))).sort()) {
		requireRow(open, row);
		const own = cells.filter((cell) => cell.row === row);
		rows.push(await editRow(context, open, { row, cells: own }));
	}
	const first = rows[0];
	if (!first) return reviewOf(open, context, false);
	const places = new Set(cells.map(({ place }) => place));
	const [place] = places;
	const column = places.size === 1 && place !== undefined ? open.draft.columns[place] : undefined;
	const words = stepWords({
		kind: cells.every(({ text }) => text === null) ? 'restore' : 'cells',
		rows: rows.length,
		line: rows.length === 1 ? (open.facts.line[first.row] ?? 0) : 0,
		column: column?.header ?? ''
	});
	return takeStep(context, open, { words, after: { rows } });
}

async function editRow(
	context: Context,
	open: OpenDraft,
	{ row, cells }: { row: number; cells: readonly CellEdit[] }
): Promise<RowEdit> {
	let edit = open.edits.get(row) ?? noEdit(row);
	let password: string | null | undefined;
	for (const { place, text } of cells) {
		if (place >= open.draft.columns.length) throw new Failure('bug', { message: 'no such column' });
		if (isPasswordPlace(open.draft, place)) password = text;
		else edit = withCell(edit, place, text);
	}
	if (password === null) return { ...edit, password: null };
	if (password === undefined) return freshVerdict(context, open, edit);
	return { ...edit, password: await typedPassword(context, open, { edit, text: password }) };
}

function requireRow({ facts }: OpenDraft, row: number): void {
	if (row >= facts.count) throw new Failure('bug', { message: 'no such row' });
}

export async function skipRows(
	context: Context,
	{ draftId, rows, isSkipped }: Requests['skipRows']['ask']
): Promise<Review> {
	const open = ownDraft(context, draftId);
	const own = Uint32Array.from(new Set(rows)).sort();
	own.forEach((row) => requireRow(open, row));
	return takeStep(context, open, skipStep(open, own, isSkipped));
}

export function skipStep({ edits, facts }: OpenDraft, rows: Uint32Array, isSkipped: boolean) {
	const words = stepWords({
		kind: isSkipped ? 'skip' : 'take_in',
		rows: rows.length,
		line: rows.length === 1 ? (facts.line[rows[0] as number] ?? 0) : 0
	});
	const after = Array.from(rows, (row) => ({ ...(edits.get(row) ?? noEdit(row)), isSkipped }));
	return { words, after: { rows: after } };
}

/** A word on rows whose error asks for one (P10, P13): planned at once, and kept with the draft. */
export async function fixRows(
	context: Context,
	{ draftId, fix, isOn }: Requests['fix']['ask']
): Promise<Review> {
	const open = ownDraft(context, draftId);
	const { rows } = fix;
	const words = stepWords({
		kind: isOn ? 'fix' : 'fix_back',
		rows: rows === 'all' ? 0 : rows.length,
		line: rows.length === 1 ? (open.facts.line[rows[0] as number] ?? 0) : 0,
		to: fix.fix
	});
	const fixes = withFix(open.draft.fixes ?? [], fix, isOn);
	return takeStep(context, open, { words, after: { rows: [], draft: { fixes } } });
}

/** F10: the exam gets the venue, and every row is checked against its venues again. */
export async function addVenueOf(
	context: Context,
	{ draftId, name }: Requests['addVenue']['ask']
): Promise<Review> {
	const open = ownDraft(context, draftId);
	await requireRole(context, mayChange);
	const { examId } = open.draft;
	const exam = await examOf(context.db, examId);
	if (!exam || examId === null) throw new Failure('exam_needed');
	// It may have come with a pull meanwhile; then there is nothing to take back.
	const isThere = exam.venues.some((venue) => venueKey(venue.name) === venueKey(name));
	if (isThere) return showRechecked(context, open.draft);
	const words = stepWords({ kind: 'venue', to: name });
	const venue = { examId, name, isThere: true };
	return takeStep(context, open, { words, after: { rows: [], venue } });
}

/** @throws Failure 'file_needed' where the step moved the password column, and the file is not at hand */
export function undo(
	context: Context,
	{ draftId }: Requests['undo']['ask'],
	signal: AbortSignal
): Promise<Review> {
	return turn(context, draftId, { by: -1, signal });
}

export function redo(
	context: Context,
	{ draftId }: Requests['redo']['ask'],
	signal: AbortSignal
): Promise<Review> {
	return turn(context, draftId, { by: 1, signal });
}

async function turn(
	context: Context,
	draftId: string,
	{ by, signal }: { by: 1 | -1; signal: AbortSignal }
): Promise<Review> {
	const open = ownDraft(context, draftId);
	const { done, total } = cursorOf(open.draft);
	const step = await readStep(context.db, draftId, by < 0 ? done - 1 : done);
	if (!step || (by > 0 && done >= total))
		return reviewOf(openDraft(context, draftId), context, false);
	const side = by < 0 ? step.before : step.after;
	const put = { side, steps: { done: done + by, total }, step: null };
	return side.draft?.columns
		? bindSide(context, open, { ...put, signal })
		: putSide(context, open, put);
}

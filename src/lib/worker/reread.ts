/** The same file once more: read in another way (R2, R3), or with other columns (H3). Settings and words given stay. */
import { personFields } from '../core/check';
import { Failure } from '../core/failure';
import type { FieldKey } from '../core/fields';
import { hashFile } from '../files/blocks';
import type { ReadChoices } from '../files/read';
import type { Draft, DraftStep } from '../storage/db';
import { putDraft, removeDraft } from '../storage/drafts';
import { rememberedFields, rememberFields } from './column-mappings';
import { setCommonPassword } from './common-passwords';
import { openDraft, type Context } from './context';
import { whileWriting } from './locks';
import type { OpenDraft } from './open-draft';
import { ownDraft, show, tellSoFar } from './pipeline';
import type { Requests, Review } from './protocol';
import { bindingsOf, hiddenPlaces, readFile } from './read-file';
import { keepEdits } from './keep-edits';
import { planWhole } from './review';
import { cursorOf, putSide, sideNow, stepWords, takeStep, type PutSide } from './steps';
import { readMeta } from '../storage/meta';

type Bindings = Parameters<typeof hiddenPlaces>[0];
type Fields = readonly (FieldKey | null)[] | null;

/**
 * Binds columns by hand, or by their names again. With another password column the file is read again, since password
 * cells are not in the draft (V5), and so, where it is at hand, with other columns of persons: which rows are ghosts is
 * another question then (R6). Else the draft is checked again.
 * @throws Failure 'file_needed' after a reload
 */
export async function bindByHand(
	context: Context,
	{ draftId, fields }: Requests['columns']['ask'],
	signal: AbortSignal
): Promise<Review> {
	const open = ownDraft(context, draftId);
	const { draft } = open;
	const headers = draft.columns.map(({ header }) => header);
	const bindings = bindingsOf(headers, fields);
	const isReadAgain = asksFile(context, draft.columns, bindings);
	const columns = draft.columns.map((column, place) => ({ ...column, ...bindings[place] }));
	const words = stepWords({ kind: 'columns' });
	const after = { rows: [], draft: { columns } };
	const { done } = cursorOf(draft);
	const review = isReadAgain
		? await readFresh(context, draftId, {
				choices: draft.origin.chosen,
				fields: () => fields,
				signal,
				steps: { done: done + 1, total: done + 1 },
				step: { place: done, words, after, before: sideNow(open, after) }
			})
		: await takeStep(context, open, { words, after });
	await whileWriting(() => rememberFields(context.db, headers, fields));
	return review;
}

function asksFile({ file }: Context, before: Bindings, after: Bindings): boolean {
	return (
		movesPasswords(before, after) || (file !== null && personPlaces(before) !== personPlaces(after))
	);
}

/**
 * Binds columns as a step that is taken back, or done again, has them (V3).
 * @throws Failure 'file_needed' where the password column moves, after a reload
 */
export async function bindSide(
	context: Context,
	open: OpenDraft,
	{ signal, ...put }: PutSide & { readonly signal: AbortSignal }
): Promise<Review> {
	const { draft } = open;
	const columns = put.side.draft?.columns ?? draft.columns;
	const isByHand = columns.some(({ binding }) => binding === 'chosen');
	const fields = isByHand ? columns.map(({ field }) => field) : null;
	const review = asksFile(context, draft.columns, columns)
		? await readFresh(context, draft.id, {
				choices: draft.origin.chosen,
				fields: () => fields,
				signal,
				steps: put.steps
			})
		: await putSide(context, open, put);
	const headers = columns.map(({ header }) => header);
	await whileWriting(() => rememberFields(context.db, headers, fields));
	return review;
}

function movesPasswords(before: Bindings, after: Bindings): boolean {
	const place = (columns: Bindings) => columns.findIndex(({ field }) => field === 'password');
	return (
		place(before) !== place(after) || hiddenPlaces(before).join() !== hiddenPlaces(after).join()
	);
}

function personPlaces(columns: Bindings): string {
	return columns
		.flatMap(({ field }, place) => (field && personFields.includes(field) ? [place] : []))
		.join();
}

/**
 * Reads the file with another encoding, separator, header line or sheet. Fields chosen by hand stay with their columns.
 * @throws Failure 'file_needed' after a reload, or the refusal of the file read so; then the draft stays as it was
 */
export async function readAgain(
	context: Context,
	{ draftId, choices }: Requests['readAgain']['ask'],
	signal: AbortSignal
): Promise<Review> {
	const { draft } = ownDraft(context, draftId);
	const mappings = await readMeta(context.db, 'columnMappings');
	return readFresh(context, draftId, {
		choices,
		fields: (headers) => keptFields(draft, headers) ?? rememberedFields(mappings, headers),
		signal
	});
}

/** Another encoding may spell headers in another way, but leaves their number and order. */
function keptFields({ columns }: Draft, headers: readonly string[]): Fields {
	const isSame =
		columns.length === headers.length &&
		columns.every(({ header }, at) => isAlike(header, headers[at] ?? ''));
	const wasChosen = columns.some(({ binding }) => binding === 'chosen');
	return isSame && wasChosen ? columns.map(({ field }) => field) : null;
}

const notAscii = /[^\x20-\x7e]+/g;

function isAlike(header: string, other: string): boolean {
	return header.replace(notAscii, '') === other.replace(notAscii, '');
}

interface FreshInput {
	readonly choices: ReadChoices;
	readonly fields: (headers: readonly string[]) => Fields;
	readonly signal: AbortSignal;
	/** How far the steps are done then, and one that is new. */
	readonly steps?: Draft['steps'];
	readonly step?: Omit<DraftStep, 'draftId'>;
}

/** The former draft goes only when the new one stands. */
async function readFresh(
	context: Context,
	draftId: string,
	{ choices, fields, signal, steps, step }: FreshInput
): Promise<Review> {
	const former = ownDraft(context, draftId);
	const { file } = context;
	const { examId, settings, fileName, origin, values = [] } = former.draft;
	if (!file) throw new Failure('file_needed', { name: fileName });
	const fresh = await whileWriting(async () => {
		const read = await readFile(context, {
			file,
			examId,
			settings,
			values,
			signal,
			fields,
			choices,
			letterCells: origin.letterCells,
			onFirstRows: (soFar, page) => tellSoFar(context, soFar, page)
		});
		await keepCommonPasswords(context, former, read);
		await keepFixes(context, former, read);
		await keepEdits(context, { former, fresh: read, steps, step });
		await removeDraft(context.db, draftId);
		return read;
	});
	return show(context, fresh);
}

/** S3: a common password is no part of the file. */
async function keepCommonPasswords(context: Context, former: OpenDraft, fresh: OpenDraft) {
	for (const [key, password] of former.commonTexts) {
		await setCommonPassword(context, fresh, { key, password });
	}
}

/** Words on rows (P10, P13) stay where the rows are the same: another encoding moves none. */
async function keepFixes(context: Context, former: OpenDraft, fresh: OpenDraft): Promise<void> {
	const { fixes = [] } = former.draft;
	const { count } = fresh.facts;
	const isSame =
		count === former.facts.count &&
		fresh.facts.line.subarray(0, count).every((line, row) => line === former.facts.line[row]);
	if (fixes.length === 0 || !isSame) return;
	fresh.draft = { ...fresh.draft, fixes };
	await planWhole(fresh, context);
	fresh.draft = { ...fresh.draft, errors: fresh.summary.actions.error };
	await putDraft(context.db, fresh.draft);
}

/**
 * Takes the file of a draft again after a reload, known by its hash (V5).
 * @throws Failure 'other_file'
 */
export async function giveFile(
	context: Context,
	{ draftId, file }: Requests['file']['ask'],
	signal: AbortSignal
): Promise<null> {
	const { draft } = openDraft(context, draftId);
	const isSame = file.size === draft.sizeBytes && (await hashFile(file, signal)) === draft.sha256;
	if (!isSame) throw new Failure('other_file', { name: draft.fileName });
	context.file = file;
	return null;
}

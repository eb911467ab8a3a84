/**
 * The flow on one screen: a file becomes a draft, the draft a plan, the plan — after a word from the page — users and
 * changes. Each step is a function of its own; here is only their order, and who may write when.
 */
import { Failure } from '../core/failure';
import { defaultKeys, defaultSettings, neverRemembered, type Settings } from '../core/settings';
import type { Draft } from '../storage/db';
import { putDraft, removeDraft } from '../storage/drafts';
import { readMeta, rulesOf } from '../storage/meta';
import type { PageText } from '../storage/page-builder';
import { rememberedFields } from './column-mappings';
import { setCommonPassword } from './common-passwords';
import { openDraft, refreshIndex, type Context } from './context';
import { holdDraft, holdsDraft, releaseDraft, whileWriting } from './locks';
import type { OpenDraft } from './open-draft';
import type { Requests, Review, SaveReceipt } from './protocol';
import { firstRows, readFile } from './read-file';
import { recheckDraft, resumeDraft } from './recheck';
import { planWhole, reviewOf } from './review';
import { viewRows } from './rows';
import { saveOpenDraft } from './save-draft';

/** read → check → match → plan, page by page; the first rows are told as soon as they are planned. */
export async function readIntoDraft(
	context: Context,
	ask: Requests['read']['ask'],
	signal: AbortSignal
): Promise<Review> {
	const settings = await firstSettings(context);
	const mappings = await readMeta(context.db, 'columnMappings');
	closeDraft(context);
	const open = await whileWriting(() =>
		readFile(context, {
			file: ask.file,
			examId: ask.examId,
			choices: ask.choices ?? {},
			settings,
			signal,
			fields: (headers) => rememberedFields(mappings, headers),
			onFirstRows: (soFar, page) => tellSoFar(context, soFar, page)
		})
	);
	context.file = ask.file;
	return show(context, open);
}

export async function tellSoFar(context: Context, open: OpenDraft, page: PageText): Promise<void> {
	const rows = Array.from({ length: Math.min(firstRows, open.facts.count) }, (_, row) => row);
	const review = await reviewOf(open, context, true);
	context.post({
		event: 'soFar',
		review,
		rows: await viewRows(context, open, rows, { ...page, page: 0 })
	});
}

/** The last settings used, but for those that must be chosen anew in each upload (S15). */
async function firstSettings({ db, account }: Context): Promise<Settings> {
	const last = await readMeta(db, 'lastSettings');
	const generatedPassword = rulesOf(account).passwordForm;
	if (!last) return { ...defaultSettings, generatedPassword };
	const anew = Object.fromEntries(neverRemembered.map((key) => [key, defaultSettings[key]]));
	return { ...last, ...anew };
}

export async function show(context: Context, open: OpenDraft): Promise<Review> {
	await holdDraft(open.draft.id, { takesOver: true });
	context.open = open;
	return reviewOf(open, context, false);
}

/** The draft on the screen, as long as no other tab has taken it over. */
export function ownDraft(context: Context, draftId: string): OpenDraft {
	const open = openDraft(context, draftId);
	if (!holdsDraft(draftId)) throw new Failure('draft_elsewhere');
	return open;
}

function closeDraft(context: Context): void {
	releaseDraft();
	context.open = null;
	context.file = null;
}

/** A stored draft on the screen again, checked anew where users changed meanwhile. */
export async function resume(
	context: Context,
	{ draftId, takeOver }: Requests['resume']['ask']
): Promise<Review> {
	const draft = await context.db.drafts.get(draftId);
	if (!draft?.isComplete) throw new Failure('draft_not_found');
	if (context.open?.draft.id !== draftId) closeDraft(context);
	if (!(await holdDraft(draftId, { takesOver: takeOver }))) throw new Failure('draft_elsewhere');
	const open = await whileWriting(() => resumeDraft(context, draft));
	context.open = open;
	return reviewOf(open, context, false);
}

export async function discard(
	context: Context,
	{ draftId }: Requests['discard']['ask']
): Promise<null> {
	if (context.open?.draft.id === draftId) closeDraft(context);
	await whileWriting(() => removeDraft(context.db, draftId));
	return null;
}

/** Plans all rows again under other settings; nothing is read again (S). */
export async function changeSettings(
	context: Context,
	{ draftId, settings }: Requests['settings']['ask']
): Promise<Review> {
	const open = ownDraft(context, draftId);
	const draft = { ...open.draft, settings, savedAt: new Date(context.nowMs()).toISOString() };
	if (changesKeys(open.draft.settings, settings)) return showRechecked(context, draft);
	open.draft = draft;
	await planWhole(open, context);
	await storeDraft(context, open);
	return reviewOf(open, context, false);
}

/** S9, S12 and S13 change whom a row meets and what its blank cells hold: the cells are read again. */
function changesKeys(before: Settings, after: Settings): boolean {
	return (
		before.standardiseUsernames !== after.standardiseUsernames ||
		before.matchBy !== after.matchBy ||
		defaultKeys.some((key) => before.defaults[key].trim() !== after.defaults[key].trim())
	);
}

/** S3: typed once, kept sealed; nothing is planned anew, since it sets no field. */
export async function chooseCommonPassword(
	context: Context,
	{ draftId, key, password }: Requests['commonPassword']['ask']
): Promise<Review> {
	const open = ownDraft(context, draftId);
	await whileWriting(() => setCommonPassword(context, open, { key, password }));
	return reviewOf(open, context, false);
}

/** Another exam has other venues and registrations, so every row is checked against it. */
export async function chooseExam(
	context: Context,
	{ draftId, examId }: Requests['exam']['ask']
): Promise<Review> {
	const open = ownDraft(context, draftId);
	if (open.draft.examId === examId) return reviewOf(open, context, false);
	return showRechecked(context, { ...open.draft, examId });
}

/** Checks every row again; meanwhile the counts so far are told. */
export async function showRechecked(context: Context, draft: Draft): Promise<Review> {
	const tell = async (soFar: OpenDraft) => {
		const review = await reviewOf(soFar, context, true);
		context.post({ event: 'soFar', review, rows: [] });
	};
	const open = await whileWriting(() => recheckDraft(context, draft, tell));
	context.open = open;
	return reviewOf(open, context, false);
}

/** plan → save, exactly as the review shows it; nothing else writes users. */
export async function save(
	context: Context,
	{ draftId, typedDeletes }: Requests['save']['ask']
): Promise<SaveReceipt> {
	const open = ownDraft(context, draftId);
	return whileWriting(async () => {
		if (await refreshIndex(context)) {
			// Another tab saved since this plan was made: it is made again, and shown before anything is saved.
			context.open = await recheckDraft(context, open.draft);
			throw new Failure('draft_stale');
		}
		const receipt = await saveOpenDraft(context, open, typedDeletes);
		closeDraft(context);
		return receipt;
	});
}

async function storeDraft(context: Context, open: OpenDraft): Promise<void> {
	open.draft = { ...open.draft, errors: open.summary.actions.error };
	await whileWriting(() => putDraft(context.db, open.draft));
}

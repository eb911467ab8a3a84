/** Each request and the step that answers it. */
import { Failure } from '../core/failure';
import { loadWords } from '../i18n/words';
import { databasePrefix, openDatabase } from '../storage/db';
import { cleanable, dropOldUndo, dropSentPhotos } from '../storage/clean-up';
import { bytesByKind } from '../storage/usage';
import type { Account } from '../storage/meta';
import { dropNamedSettings, keepNamedSettings, listNamedSettings } from '../storage/named-settings';
import { createHttpTransport } from '../sync/send';
import { addExam, historyOf, stateOf } from './app-state';
import { attentionEntry, attentionGroupsOf, attentionPage } from './attention-view';
import { settleAttentionOf, takeBackAttention } from './attention-settle';
import { createContext, openDraft, type Context } from './context';
import { applyBulkFix, fixLines } from './bulk-fixes';
import { deleteUser, restoreUser, saveUser } from './edit-user';
import { editExam, examsView, removeExam } from './exams-view';
import { exportUsers } from './export-users';
import { addVenueOf, editCells, fixRows, redo, skipRows, undo } from './editing';
import { recordHandOut, sheetOf } from './hand-out';
import { releaseDraft, whileWriting } from './locks';
import { mailLines } from './mail-lines';
import { countChosen, makeNewPasswords } from './new-passwords';
import {
	changeSettings,
	chooseCommonPassword,
	chooseExam,
	discard,
	readIntoDraft,
	resume,
	save
} from './pipeline';
import {
	addPhoto,
	choosePhotoKey,
	makeExamProctored,
	putPhoto,
	takeSuggestions
} from './photo-choices';
import { photosPage } from './photo-lists';
import { thumbnailOf } from './thumbnail';
import { bindByHand, giveFile, readAgain } from './reread';
import { chooseValue, restoreZeros } from './values';
import type { DatabaseName, FromWorker, RequestName, Requests } from './protocol';
import { problemRowsOf } from './problem-rows';
import { reportOf } from './report';
import { problemPlace, rowFormOf } from './row-form';
import { filteredRows, placeOfLine, rowsPage } from './rows';
import { fillSample } from './sample/sample';
import { sampleZip } from './sample/sample-zip';
import { prepareSearch } from './search-rows';
import {
	adoptable,
	adoptInto,
	databaseOf,
	isOrganisation,
	rememberAccount,
	requireAccount
} from './session';
import { keepHouse } from './keep-house';
import { keepToVersion } from './keep-to-version';
import { confirmSealingKey, keepSealingKey } from './sealing-key';
import { supportOf } from './support';
import { startSyncing, type Syncing } from './syncing';
import { exportUnsent, lookAtUnsent } from './unsent';
import { userTimeline } from './user-timeline';
import { usersPage, viewUser } from './users-page';
import { undoReport } from './undo-report';
import { uploadReport } from './upload-report';
import { undoLines, undoPreview, undoUpload } from './undo-upload';

export interface Session {
	context: Context | null;
	/** Stops what runs. */
	running: AbortController | null;
	/** Resolves when what runs has ended, well or not. */
	ended: Promise<unknown>;
	readonly post: (message: FromWorker) => void;
	syncing: Syncing | null;
	/** Signed in, while it is not settled whether what was saved before is adopted; and when that was. */
	account: Account | null;
	signedInAt: string | null;
	/** Another tab, or this page, should look again at what is stored. */
	readonly onChanged: () => void;
}

type Answers = {
	[N in RequestName]: (session: Session, ask: Requests[N]['ask']) => Promise<Requests[N]['answer']>;
};

/** Requests after which other tabs look again at what is stored. */
export const writingRequests: ReadonlySet<RequestName> = new Set([
	'createExam',
	'cleanUp',
	'discard',
	'save',
	'read',
	'sealingKey',
	'confirmSealingKey',
	'adopt',
	'confirmReplan',
	'newPasswords',
	'undoUpload',
	'handedOut',
	'saveUser',
	'deleteUser',
	'restoreUser',
	'editExam',
	'deleteExam',
	'settleAttention',
	'takeBackAttention'
]);

/** After these another database may be the open one. */
export const openingRequests: ReadonlySet<RequestName> = new Set<RequestName>([
	'open',
	'openSample',
	'removeSample',
	'session',
	'adopt',
	'leave'
]);

export const answers: Answers = {
	speak: async (_, { locale }) => {
		await loadWords(locale);
		return null;
	},
	open: async (session, { database }) => {
		await openContext(session, database ?? 'unclaimed');
		return stateOf(contextOf(session));
	},
	state: (session) => stateOf(contextOf(session)),
	storageUse: (session) => storageUseOf(contextOf(session)),
	cleanUp: async (session, { what }) => {
		const context = contextOf(session);
		const { db } = context;
		await whileWriting(() =>
			what === 'sent_photos' ? dropSentPhotos(db) : dropOldUndo(db, context.nowMs())
		);
		return storageUseOf(context);
	},
	createExam: (session, ask) => addExam(contextOf(session), ask),
	openSample: async (session) => {
		await openContext(session, 'sample');
		const context = contextOf(session);
		const { exams } = await stateOf(context);
		if (exams.length === 0) await fillSample(context);
		return stateOf(context);
	},
	removeSample: async (session) => {
		await openContext(session, 'unclaimed');
		await openDatabase('sample').delete();
		return stateOf(contextOf(session));
	},
	sampleZip: () => sampleZip(),
	read: (session, ask) =>
		abortable(session, (signal) => readIntoDraft(contextOf(session), ask, signal)),
	cancel: async (session) => {
		session.running?.abort();
		await session.ended.catch(() => undefined);
		return null;
	},
	resume: (session, ask) => resume(contextOf(session), ask),
	discard: (session, ask) => discard(contextOf(session), ask),
	settings: (session, ask) => changeSettings(contextOf(session), ask),
	namedSettings: (session) => listNamedSettings(contextOf(session).db),
	keepSettings: (session, { name, settings }) =>
		whileWriting(() => keepNamedSettings(contextOf(session).db, name, settings)),
	dropSettings: (session, { name }) =>
		whileWriting(() => dropNamedSettings(contextOf(session).db, name)),
	commonPassword: (session, ask) => chooseCommonPassword(contextOf(session), ask),
	exam: (session, ask) => chooseExam(contextOf(session), ask),
	fix: (session, ask) => fixRows(contextOf(session), ask),
	editCells: (session, ask) => editCells(contextOf(session), ask),
	rowForm: (session, { draftId, row }) => {
		const context = contextOf(session);
		return rowFormOf(context, openDraft(context, draftId), row);
	},
	problemPlace: (session, { draftId, ...about }) => {
		const context = contextOf(session);
		return problemPlace(context, openDraft(context, draftId), about);
	},
	skipRows: (session, ask) => skipRows(contextOf(session), ask),
	undo: (session, ask) => abortable(session, (signal) => undo(contextOf(session), ask, signal)),
	redo: (session, ask) => abortable(session, (signal) => redo(contextOf(session), ask, signal)),
	fixLines: (session, { draftId, fix, ...window }) => {
		const context = contextOf(session);
		return fixLines(context, openDraft(context, draftId), { fix, ...window });
	},
	bulkFix: (session, ask) => applyBulkFix(contextOf(session), ask),
	addVenue: (session, ask) => addVenueOf(contextOf(session), ask),
	makeProctored: (session, ask) => makeExamProctored(contextOf(session), ask),
	chooseValue: (session, ask) => chooseValue(contextOf(session), ask),
	restoreZeros: (session, ask) => restoreZeros(contextOf(session), ask),
	columns: (session, ask) =>
		abortable(session, (signal) => bindByHand(contextOf(session), ask, signal)),
	readAgain: (session, ask) =>
		abortable(session, (signal) => readAgain(contextOf(session), ask, signal)),
	file: (session, ask) => abortable(session, (signal) => giveFile(contextOf(session), ask, signal)),
	rows: (session, { draftId, filter, from, count }) => {
		const context = contextOf(session);
		return rowsPage(context, openDraft(context, draftId), { filter, from, count });
	},
	prepareSearch: async (session, { draftId }) => {
		const context = contextOf(session);
		await prepareSearch(context.db, openDraft(context, draftId));
		return null;
	},
	findLine: async (session, { draftId, filter, line }) => {
		const context = contextOf(session);
		const open = openDraft(context, draftId);
		const rows = await filteredRows(context, open, filter);
		return placeOfLine(open, rows, line);
	},
	photos: (session, { draftId, ...window }) => {
		const context = contextOf(session);
		return photosPage(context, openDraft(context, draftId), window);
	},
	photoKey: (session, ask) => choosePhotoKey(contextOf(session), ask),
	thumbnail: (session, { sha256 }) => thumbnailOf(contextOf(session).db, sha256),
	putPhoto: (session, ask) => putPhoto(contextOf(session), ask),
	addPhoto: (session, ask) => addPhoto(contextOf(session), ask),
	takeSuggestions: (session, ask) => takeSuggestions(contextOf(session), ask),
	mailLines: (session, { draftId, ...window }) => {
		const context = contextOf(session);
		return mailLines(context, openDraft(context, draftId), window);
	},
	save: (session, ask) => save(contextOf(session), ask),
	report: (session, { draftId, format }) => {
		const context = contextOf(session);
		return reportOf(context, openDraft(context, draftId), format);
	},
	problemRows: (session, { draftId, keepsArrangements }) => {
		const context = contextOf(session);
		return problemRowsOf(context, openDraft(context, draftId), keepsArrangements);
	},
	users: (session, ask) => usersPage(contextOf(session), ask),
	user: (session, { userId }) => viewUser(contextOf(session), userId),
	userTimeline: (session, ask) => userTimeline(contextOf(session), ask),
	saveUser: (session, ask) => saveUser(contextOf(session), ask),
	deleteUser: (session, ask) => deleteUser(contextOf(session), ask),
	restoreUser: (session, ask) => restoreUser(contextOf(session), ask),
	exportUsers: (session, ask) => exportUsers(contextOf(session), ask),
	exams: (session) => examsView(contextOf(session)),
	editExam: (session, ask) => editExam(contextOf(session), ask),
	deleteExam: (session, ask) => removeExam(contextOf(session), ask),
	history: (session) => historyOf(contextOf(session)),
	undoPreview: (session, ask) => undoPreview(contextOf(session), ask),
	undoUpload: (session, ask) => undoUpload(contextOf(session), ask),
	undoLines: (session, ask) => undoLines(contextOf(session), ask),
	undoReport: (session, ask) => undoReport(contextOf(session), ask),
	uploadReport: (session, ask) => uploadReport(contextOf(session), ask),
	sheet: (session, ask) => sheetOf(contextOf(session), ask),
	handedOut: (session, ask) => recordHandOut(contextOf(session), ask),
	countChosen: (session, ask) => countChosen(contextOf(session), ask),
	newPasswords: (session, ask) => makeNewPasswords(contextOf(session), ask),
	session: async (session, { account, signedInAt }) => {
		session.signedInAt = signedInAt ?? session.signedInAt;
		if (account) await takeAccount(session, account);
		else session.syncing?.wake('sign_in');
		const context = contextOf(session);
		const uploads = account ? await adoptable(context, account) : null;
		return { adoptable: uploads, state: await stateOf(context) };
	},
	adopt: async (session, { accept }) => {
		const account = requireAccount(session.account);
		// What is adopted can still be handed out.
		const made = accept ? [...contextOf(session).made] : [];
		if (accept) {
			closeContext(session);
			await adoptInto(account);
		}
		await openContext(session, databaseOf(account));
		for (const [userId, one] of made) contextOf(session).made.set(userId, one);
		await rememberAccount(contextOf(session), account, session.signedInAt);
		session.syncing?.wake('sign_in');
		return stateOf(contextOf(session));
	},
	leave: async (session, { wipe }) => {
		session.account = null;
		const { name } = contextOf(session);
		if (!isOrganisation(name)) return stateOf(contextOf(session));
		session.running?.abort();
		await session.ended.catch(() => undefined);
		closeContext(session);
		if (wipe) await whileWriting(() => openDatabase(name).delete());
		await openContext(session, 'unclaimed');
		return stateOf(contextOf(session));
	},
	wake: (session, { trigger }) => {
		session.syncing?.wake(trigger);
		return Promise.resolve(null);
	},
	sync: (session) => syncingOf(session).view(),
	pauseSending: async (session, { isPaused }) => {
		await syncingOf(session).pause(isPaused);
		return null;
	},
	agreeSending: async (session) => {
		await syncingOf(session).agree();
		return null;
	},
	exportUnsent: (session) => exportUnsent(contextOf(session)),
	lookAtUnsent: (session, ask) => lookAtUnsent(contextOf(session), ask),
	openUnsent: (session, ask) => syncingOf(session).take(ask.file),
	attention: (session, ask) => attentionPage(contextOf(session), ask),
	attentionGroups: (session) => attentionGroupsOf(contextOf(session)),
	attentionEntry: (session, ask) => attentionEntry(contextOf(session), ask),
	settleAttention: (session, ask) => settleAttentionOf(contextOf(session), ask),
	takeBackAttention: (session) => takeBackAttention(contextOf(session)),
	confirmReplan: async (session, { uploadId }) => {
		await syncingOf(session).confirm(uploadId);
		return stateOf(contextOf(session));
	},
	sealingKey: async (session, ask) => {
		await keepSealingKey(contextOf(session), ask);
		session.syncing?.wake('online');
		return null;
	},
	confirmSealingKey: async (session, ask) => {
		await confirmSealingKey(contextOf(session), ask);
		session.syncing?.wake('word');
		return stateOf(contextOf(session));
	},
	support: (session) => supportOf(contextOf(session))
};

async function storageUseOf({ db, nowMs }: Context): Promise<Requests['storageUse']['answer']> {
	return { bytes: await bytesByKind(db), cleanable: await cleanable(db, nowMs()) };
}

function contextOf({ context }: Session): Context {
	if (!context) throw new Failure('bug', { message: 'no database is open' });
	return context;
}

function syncingOf({ syncing }: Session): Syncing {
	if (!syncing) throw new Failure('bug', { message: 'no database is open' });
	return syncing;
}

/** Opens the organisation's database, unless what was saved before is to be adopted first. */
async function takeAccount(session: Session, account: Account): Promise<void> {
	session.account = account;
	const context = contextOf(session);
	if (context.name === 'sample' || (await adoptable(context, account))) return;
	await openContext(session, databaseOf(account));
	await rememberAccount(contextOf(session), account, session.signedInAt);
	session.syncing?.wake('sign_in');
}

function closeContext(session: Session): void {
	session.syncing?.stop();
	session.syncing = null;
	session.context?.db.close();
	releaseDraft();
	session.context = null;
}

async function openContext(session: Session, name: DatabaseName): Promise<void> {
	if (session.context?.name === name) return;
	closeContext(session);
	const db = openDatabase(name);
	try {
		await db.open();
	} catch (cause) {
		throw new Failure('storage_unavailable', { database: databasePrefix + name }, cause);
	}
	keepToVersion(db, session.post);
	const nowMs = () => Date.now();
	session.context = await createContext({ name, db, post: session.post, nowMs });
	session.syncing = startSyncing({
		context: session.context,
		transport: createHttpTransport(),
		onChanged: session.onChanged,
		random: () => Math.random(),
		setTimer: (work, delayMs) => {
			const timer = setTimeout(work, delayMs);
			return () => clearTimeout(timer);
		}
	});
	session.syncing.wake('open');
	void tidy(session, session.context);
}

async function tidy(session: Session, context: Context): Promise<void> {
	try {
		if (await keepHouse(context)) session.onChanged();
	} catch (cause) {
		// Left for another database, or no room to write in: nobody waits for this.
		if (session.context === context) console.warn(cause);
	}
}

/** One reading at a time: another stops the one that runs, and starts when that has ended. */
async function abortable<T>(
	session: Session,
	work: (signal: AbortSignal) => Promise<T>
): Promise<T> {
	session.running?.abort();
	await session.ended.catch(() => undefined);
	const controller = new AbortController();
	session.running = controller;
	const running = work(controller.signal);
	session.ended = running;
	try {
		return await running;
	} finally {
		if (session.running === controller) session.running = null;
	}
}

/** Entry of the Web Worker: takes requests, answers each once, and is the last place where a bug is caught. */
import { Failure, type PlainFailure } from '../core/failure';
import { wordsLoaded } from '../i18n/words';
import { forgetListing } from '../storage/user-listing';
import { stateOf } from './app-state';
import { requireUnlocked } from './lock';
import { keepPreparing } from './preparing';
import type { FromWorker, RequestName } from './protocol';
import { answers, openingRequests, writingRequests, type Session } from './requests';
import { parseRequest } from './schemas';
import { createTurns } from './turns';

const post = (message: FromWorker) => self.postMessage(message);
const session: Session = {
	context: null,
	running: null,
	ended: Promise.resolve(),
	post,
	syncing: null,
	account: null,
	signedInAt: null,
	onChanged: () => void tellAll()
};

const inTurn = createTurns({
	opensAnother: openingRequests,
	writes: writingRequests,
	opened: () => session.context
});

/** Tells the other tabs of this database that something was written. */
const others = new BroadcastChannel('muster');
others.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
	if (!session.context || session.context.name !== data) return;
	forgetListing(session.context.index);
	void tellChanged();
});

async function tellChanged(): Promise<void> {
	if (session.context) post({ event: 'changed', state: await stateOf(session.context) });
}

self.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
	void answer(data);
});

/** They need not wait for a language: the first screen waits for them. */
const saysNothing: ReadonlySet<RequestName> = new Set(['speak', 'open', 'state']);

async function answer(message: unknown): Promise<void> {
	const { id, name, ask } = parseRequest(message);
	try {
		if (!saysNothing.has(name)) await wordsLoaded();
		const step = answers[name] as (session: Session, ask: unknown) => Promise<unknown>;
		const result = await inTurn(name, () => {
			requireUnlocked(session.context, name);
			return step(session, ask);
		});
		post({ id, answer: result });
		if (session.context) keepPreparing(session.context);
		await tellOthers(name);
	} catch (error) {
		post({ id, failure: plainFailure(error) });
	}
}

const beginSending: ReadonlySet<RequestName> = new Set([
	'save',
	'createExam',
	'newPasswords',
	'undoUpload',
	'saveUser',
	'deleteUser',
	'restoreUser',
	'editExam',
	'deleteExam',
	'settleAttention'
]);

async function tellOthers(name: RequestName): Promise<void> {
	if (beginSending.has(name)) session.syncing?.wake('save');
	if (writingRequests.has(name)) await tellAll();
}

async function tellAll(): Promise<void> {
	if (!session.context) return;
	others.postMessage(session.context.name);
	await tellChanged();
}

self.addEventListener('online', () => session.syncing?.wake('online'));

/** Names of errors by which browsers say that the disk, or this site's part of it, is full. */
const fullNames = new Set(['QuotaExceededError', 'NS_ERROR_DOM_INDEXEDDB_QUOTA_ERR']);

function plainFailure(error: unknown): PlainFailure {
	for (let cause = error; cause instanceof Error; cause = cause.cause ?? innerOf(cause)) {
		if (cause instanceof Failure) return cause.plain();
		if (fullNames.has(cause.name)) return { code: 'storage_full', params: {} };
	}
	console.error(error);
	const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
	return { code: 'bug', params: { message } };
}

/** Dexie keeps the browser's error in `inner`. */
function innerOf(error: Error): unknown {
	return 'inner' in error ? error.inner : undefined;
}

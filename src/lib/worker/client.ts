/** The page's side of the worker: questions with answers, and events. */
import { Failure } from '../core/failure';
import type {
	AppState,
	ClosedWhy,
	FromWorker,
	Progress,
	RequestName,
	Requests,
	Review,
	RowView,
	SyncView
} from './protocol';

export interface Client {
	/** @throws Failure */
	ask<N extends RequestName>(name: N, ask: Requests[N]['ask']): Promise<Requests[N]['answer']>;
	/** Each gives the function that stops listening. */
	onProgress(listener: (progress: Progress) => void): () => void;
	onSoFar(listener: (review: Review, rows: readonly RowView[]) => void): () => void;
	onChanged(listener: (state: AppState) => void): () => void;
	onPrepared(listener: (review: Review) => void): () => void;
	onSync(listener: (sync: SyncView) => void): () => void;
	onClosed(listener: (why: ClosedWhy) => void): () => void;
}

interface Waiting {
	readonly resolve: (answer: never) => void;
	readonly reject: (failure: Failure) => void;
}

/** Starts the worker. One for each page: two tabs are two workers on one database. */
export function startClient(): Client {
	const worker = new Worker(new URL('./worker.ts', import.meta.url), {
		type: 'module',
		name: 'muster'
	});
	// A page that is kept for "back" is frozen with its worker: what that holds open, another page would wait for in vain.
	addEventListener('pagehide', ({ persisted }) => persisted && worker.terminate());
	addEventListener('pageshow', ({ persisted }) => persisted && location.reload());
	return connectClient(worker);
}

/** Speaks the protocol with a worker that runs already. */
export function connectClient(worker: Worker): Client {
	const waiting = new Map<number, Waiting>();
	const onProgress = new Set<(progress: Progress) => void>();
	const onSoFar = new Set<(review: Review, rows: readonly RowView[]) => void>();
	const onChanged = new Set<(state: AppState) => void>();
	const onPrepared = new Set<(review: Review) => void>();
	const onSync = new Set<(sync: SyncView) => void>();
	const onClosed = new Set<(why: ClosedWhy) => void>();
	let lastId = 0;

	worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
		if ('event' in data) {
			if (data.event === 'progress') for (const tell of onProgress) tell(data.progress);
			else if (data.event === 'soFar') for (const tell of onSoFar) tell(data.review, data.rows);
			else if (data.event === 'prepared') for (const tell of onPrepared) tell(data.review);
			else if (data.event === 'sync') for (const tell of onSync) tell(data.sync);
			else if (data.event === 'closed') for (const tell of onClosed) tell(data.why);
			else for (const tell of onChanged) tell(data.state);
			return;
		}
		const asker = waiting.get(data.id);
		waiting.delete(data.id);
		if ('failure' in data) asker?.reject(new Failure(data.failure.code, data.failure.params));
		else asker?.resolve(data.answer as never);
	});
	// A worker that could not start or died answers nothing more: every asker is told, and none waits for ever.
	worker.addEventListener('error', (event) => {
		for (const { reject } of waiting.values()) {
			reject(new Failure('bug', { message: event.message || 'worker' }));
		}
		waiting.clear();
	});

	return {
		ask: (name, ask) =>
			new Promise((resolve, reject) => {
				lastId += 1;
				waiting.set(lastId, { resolve: resolve, reject });
				worker.postMessage({ id: lastId, name, ask });
			}),
		onProgress: (listener) => listen(onProgress, listener),
		onSoFar: (listener) => listen(onSoFar, listener),
		onChanged: (listener) => listen(onChanged, listener),
		onPrepared: (listener) => listen(onPrepared, listener),
		onSync: (listener) => listen(onSync, listener),
		onClosed: (listener) => listen(onClosed, listener)
	};
}

function listen<T>(listeners: Set<T>, listener: T): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}

/** Keeps the preparation of photos going beside the requests: it begins, goes on and ends with the draft on the screen. */
import { Failure, type PlainFailure } from '../core/failure';
import type { Context } from './context';
import { unprepared } from './draft-photos';
import type { OpenDraft } from './open-draft';
import { preparePhotos } from './prepare-photos';
import { reviewOf } from './review';

/** What runs, or how it ended. */
export interface Preparing {
	readonly open: OpenDraft;
	readonly file: File;
	readonly controller: AbortController;
	done: number;
	elapsedMs: number;
	failure: PlainFailure | null;
	isRunning: boolean;
}

/** The page is told so often at most. */
const leastTellMs = 250;

/** Called after each request: starts what is left to prepare, and stops what belongs to another draft. */
export function keepPreparing(context: Context): void {
	const { open, file, preparing } = context;
	const isSame = preparing !== null && preparing.open === open && preparing.file === file;
	if (preparing && !isSame) {
		preparing.controller.abort();
		context.preparing = null;
	}
	// One that failed is not begun again by itself: the next would fail as well.
	if (isSame && (preparing.isRunning || preparing.failure)) return;
	if (!open?.photos || !file || unprepared(open).length === 0) return;
	const controller = new AbortController();
	const run: Preparing = {
		open,
		file,
		controller,
		done: 0,
		elapsedMs: 0,
		failure: null,
		isRunning: true
	};
	context.preparing = run;
	void runToEnd(context, run);
}

async function runToEnd(context: Context, run: Preparing): Promise<void> {
	const { open, file } = run;
	const { signal } = run.controller;
	let toldMs = performance.now();
	const onPage = async (done: number, elapsedMs: number) => {
		run.done = done;
		run.elapsedMs = elapsedMs;
		if (performance.now() - toldMs < leastTellMs) return;
		toldMs = performance.now();
		await tell(context, run);
	};
	try {
		await preparePhotos(context, open, { file, signal, hooks: { onPage } });
	} catch (error) {
		if (signal.aborted) return;
		run.failure = error instanceof Failure ? error.plain() : { code: 'bug', params: {} };
		if (!(error instanceof Failure)) console.error(error);
	} finally {
		run.isRunning = false;
	}
	await tell(context, run);
}

async function tell(context: Context, { open }: Preparing): Promise<void> {
	if (context.open !== open) return;
	context.post({ event: 'prepared', review: await reviewOf(open, context, false) });
}

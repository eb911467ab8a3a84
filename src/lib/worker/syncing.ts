/** Sync in a worker: which database is sent, as whom, and what the page is told of it. */
import { z } from 'zod';
import { readMeta, writeMeta, accountSchema, type Account } from '../storage/meta';
import { oldestUnsentAt, openPages } from '../storage/outbox';
import { countWaitingPhotos } from '../storage/photos';
import { takeWritten } from '../storage/users';
import { findCollisions, summariseCollisions, type Collision } from '../sync/collisions';
import { confirmReplan } from '../sync/confirm-replan';
import { runCycle, type BatchSize, type CycleEnd } from '../sync/cycle';
import type { Mirror } from '../sync/mirror';
import { createOutbox } from '../sync/push';
import { sendPhotos } from '../sync/send-photos';
import { createSchedule, type Schedule, type Trigger } from '../sync/schedule';
import { ask, stopped, type Transport } from '../sync/transport';
import { sendReports } from './audit-reports';
import { notingContacts } from './contacts';
import { newId, refreshIndex, staleGeneration, type Context } from './context';
import { whileSending, whileWriting } from './locks';
import type { SyncView } from './protocol';
import { openUnsent } from './unsent';

export interface Syncing {
	wake(trigger: Trigger): void;
	view(): Promise<SyncView>;
	/** The word for the colliding creations of one upload. */
	confirm(uploadId: string): Promise<void>;
	/** "Pause" and "Go on"; it stays over a reload. */
	pause(isPaused: boolean): Promise<void>;
	/** What others saved here is sent under the name of who is signed in (X2). */
	agree(): Promise<void>;
	/** Opens a file of unsent changes and sends them (Y6). */
	take(file: Blob): Promise<number>;
	stop(): void;
}

export interface SyncingInput {
	readonly context: Context;
	readonly transport: Transport;
	/** Something stored was changed: this page and other tabs look again. */
	readonly onChanged: () => void;
	readonly random: () => number;
	readonly setTimer: (work: () => void, delayMs: number) => () => void;
}

interface Run extends SyncingInput {
	/** Writes down what the server last answered (A7). */
	keepContacts(): Promise<void>;
	readonly mirror: Mirror;
	readonly batchSize: BatchSize;
	held: readonly Collision[];
	/** Generation that they were looked for in. */
	heldAt: number;
	sent: number;
	total: number;
	/** When the changes of this go began to be sent. */
	startedMs: number;
	/** Name under which what waits was saved, while that of another waits for a word. */
	savedAs: string | null;
	isPaused: boolean;
	isOver: boolean;
	toldMs: number;
}

/** A server of before tells no device. */
const sessionSchema = z.object({
	account: accountSchema,
	device: z
		.object({ id: z.string(), name: z.string(), isShared: z.boolean() })
		.nullable()
		.catch(null)
});

/** A batch settles in a fraction of a second; pages look again less often. */
const leastTellMs = 500;

export function startSyncing(input: SyncingInput): Syncing {
	const { context } = input;
	const { transport, keepContacts } = notingContacts(input.transport, context);
	const run: Run = {
		...input,
		transport,
		keepContacts,
		mirror: mirrorOf(context),
		batchSize: { changes: 500 },
		held: [],
		heldAt: -1,
		sent: 0,
		total: 0,
		startedMs: 0,
		savedAs: null,
		isPaused: false,
		isOver: false,
		toldMs: 0
	};
	const schedule: Schedule = createSchedule({
		run: () => goOnce(run, tell),
		tell,
		random: input.random,
		setTimer: input.setTimer
	});
	const view = async (): Promise<SyncView> => ({
		state: schedule.state.phase,
		sent: run.sent,
		total: run.total,
		perSecond: rateOf(run),
		savedAs: run.savedAs,
		oldestUnsentAt: await oldestUnsentAt(context.db),
		photosWaiting: await countWaitingPhotos(context.db),
		lastError: schedule.state.lastError
	});
	function tell(): void {
		void view()
			.then((sync) => run.isOver || context.post({ event: 'sync', sync }))
			// The database was closed meanwhile: there is nobody left to tell.
			.catch(() => undefined);
	}
	return {
		view,
		wake: (trigger) => schedule.wake(trigger),
		async confirm(uploadId) {
			await confirmUpload(run, uploadId);
			schedule.wake('save');
		},
		async pause(isPaused) {
			run.isPaused = isPaused;
			await writeMeta(context.db, 'isPaused', isPaused);
			schedule.wake('word');
		},
		async agree() {
			const account = await readMeta(context.db, 'account');
			if (!account) return;
			await writeMeta(context.db, 'sendsAs', { id: account.id, name: account.name });
			schedule.wake('word');
		},
		async take(file) {
			const taken = await openUnsent(context, run.mirror, { file });
			run.onChanged();
			schedule.wake('save');
			return taken;
		},
		stop() {
			run.isOver = true;
			schedule.stop();
		}
	};
}

/** Writes under the lock of all writers; a draft that is open is planned again before it is saved. */
function mirrorOf(context: Context): Mirror {
	return {
		db: context.db,
		now: () => new Date(context.nowMs()).toISOString(),
		write: (work) =>
			whileWriting(async () => {
				await refreshIndex(context);
				const { generation } = context.index;
				const result = await work(context.index);
				takeWritten(context.index, result.written);
				context.cache.clear();
				if (context.open && result.written.generation !== generation) {
					context.open.draft = { ...context.open.draft, generation: staleGeneration };
				}
				return result;
			})
	};
}

async function goOnce(run: Run, tell: () => void): Promise<CycleEnd> {
	const { context, mirror, transport } = run;
	const { db } = context;
	run.isPaused = await readMeta(db, 'isPaused');
	// Somebody may say so at any moment from here on.
	const isPaused = () => run.isPaused;
	if (isPaused()) return stopped('paused');
	run.sent = 0;
	run.startedMs = context.nowMs();
	run.total = await readMeta(db, 'unsent');
	const allowed = await whoMaySend(run);
	if (allowed.kind !== 'allowed') return allowed;
	const end = await runCycle({
		mirror,
		transport,
		outbox: createOutbox(mirror),
		organisationId: allowed.organisationId,
		deviceId: context.device.deviceId,
		newId: () => newId(context.nowMs()),
		batchSize: run.batchSize,
		inTurn: (step) => inTurn(run, step),
		findHeld: () => findHeld(run),
		onStep: ({ pulled, settled }) => {
			run.sent += settled;
			run.total = Math.max(run.total, run.sent);
			if (pulled + settled === 0) return;
			tellNowAndThen(run, tell);
		},
		isOver: () => run.isOver || isPaused()
	});
	const photosEnd =
		end.kind === 'done' && !isPaused() ? await sendAfter(run, allowed.organisationId) : null;
	if (end.kind === 'done' && photosEnd === null) await sendReports(context, run.transport);
	await run.keepContacts();
	run.onChanged();
	return isPaused() ? stopped('paused') : (photosEnd ?? end);
}

/** Z8: photos go after their users. */
function sendAfter(run: Run, organisationId: string): Promise<CycleEnd | null> {
	return sendPhotos({
		db: run.context.db,
		transport: run.transport,
		organisationId,
		inTurn: (step) => whileSending(step),
		onStep: () => undefined,
		isOver: () => run.isOver
	});
}

function tellNowAndThen(run: Run, tell: () => void): void {
	const nowMs = run.context.nowMs();
	if (Math.abs(nowMs - run.toldMs) < leastTellMs) return;
	run.toldMs = nowMs;
	tell();
	run.onChanged();
}

/**
 * The sample is never sent; what nobody has claimed waits for a sign-in and a word (X2, X6); an organisation's goes under
 * a session of that organisation only.
 */
async function whoMaySend(
	run: Run
): Promise<CycleEnd | { readonly kind: 'allowed'; readonly organisationId: string }> {
	const { db, name } = run.context;
	if (name === 'sample') return { kind: 'done' };
	if (name === 'unclaimed') {
		return (await openPages(db)).length > 0 ? stopped('sign_in_needed') : { kind: 'done' };
	}
	const path = `/api/auth/session?organisation=${name.slice('org-'.length)}`;
	const answered = await ask(run.transport, path, { method: 'GET' });
	if (answered.kind === 'stopped') return answered;
	const read = sessionSchema.safeParse(answered.body);
	if (!read.success) return stopped('not_understood');
	const { account, device } = read.data;
	const organisationId = account.organisation.id;
	if (name !== `org-${organisationId}`) return stopped('sign_in_needed');
	await writeMeta(db, 'account', account);
	await writeMeta(db, 'device', device);
	if ((await readMeta(db, 'otherSealingKey')) !== null) return stopped('key_changed');
	if (await isOthers(run, account)) return stopped('other_account');
	return { kind: 'allowed', organisationId };
}

/** Another tab may have said "Pause" meanwhile. */
async function inTurn<T>(run: Run, step: () => Promise<T>): Promise<T> {
	run.isPaused ||= await readMeta(run.context.db, 'isPaused');
	return whileSending(step);
}

/** True while what waits was saved under another account, and nobody has agreed to send it under this one (X2). */
async function isOthers(run: Run, { id, name }: Account): Promise<boolean> {
	const { db } = run.context;
	const former = await readMeta(db, 'sendsAs');
	run.savedAs = null;
	if (former?.id === id) return false;
	if (former && (await openPages(db)).length > 0) {
		run.savedAs = former.name;
		return true;
	}
	await writeMeta(db, 'sendsAs', { id, name });
	return false;
}

/** Changes settled in a second, since sending began; null before that says anything. */
function rateOf({ sent, startedMs, context }: Run): number | null {
	const elapsedMs = context.nowMs() - startedMs;
	return sent > 0 && elapsedMs >= 1000 ? (sent * 1000) / elapsedMs : null;
}

/** Looks again where users or changes are others than at the last look, whichever tab wrote them. */
async function findHeld(run: Run): Promise<ReadonlySet<string>> {
	const { context } = run;
	await refreshIndex(context);
	const { generation } = context.index;
	if (generation !== run.heldAt) {
		const found = await findCollisions(context.db, context.index);
		run.held = found;
		run.heldAt = generation;
		context.replanned = await summariseCollisions(context.db, found);
	}
	return new Set(run.held.map(({ create }) => create.changeId));
}

async function confirmUpload(run: Run, uploadId: string): Promise<void> {
	const { context, mirror } = run;
	const { db } = context;
	const at = mirror.now();
	await mirror.write(async (index) => {
		const found = await findCollisions(db, index);
		const collisions = found.filter(({ create }) => (create.uploadId ?? '') === uploadId);
		return confirmReplan({ db, index, collisions, newId: () => newId(context.nowMs()), at });
	});
	run.heldAt = -1;
	await findHeld(run);
	run.onChanged();
}

/** When the server is asked (Y7): at once when there is a reason, later when it failed, not at all while it must not be. */
import type { CycleEnd } from './cycle';
import type { Stop, Stopped } from './transport';

export type SyncPhase =
	| 'idle'
	| 'sending'
	/** No answer; tried again by itself. */
	| 'offline'
	| 'sign_in_needed'
	/** This device was revoked (X5). */
	| 'revoked'
	/** Another key for passwords waits for an admin's word (W5). */
	| 'key_changed'
	| 'not_allowed'
	| 'update_needed'
	/** Somebody said "Pause". */
	| 'paused'
	/** What waits was saved under another account (X2). */
	| 'other_account'
	/** The server asked for patience. */
	| 'waiting'
	/** One side does not understand the other: a bug. Tried again seldom. */
	| 'failed';

export interface ScheduleState {
	readonly phase: SyncPhase;
	/** Why the last try ended as it did; null after a good one. */
	readonly lastError: { readonly stop: Stop; readonly status: number | null } | null;
}

export type Trigger =
	| 'open'
	| 'save'
	| 'online'
	| 'visible'
	| 'sign_in'
	/** Somebody's word about sending itself: to pause, to go on, to send under this name. */
	| 'word';

export interface ScheduleInput {
	/** One go; throws only what is a bug. */
	run(): Promise<CycleEnd>;
	tell(state: ScheduleState): void;
	/** From 0 up to, but without, 1. */
	random(): number;
	/** Gives the way to cancel. */
	setTimer(work: () => void, delayMs: number): () => void;
}

export interface Schedule {
	wake(trigger: Trigger): void;
	readonly state: ScheduleState;
	stop(): void;
}

export const delays = { leastMs: 1000, mostMs: 300_000 } as const;

const phases: Readonly<Record<Stop, SyncPhase>> = {
	offline: 'offline',
	timeout: 'offline',
	sign_in_needed: 'sign_in_needed',
	revoked: 'revoked',
	key_changed: 'key_changed',
	not_allowed: 'not_allowed',
	update_needed: 'update_needed',
	paused: 'paused',
	other_account: 'other_account',
	wait: 'waiting',
	too_large: 'failed',
	not_understood: 'failed'
};

/** What only somebody's act can change: no timer runs, and no save asks again. */
const paused: ReadonlySet<SyncPhase> = new Set([
	'sign_in_needed',
	'revoked',
	'key_changed',
	'not_allowed',
	'update_needed',
	'paused',
	'other_account'
]);

/** What a pause and the server's wish for patience listen to. */
const acts: ReadonlySet<Trigger> = new Set(['sign_in', 'word']);

export function createSchedule(input: ScheduleInput): Schedule {
	let state: ScheduleState = { phase: 'idle', lastError: null };
	let failures = 0;
	let isRunning = false;
	let isAskedAgain = false;
	let isStopped = false;
	let cancel: () => void = () => undefined;
	const wasStopped = () => isStopped;

	function become(next: ScheduleState): void {
		state = next;
		if (!isStopped) input.tell(next);
	}

	function later(delayMs: number): void {
		cancel();
		if (!isStopped) cancel = input.setTimer(() => void go(), delayMs);
	}

	async function go(): Promise<void> {
		if (isStopped) return;
		if (isRunning) {
			isAskedAgain = true;
			return;
		}
		cancel();
		isRunning = true;
		isAskedAgain = false;
		become({ phase: 'sending', lastError: state.lastError });
		let end: CycleEnd;
		try {
			end = await input.run();
		} catch (error) {
			// Work that was cut off by closing its database is no bug.
			if (!wasStopped()) console.error(error);
			end = { kind: 'stopped', stop: 'not_understood', status: null, retryAfterSeconds: null };
		}
		isRunning = false;
		finish(end);
	}

	function finish(end: CycleEnd): void {
		if (end.kind === 'done') {
			failures = 0;
			become({ phase: 'idle', lastError: null });
			// Other devices send too: what they did is looked for now and then.
			return isAskedAgain ? void go() : later(delays.mostMs * (0.5 + input.random() / 2));
		}
		failures += 1;
		const { stop, status } = end;
		const phase = phases[stop];
		become({ phase, lastError: phase === 'paused' ? state.lastError : { stop, status } });
		if (!paused.has(phase)) later(delayAfter(end, failures, input.random()));
	}

	return {
		get state() {
			return state;
		},
		wake(trigger) {
			if (paused.has(state.phase) && !acts.has(trigger)) return;
			// Patience that was asked for is kept, whatever happens here.
			if (state.phase === 'waiting' && !acts.has(trigger)) return;
			if (acts.has(trigger) || trigger === 'online') failures = 0;
			void go();
		},
		stop() {
			isStopped = true;
			cancel();
		}
	};
}

/** Full jitter from 1 s to 5 min; at least what the server asked for, and not all devices at the same moment. */
export function delayAfter(
	{ stop, retryAfterSeconds }: Stopped,
	failures: number,
	random: number
): number {
	const mostMs = Math.min(delays.mostMs, delays.leastMs * 2 ** Math.min(failures - 1, 20));
	if (retryAfterSeconds !== null) {
		return Math.min(retryAfterSeconds * 1000, delays.mostMs) + delays.leastMs * random;
	}
	return phases[stop] === 'failed' ? delays.mostMs : mostMs * random;
}

/** One go at the server: pull to the end, then push until nothing is left to send (PROTOCOL 1). */
import { pushLimits } from '../core/change';
import { releaseCarried } from '../storage/envelopes';
import { wholeBatch } from '../storage/outbox';
import type { Mirror } from './mirror';
import { pullPage } from './pull';
import { push, type Outbox, type Pushed } from './push';
import { stopped, type Stopped, type Transport } from './transport';

/** Changes in the next batch: fewer where the network is bad, more again where it is good. */
export interface BatchSize {
	changes: number;
}

export interface CycleInput {
	readonly mirror: Mirror;
	readonly transport: Transport;
	readonly outbox: Outbox;
	/** Whose users these are; the server answers under a session of this organisation only. */
	readonly organisationId: string;
	readonly deviceId: string;
	readonly newId: () => string;
	readonly batchSize: BatchSize;
	/** Runs while no other tab of this profile asks the server; for one page or batch at a time. */
	inTurn<T>(step: () => Promise<T>): Promise<T>;
	/** Changes that wait for a word, looked for after each pull: another tab's may have brought what they meet. */
	findHeld(): Promise<ReadonlySet<string>>;
	/** A page was stored, or a batch settled. */
	onStep(step: { readonly pulled: number; readonly settled: number }): void;
	/** True once the work is to end, as when another database is opened. */
	isOver(): boolean;
}

export type CycleEnd = { readonly kind: 'done' } | Stopped;

/** A history that changes at every look is no history. */
const mostRestarts = 3;

export async function runCycle(input: CycleInput): Promise<CycleEnd> {
	for (let restarts = 0; restarts < mostRestarts; restarts += 1) {
		const end = await pullThenPush(input);
		if (end.kind !== 'epoch_changed') return end;
	}
	return stopped('not_understood');
}

async function pullThenPush(
	input: CycleInput
): Promise<CycleEnd | { readonly kind: 'epoch_changed' }> {
	await input.inTurn(() => releaseCarried(input.mirror.db));
	const first = await pullToEnd(input);
	if (first.kind === 'stopped') return first;
	const held = await input.findHeld();
	let needsPull = false;
	while (!input.isOver()) {
		const pushed = await input.inTurn(() => pushBatch(input, held));
		if (pushed.kind === 'stopped') {
			if (canShrink(pushed, input.batchSize)) continue;
			return pushed;
		}
		if (pushed.kind === 'epoch_changed') return pushed;
		if (pushed.kind === 'nothing') break;
		input.batchSize.changes = Math.min(input.batchSize.changes * 2, pushLimits.changes);
		input.onStep({ pulled: 0, settled: pushed.applied + pushed.refused });
		needsPull ||= pushed.merged + pushed.refused > 0;
		// All of it waits on: asked again at once, the answer would be the same.
		if (pushed.applied + pushed.refused === 0) return stopped('wait');
	}
	if (!needsPull || input.isOver()) return { kind: 'done' };
	const last = await pullToEnd(input);
	if (last.kind === 'stopped') return last;
	await input.findHeld();
	return { kind: 'done' };
}

function pushBatch(input: CycleInput, held: ReadonlySet<string>): Promise<Pushed> {
	const { db } = input.mirror;
	const limits = { ...wholeBatch, changes: input.batchSize.changes };
	return push({ ...input, db, batchId: input.newId(), limits, held });
}

async function pullToEnd(
	input: CycleInput
): Promise<{ readonly kind: 'pulled'; readonly changed: number } | Stopped> {
	let changed = 0;
	while (!input.isOver()) {
		const page = await input.inTurn(() => pullPage(input));
		if (page.kind === 'stopped') return page;
		changed += page.changed;
		input.onStep({ pulled: page.changed, settled: 0 });
		if (!page.hasMore) break;
	}
	return { kind: 'pulled', changed };
}

/** Halves the batch where its size may be what is wrong; a timeout is then tried again later, too large at once. */
function canShrink({ stop }: Stopped, size: BatchSize): boolean {
	if (stop !== 'too_large' && stop !== 'timeout') return false;
	const before = size.changes;
	size.changes = Math.max(1, Math.floor(before / 2));
	return stop === 'too_large' && size.changes < before;
}

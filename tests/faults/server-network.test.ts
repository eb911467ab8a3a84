/** Y2, Y7: the network between device and server fails in the middle of requests and answers. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PushAnswer } from '../../src/lib/core/change';
import type { Store } from '../../src/lib/server/database';
import type { RunningPostgres } from '../server/postgres';
import { createRandom, type Random } from '../sim/random';
import { engines, isFull, seed } from './engines';
import { startProxy, type Flip, type Proxy } from './proxy';
import { Answers, makeLoad, pullAll, sendOnce, sendUntilAnswered, signUp } from './sender';
import { startServed, type Served } from './served';
import { batchState, expectedState, findState } from './state';

/** Each is one batch, sent through one to three faults before it is sent to the end. */
const schedules = isFull ? 300 : 15;
const size = 12;
/** Shorter than the longest delay, so that a device gives up on requests that still arrive. */
const timeoutMs = 400;
const longestDelayMs = 900;
/** A slow network is waited for. */
const slowTimeoutMs = 20_000;

describe.each(engines)('$name', (engine) => {
	let postgres: RunningPostgres | null | undefined;
	let served: Served | undefined;
	let store: Store | undefined;
	let proxy: Proxy | undefined;
	beforeAll(async () => {
		postgres = await engine.start();
	}, 60_000);
	afterAll(async () => {
		await proxy?.stop();
		await store?.close();
		await served?.remove();
		await postgres?.stop();
	});

	test(`Y2 ${String(schedules)} batches through a network that fails: nothing lost, nothing doubled`, async ({
		skip
	}) => {
		if (postgres === undefined) return skip('not on this machine');
		served = await startServed(postgres);
		store = await served.open();
		const direct = await signUp(served);
		proxy = await startProxy(direct.port);
		const line = { ...direct, port: proxy.port };
		const random = createRandom(seed);
		const load = makeLoad({ count: schedules * size, size });
		const answers = new Answers();
		answers.keep(await sendUntilAnswered(line, [load.exam]));
		const tally = new Map<Kind, number>();
		const unheard: string[] = [];
		for (const [index, batch] of load.batches.entries()) {
			const bytes = JSON.stringify(batch).length;
			for (const kind of drawFlips(random, index)) {
				tally.set(kind, (tally.get(kind) ?? 0) + 1);
				proxy.flipNext(makeFlip(kind, random, bytes));
				const waits = kind === 'slow' ? slowTimeoutMs : timeoutMs;
				const answer = await sendOnce({ ...line, timeoutMs: waits }, batch);
				if (answer?.status === 200) answers.keep(answer.body as PushAnswer);
				else if ((await batchState(store, batch)).receipts > 0) unheard.push(kind);
			}
			answers.keep(await sendUntilAnswered(line, batch));
		}
		await proxy.settled();
		for (const batch of load.batches) answers.keep(await sendUntilAnswered(line, batch));

		const found = await findState(store, load, answers);
		console.log(
			`${engine.name}, seed ${String(seed)}: ${String(schedules)} schedules ` +
				`(${[...tally].map(([kind, count]) => `${kind} ${String(count)}`).join(', ')}), ` +
				`${String(unheard.length)} times the server had stored what the device did not hear of; ` +
				`${String(found.users)} users, ${String(found.lost)} lost, ${String(found.doubled)} doubled; ` +
				`${String(answers.again)} outcomes told again, ${String(answers.different.length)} otherwise`
		);
		expect(found).toEqual(expectedState(load));
		expect(answers.different).toEqual([]);
		expect(new Set(await pullAll(line)).size).toBe(found.users);
	}, 1_200_000);
});

type Kind = Exclude<Flip['kind'], 'none'>;

const kinds: readonly Kind[] = [
	'cut request',
	'cut answer',
	'late',
	'end request',
	'end answer',
	'twice',
	'garble request',
	'garble answer',
	'slow'
];

/** The first in turn, so that a short run too has all of them. */
function drawFlips(random: Random, index: number): Kind[] {
	const more = Array.from({ length: random.below(3) }, () => random.pick(kinds));
	return [kinds[index % kinds.length] as Kind, ...more.filter((kind) => kind !== 'slow')];
}

function makeFlip(kind: Kind, random: Random, requestBytes: number): Flip {
	if (kind === 'late') return { kind, ms: random.below(longestDelayMs) };
	if (kind === 'twice' || kind === 'slow') return { kind };
	// An answer is about a sixth of its request.
	const bytes = kind.endsWith('request') ? requestBytes : requestBytes / 6;
	return { kind, at: 1 + random.below(bytes) };
}

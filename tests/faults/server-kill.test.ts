/** Y2, Y10: the server is killed in mid-push, at random moments, and the device sends the same changes again. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Change, PushAnswer } from '../../src/lib/core/change';
import type { Store } from '../../src/lib/server/database';
import type { RunningPostgres } from '../server/postgres';
import { createRandom, type Random } from '../sim/random';
import { engines, isFull, seed } from './engines';
import {
	Answers,
	batchSize,
	makeLoad,
	pullAll,
	sendOnce,
	sendUntilAnswered,
	signUp,
	type Line
} from './sender';
import { crashPoints, startServed, type Served } from './served';
import { batchState, expectedState, findState } from './state';

/** KILLS of the environment: as many as a round of the long run has. */
const kills = Number(process.env['KILLS'] ?? (isFull ? 100 : 3));
/** At each point by its name. */
const namedKills = isFull ? 10 : 1;
/** A server that was killed is ready again within this time. */
const restartMs = 10_000;

/** Where the kills fell. */
interface Tally {
	beforeCommit: number;
	beforeAnswer: number;
	afterAnswer: number;
}

describe.each(engines)('$name', (engine) => {
	let postgres: RunningPostgres | null | undefined;
	let served: Served | undefined;
	let store: Store | undefined;
	beforeAll(async () => {
		postgres = await engine.start();
	}, 60_000);
	afterAll(async () => {
		await store?.close();
		await served?.remove();
		await postgres?.stop();
	});

	test(`Y2 killed ${String(kills)} times in mid-push: nothing lost, nothing doubled`, async ({
		skip
	}) => {
		if (postgres === undefined) return skip('not on this machine');
		served = await startServed(postgres);
		store = await served.open();
		const line = await signUp(served);
		const random = createRandom(seed);
		const load = makeLoad();
		const answers = new Answers();
		answers.keep(await sendUntilAnswered(line, [load.exam]));
		const killed = Array.from({ length: kills }, () => random.pick(load.batches));
		const killer = createKiller({ served, store, line, random, answers });
		for (const batch of load.batches) {
			for (const target of killed) if (target === batch) await killer.killWhileSending(batch);
			answers.keep(await sendUntilAnswered(line, batch));
		}
		for (const batch of load.batches) answers.keep(await sendUntilAnswered(line, batch));
		expect(killer.slowestStartMs()).toBeLessThan(restartMs);

		const { beforeCommit, beforeAnswer, afterAnswer } = killer.tally;
		const found = await findState(store, load, answers);
		console.log(
			`${engine.name}, seed ${String(seed)}: ${String(kills)} kills, ${String(beforeCommit)} before the commit, ` +
				`${String(beforeAnswer)} between commit and answer, ${String(afterAnswer)} after the answer; ` +
				`${String(found.users)} users, ${String(found.lost)} lost, ${String(found.doubled)} doubled; ` +
				`${String(answers.again)} outcomes told again, ${String(answers.different.length)} otherwise; ` +
				`slowest start ${killer.slowestStartMs().toFixed(0)} ms`
		);
		expect(found).toEqual(expectedState(load));
		expect(answers.different).toEqual([]);
		expect(beforeCommit + beforeAnswer + afterAnswer).toBe(kills);
		expect(new Set(await pullAll(line)).size).toBe(found.users);
	}, 900_000);

	test.each(crashPoints)(
		'Y2 killed %s of a push: all of it is there or nothing, and it is answered once',
		async (point) => {
			const postgresHere = await engine.start();
			if (postgresHere === undefined) return expect(engine.name).toBe('PostgreSQL');
			const crashing = await startServed(postgresHere);
			const seen = await crashing.open();
			try {
				const line = await signUp(crashing);
				const load = makeLoad({ count: namedKills * 50, size: 50 });
				const answers = new Answers();
				answers.keep(await sendUntilAnswered(line, [load.exam]));
				for (const batch of load.batches) {
					await crashing.kill();
					await crashing.start(point);
					crashing.arm();
					expect(await sendOnce(line, batch)).toBeNull();
					expect(await crashing.ended()).toBe('SIGKILL');
					const stored = point === 'before the commit' ? 0 : 50;
					expect(await batchState(seen, batch)).toEqual({ receipts: stored, users: stored });
					await crashing.start();
					answers.keep(await sendUntilAnswered(line, batch));
				}
				for (const batch of load.batches) answers.keep(await sendUntilAnswered(line, batch));
				expect(await findState(seen, load, answers)).toEqual(expectedState(load));
				expect(answers.different).toEqual([]);
			} finally {
				await seen.close();
				await crashing.remove();
				await postgresHere?.stop();
			}
		},
		300_000
	);
});

function createKiller({
	served,
	store,
	line,
	random,
	answers
}: {
	served: Served;
	store: Store;
	line: Line;
	random: Random;
	answers: Answers;
}) {
	const tally: Tally = { beforeCommit: 0, beforeAnswer: 0, afterAnswer: 0 };
	/** A kill falls somewhere in the time that an answer was last seen to take. */
	let spanMs = 300;
	let slowestStartMs = 0;
	return {
		tally,
		slowestStartMs: () => slowestStartMs,
		async killWhileSending(batch: readonly Change[]): Promise<void> {
			const began = performance.now();
			const sending = sendOnce(line, batch).then((answer) => {
				if (answer) spanMs = performance.now() - began;
				return answer;
			});
			await new Promise((resolve) => setTimeout(resolve, random.next() * spanMs));
			await served.kill();
			const answer = await sending;
			const { receipts, users } = await batchState(store, batch);
			expect([0, batchSize], 'a batch is stored whole or not at all').toContain(receipts);
			expect(users).toBe(receipts);
			if (answer) {
				answers.keep(answer.body as PushAnswer);
				tally.afterAnswer++;
			} else if (receipts > 0) tally.beforeAnswer++;
			else tally.beforeCommit++;
			// A server just started is slower than it was: the moments must not all be early ones.
			if (receipts === 0) spanMs *= 1.25;
			const stopped = performance.now();
			await served.start();
			slowestStartMs = Math.max(slowestStartMs, performance.now() - stopped);
		}
	};
}

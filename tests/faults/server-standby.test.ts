/** Y10: the primary of a replicated PostgreSQL is killed in mid-push and its standby takes over: nothing that was answered is lost. */
import { expect, test } from 'vitest';
import type { PushAnswer } from '../../src/lib/core/change';
import { startPair } from '../server/standby';
import { createRandom } from '../sim/random';
import { isFull, seed } from './engines';
import { Answers, makeLoad, pullAll, sendOnce, sendUntilAnswered, signUp } from './sender';
import { startServedOn } from './served';
import { batchState, expectedState, findState } from './state';

const failovers = isFull ? 10 : 1;
const size = 100;
/** Batches of one failover, sent one after the other until the primary is gone. */
const each = 6;
/** The longest time from the kill to the next answer. */
const stallMs = 30_000;

test(`Y10 ${String(failovers)} times the standby takes over in mid-push: what was answered is there`, async ({
	skip
}) => {
	const pair = await startPair();
	if (!pair) return skip('not on this machine');
	const served = await startServedOn(pair.url);
	try {
		const line = await signUp(served);
		const random = createRandom(seed);
		const load = makeLoad({ count: failovers * each * size, size });
		const answers = new Answers();
		answers.keep(await sendUntilAnswered(line, [load.exam]));
		let unheard = 0;
		let longestMs = 0;
		for (let round = 0; round < failovers; round += 1) {
			const own = load.batches.slice(round * each, round * each + each);
			const answered = new Set<(typeof own)[number]>();
			const sending = (async () => {
				for (const batch of own) {
					const answer = await sendOnce(line, batch);
					if (answer?.status !== 200) return answer?.status ?? null;
					answers.keep(answer.body as PushAnswer);
					answered.add(batch);
				}
				return null;
			})();
			await new Promise((resolve) => setTimeout(resolve, random.below(350)));
			const killed = performance.now();
			await pair.failOver();
			expect([null, 503], 'a database that is away is no bug').toContain(await sending);
			const store = await served.open();
			for (const batch of own) {
				const { receipts } = await batchState(store, batch);
				expect([0, size]).toContain(receipts);
				if (answered.has(batch)) expect(receipts, 'answered, and lost').toBe(size);
				else if (receipts > 0) unheard += 1;
			}
			await store.close();
			for (const batch of own) {
				answers.keep(await sendUntilAnswered(line, batch));
				if (batch === own[0]) longestMs = Math.max(longestMs, performance.now() - killed);
			}
			if (round < failovers - 1) await pair.addStandby();
		}
		const store = await served.open();
		const found = await findState(store, load, answers);
		await store.close();
		console.log(
			`seed ${String(seed)}: ${String(failovers)} failovers, ${String(unheard)} batches stored of which nobody heard, ` +
				`${String(found.users)} users, ${String(found.lost)} lost, ${String(found.doubled)} doubled; longest stall ${longestMs.toFixed(0)} ms`
		);
		expect(found).toEqual(expectedState(load));
		expect(answers.different).toEqual([]);
		expect(new Set(await pullAll(line)).size).toBe(found.users);
		expect(longestMs).toBeLessThan(stallMs);
	} finally {
		await served.remove();
		pair.stop();
	}
}, 600_000);

/** Y10: several server processes on one PostgreSQL, and a server that is asked to stop while it is at work. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PushAnswer } from '../../src/lib/core/change';
import type { RunningPostgres } from '../server/postgres';
import { startPostgres } from '../server/postgres';
import { startPair } from '../server/standby';
import { engines, isFull } from './engines';
import {
	Answers,
	makeLoad,
	pullAll,
	sendOnce,
	sendUntilAnswered,
	signUp,
	type Line
} from './sender';
import { startServed, startServedOn, type Served } from './served';
import { batchState, expectedState, findState } from './state';

const batches = isFull ? 80 : 16;
const size = 25;

describe('several processes on one PostgreSQL', () => {
	let postgres: RunningPostgres | null = null;
	beforeAll(async () => {
		postgres = await startPostgres();
	}, 60_000);
	afterAll(() => postgres?.stop());

	test.each(isFull ? [2, 4] : [2])(
		'Y10 %i processes are sent the same batches at the same time: each has one effect and one answer',
		async (count) => {
			if (!postgres) return expect(postgres).toBeNull();
			const first = await startServed(postgres);
			const all = [first];
			try {
				const line = await signUp(first);
				while (all.length < count) all.push(await startServedOn(first.url));
				const load = makeLoad({ count: batches * size, size });
				const answers = new Answers();
				answers.keep(await sendUntilAnswered(line, [load.exam]));
				const sendAll = async (served: Served, place: number) => {
					const own = lineTo(line, served);
					const start = Math.floor((place * batches) / count / 2);
					for (const batch of [...load.batches.slice(start), ...load.batches.slice(0, start)])
						answers.keep(await sendUntilAnswered(own, batch));
				};
				await Promise.all(all.map(sendAll));
				const store = await first.open();
				expect(await findState(store, load, answers)).toEqual(expectedState(load));
				await store.close();
				expect(answers.different).toEqual([]);
				expect(answers.again).toBe(batches * size * (count - 1));
				for (const served of all) {
					expect(new Set(await pullAll(lineTo(line, served))).size).toBe(batches * size);
				}
			} finally {
				for (const served of all) await served.remove();
			}
		},
		300_000
	);
});

/** The session of one process is one at all of them: they share the database and the secret. */
function lineTo(line: Line, { origin }: Served): Line {
	return { ...line, origin, port: Number(new URL(origin).port) };
}

test('Y10 a server whose database is away says so, stays up, and works again when it is back', async ({
	skip
}) => {
	const pair = await startPair();
	if (!pair) return skip('not on this machine');
	const served = await startServedOn(pair.url);
	const health = async () => (await fetch(`${served.origin}/api/health`)).status;
	try {
		expect(await health()).toBe(200);
		pair.killPrimary();
		await expect.poll(health).toBe(503);
		await pair.failOver();
		await expect.poll(health).toBe(200);
	} finally {
		await served.remove();
		pair.stop();
	}
}, 60_000);

const stops = isFull ? 10 : 2;
/** Longer than the server waits for what is under way. */
const stopMs = 12_000;

describe.each(engines)('$name asked to stop', (engine) => {
	test(`Y7 SIGTERM under load ${String(stops)} times: it ends in time, and what was answered is there`, async ({
		skip
	}) => {
		const postgres = await engine.start();
		if (postgres === undefined) return skip('not on this machine');
		const served = await startServed(postgres);
		const store = await served.open();
		try {
			const line = await signUp(served);
			const load = makeLoad({ count: stops * 8 * size, size });
			const answers = new Answers();
			answers.keep(await sendUntilAnswered(line, [load.exam]));
			let answered = 0;
			for (let round = 0; round < stops; round += 1) {
				const own = load.batches.slice(round * 8, round * 8 + 8);
				const sending = own.map((batch) => sendOnce(line, batch));
				await Promise.race(sending);
				const began = performance.now();
				served.stop();
				expect(await served.ended()).toBe(0);
				expect(performance.now() - began).toBeLessThan(stopMs);
				for (const [place, answer] of (await Promise.all(sending)).entries()) {
					const batch = own[place] ?? [];
					const { receipts } = await batchState(store, batch);
					if (answer) {
						expect(answer.status).toBe(200);
						answers.keep(answer.body as PushAnswer);
						answered += 1;
						expect(receipts).toBe(size);
					} else expect([0, size]).toContain(receipts);
				}
				await served.start();
				for (const batch of own) answers.keep(await sendUntilAnswered(line, batch));
			}
			console.log(
				`${engine.name}: ${String(answered)} of ${String(stops * 8)} answered while it stopped`
			);
			expect(await findState(store, load, answers)).toEqual(expectedState(load));
			expect(answers.different).toEqual([]);
		} finally {
			await store.close();
			await served.remove();
			await postgres?.stop();
		}
	}, 300_000);
});

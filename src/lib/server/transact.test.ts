import { describe, expect, test, vi } from 'vitest';
import type { Database } from './database';
import { isUnavailable, transact } from './transact';

const coded = (code: string, message = 'refused') => Object.assign(new Error(message), { code });

/** A database whose transactions fail as told, one after the other, and then work. */
function failing(...errors: readonly Error[]) {
	const left = [...errors];
	let runs = 0;
	const execute = () => {
		runs += 1;
		const error = left.shift();
		return error ? Promise.reject(error) : Promise.resolve('done');
	};
	const database = { transaction: () => ({ execute }) } as unknown as Database;
	return { database, runs: () => runs };
}

const work = () => Promise.resolve('done');

describe('Y10 a transaction that the engine refuses for others’ sake', () => {
	test.each(['40001', '40P01', 'SQLITE_BUSY', 'SQLITE_BUSY_SNAPSHOT'])(
		'%s runs again until it is done',
		async (code) => {
			const { database, runs } = failing(coded(code), coded(code));
			expect(await transact(database, work)).toBe('done');
			expect(runs()).toBe(3);
		}
	);
	test.each(['23505', '22001', ''])('%j is an error at once', async (code) => {
		const { database, runs } = failing(coded(code));
		await expect(transact(database, work)).rejects.toThrow('refused');
		expect(runs()).toBe(1);
	});
	test('waits for a random part of a time that grows to a limit, and gives up after forty tries', async () => {
		vi.useFakeTimers();
		const waits: number[] = [];
		const timer = vi.spyOn(globalThis, 'setTimeout');
		const random = vi.spyOn(Math, 'random').mockReturnValue(0.5);
		const { database, runs } = failing(...Array.from({ length: 50 }, () => coded('40001')));
		const ended = expect(transact(database, work)).rejects.toThrow('refused');
		await vi.runAllTimersAsync();
		await ended;
		for (const [, delayMs] of timer.mock.calls) waits.push(delayMs ?? 0);
		expect(waits.slice(0, 7)).toEqual([10, 20, 40, 80, 160, 200, 200]);
		expect(runs()).toBe(40);
		random.mockRestore();
		timer.mockRestore();
		vi.useRealTimers();
	});
});

describe('Y7 a database that is away for a while is a 503, not a bug', () => {
	test.each([
		['a primary that was killed', coded('57P01')],
		['a standby that is not promoted yet', coded('25006')],
		['no socket there', coded('ENOENT')],
		['nobody listens', coded('ECONNREFUSED')],
		['too many connections', coded('53300')],
		[
			'broken between two statements',
			new Error('Client has encountered a connection error and is not queryable')
		],
		['the disk is full', coded('SQLITE_FULL')]
	])('%s', (_, error) => {
		expect(isUnavailable(error)).toBe(true);
	});
	test.each([
		['a unique key', coded('23505')],
		['a bug', new TypeError('x is not a function')]
	])('%s is one', (_, error) => {
		expect(isUnavailable(error)).toBe(false);
	});
});

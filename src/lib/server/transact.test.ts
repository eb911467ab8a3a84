import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Database } from './database';
import { isUnavailable, transact } from './transact';

const coded = (code: string, message = 'refused') => Object.assign(new Error(message), { code });

/** A database whose transactions fail as told, one after the other, and then work. */
function failing(...errors: readonly Error[]) {
	const left = [...errors];
	const ranAtMs: number[] = [];
	const execute = () => {
		ranAtMs.push(Date.now());
		const error = left.shift();
		return error ? Promise.reject(error) : Promise.resolve('done');
	};
	const database = { transaction: () => ({ execute }) } as unknown as Database;
	return { database, ranAtMs, runs: () => ranAtMs.length };
}

afterEach(() => {
	vi.useRealTimers();
});

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
		vi.spyOn(Math, 'random').mockReturnValue(0.5);
		const { database, ranAtMs } = failing(...Array.from({ length: 50 }, () => coded('40001')));
		const ended = expect(transact(database, work)).rejects.toThrow('refused');
		await vi.runAllTimersAsync();
		await ended;
		const waitsMs = ranAtMs.slice(1).map((at, before) => at - (ranAtMs[before] ?? 0));
		expect(waitsMs.slice(0, 7)).toEqual([10, 20, 40, 80, 160, 200, 200]);
		expect(ranAtMs).toHaveLength(40);
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

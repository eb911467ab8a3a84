import { describe, expect, test } from 'vitest';
import type { CycleEnd } from './cycle';
import { createSchedule, delayAfter, delays, type ScheduleState } from './schedule';
import { stopped, type Stop } from './transport';

function start(ends: CycleEnd[]) {
	const told: ScheduleState['phase'][] = [];
	const timers: { work: () => void; delayMs: number }[] = [];
	let runs = 0;
	const schedule = createSchedule({
		run: () => Promise.resolve(ends[runs++] ?? { kind: 'done' }),
		tell: ({ phase }) => told.push(phase),
		random: () => 0.5,
		setTimer: (work, delayMs) => {
			const timer = { work, delayMs };
			timers.push(timer);
			return () => void timers.splice(timers.indexOf(timer), 1);
		}
	});
	const settle = async () => {
		for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
	};
	return { schedule, told, timers, settle, runs: () => runs };
}

describe('Y7 what an answer leads to', () => {
	test.each<[Stop, ScheduleState['phase'], number]>([
		['offline', 'offline', 1],
		['timeout', 'offline', 1],
		['sign_in_needed', 'sign_in_needed', 0],
		['not_allowed', 'not_allowed', 0],
		['update_needed', 'update_needed', 0],
		['paused', 'paused', 0],
		['other_account', 'other_account', 0],
		['wait', 'waiting', 1],
		['not_understood', 'failed', 1]
	])('%s: %s', async (stop, phase, timers) => {
		const sync = start([stopped(stop)]);
		sync.schedule.wake('save');
		await sync.settle();
		expect([sync.told, sync.timers.length]).toEqual([['sending', phase], timers]);
	});

	test('paused, a save does not ask again, a sign-in does', async () => {
		const sync = start([stopped('sign_in_needed')]);
		sync.schedule.wake('open');
		await sync.settle();
		sync.schedule.wake('save');
		sync.schedule.wake('online');
		expect(sync.runs()).toBe(1);
		sync.schedule.wake('sign_in');
		await sync.settle();
		expect([sync.runs(), sync.schedule.state.phase]).toEqual([2, 'idle']);
	});

	test.each(['paused', 'other_account'] as const)('%s, a word alone goes on', async (stop) => {
		const sync = start([stopped(stop)]);
		sync.schedule.wake('open');
		await sync.settle();
		for (const trigger of ['save', 'online', 'visible'] as const) sync.schedule.wake(trigger);
		expect(sync.runs()).toBe(1);
		sync.schedule.wake('word');
		await sync.settle();
		expect([sync.runs(), sync.schedule.state.phase]).toEqual([2, 'idle']);
	});

	test('a pause keeps the last error in words', async () => {
		const sync = start([stopped('timeout'), stopped('paused')]);
		sync.schedule.wake('open');
		await sync.settle();
		sync.schedule.wake('word');
		await sync.settle();
		expect(sync.schedule.state).toMatchObject({ phase: 'paused', lastError: { stop: 'timeout' } });
	});

	test('a save while sending is sent after it, once', async () => {
		const sync = start([]);
		sync.schedule.wake('save');
		sync.schedule.wake('save');
		sync.schedule.wake('save');
		await sync.settle();
		expect(sync.runs()).toBe(2);
	});

	test('stopped, nothing is told or begun any more', async () => {
		const sync = start([stopped('offline')]);
		sync.schedule.wake('save');
		sync.schedule.stop();
		await sync.settle();
		expect([sync.told, sync.timers.length]).toEqual([['sending'], 0]);
	});
});

describe('Y7 how long it waits', () => {
	test.each([
		[1, 1, delays.leastMs],
		[2, 1, 2 * delays.leastMs],
		[5, 0.25, 4 * delays.leastMs],
		[40, 1, delays.mostMs],
		[9, 0, 0]
	])('after %d failures, at %d of the jitter', (failures, random, expected) => {
		expect(delayAfter(stopped('offline'), failures, random)).toBe(expected);
	});

	test('Retry-After is honoured, up to five minutes', () => {
		const after = (seconds: number) =>
			delayAfter({ ...stopped('wait'), retryAfterSeconds: seconds }, 1, 0.5);
		expect([after(20), after(86_400)]).toEqual([20_500, 300_500]);
	});
});

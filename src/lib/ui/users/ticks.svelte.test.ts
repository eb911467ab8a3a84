import { describe, expect, test } from 'vitest';
import { everybody } from '../../storage/list-users';
import { Ticks } from './ticks.svelte';

const filter = { ...everybody, search: 'ada', examId: 'e' };
const shown = { filter, total: 5 };

describe('W7 ticked users', () => {
	test('one by one', () => {
		const ticks = new Ticks();
		ticks.toggle('a');
		ticks.toggle('b');
		ticks.toggle('a');
		expect([ticks.has('a'), ticks.has('b'), ticks.count(5)]).toEqual([false, true, 1]);
		expect(ticks.chosen(shown)).toEqual({ userIds: ['b'], examId: 'e' });
	});

	test('all that the list shows, but some', () => {
		const ticks = new Ticks();
		ticks.toggle('a');
		ticks.all();
		ticks.toggle('b');
		expect([ticks.has('a'), ticks.has('b'), ticks.count(5)]).toEqual([true, false, 4]);
		const { venue, role, eligible, booking, state, search } = filter;
		const query = { venue, role, eligible, booking, state, search };
		expect(ticks.chosen(shown)).toEqual({
			query,
			examId: 'e',
			without: ['b']
		});
	});

	test('another list ends "all" and keeps what was ticked by name', () => {
		const ticks = new Ticks();
		ticks.toggle('a');
		ticks.listChanged();
		expect(ticks.count(5)).toBe(1);
		ticks.all();
		ticks.listChanged();
		expect(ticks.count(5)).toBe(0);
	});

	test('the end leaves nothing ticked', () => {
		const ticks = new Ticks();
		ticks.isOn = true;
		ticks.all();
		ticks.end();
		expect([ticks.isOn, ticks.count(5), ticks.has('a')]).toEqual([false, 0, false]);
	});
});

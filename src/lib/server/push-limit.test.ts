import { describe, expect, test } from 'vitest';
import { createRateLimit } from './push-limit';

describe('Y7 how often one sender may ask', () => {
	test('as often as the burst allows, then at its pace', () => {
		const take = createRateLimit({ burst: 3, perSecond: 2 });
		expect([0, 0, 0, 0].map((at) => take('a', at))).toEqual([0, 0, 0, 1]);
		expect([400, 500, 600].map((at) => take('a', at))).toEqual([1, 0, 1]);
	});
	test('the seconds to wait are enough', () => {
		const take = createRateLimit({ burst: 1, perSecond: 0.1 });
		take('a', 0);
		const seconds = take('a', 1000);
		expect(seconds).toBe(9);
		expect(take('a', 1000 + seconds * 1000)).toBe(0);
	});
	test('one sender is not held up by another', () => {
		const take = createRateLimit({ burst: 1, perSecond: 1 });
		expect([take('a', 0), take('a', 0), take('b', 0)]).toEqual([0, 1, 0]);
	});
	test('a clock that goes back gives nothing', () => {
		const take = createRateLimit({ burst: 1, perSecond: 1 });
		take('a', 10_000);
		expect(take('a', 0)).toBe(1);
	});
	test('ten thousand senders and one more are remembered in bounded room', () => {
		const take = createRateLimit({ burst: 1, perSecond: 1 });
		for (let index = 0; index <= 10_000; index++) take(String(index), 0);
		expect(take('10000', 0)).toBe(1);
		expect(take('0', 0)).toBe(0);
	});
});

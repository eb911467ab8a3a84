import { describe, expect, it } from 'vitest';
import { VirtualList, windowRows } from './virtual-list.svelte';

function listOf(total: number): VirtualList {
	const list = new VirtualList(() => total);
	list.viewHeight = 480;
	return list;
}

describe('V4 a window of the rows stands in the document', () => {
	it('holds what is in view, then a margin; after a leap what is in view alone', () => {
		const list = listOf(5000);
		list.scrollTop = 48 * 1000;
		expect([list.first, list.last]).toEqual([1000, 1011]);
		list.widen();
		expect([list.first, list.last]).toEqual([996, 1015]);
		list.widen();
		list.widen();
		expect([list.first, list.last]).toEqual([992, 1019]);
		list.scrollTop += 480;
		expect([list.first, list.last]).toEqual([1002, 1029]);
	});

	it('is never longer than the browser can scroll', () => {
		const list = listOf(1_000_000);
		expect(list.height).toBe(windowRows * 48);
		list.show(123_456);
		expect([list.start, list.end]).toEqual([120_000, 130_000]);
		expect(list.offset(123_456)).toBe(3456 * 48);
	});

	it('counts what opened rows add, above and not below', () => {
		const list = listOf(100);
		list.extras.set(10, 96);
		expect([list.offset(10), list.offset(11), list.height]).toEqual([480, 624, 4896]);
	});

	it('ends where the rows end', () => {
		const list = listOf(12);
		list.widen();
		expect(list.places).toHaveLength(12);
		expect(listOf(0).places).toEqual([]);
	});
});

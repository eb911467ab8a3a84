import { flushSync } from 'svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { drawInFrames, VirtualList, windowRows } from './virtual-list.svelte';

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

describe('V4 rows are drawn a few in each frame', () => {
	afterEach(() => vi.unstubAllGlobals());

	/** The list as a component has it, and what lets a frame pass. */
	function drawn(list: VirtualList, isHere: (place: number) => boolean) {
		let next: (() => void) | null = null;
		vi.stubGlobal('requestAnimationFrame', (call: () => void) => {
			next = call;
			return 1;
		});
		vi.stubGlobal('cancelAnimationFrame', () => (next = null));
		let isDrawn: (place: number) => boolean = () => false;
		const stop = $effect.root(() => {
			isDrawn = drawInFrames(() => list, isHere);
		});
		flushSync();
		const frame = () => {
			const call = next;
			next = null;
			call?.();
			flushSync();
			return call !== null;
		};
		return { frame, stop, count: () => list.places.filter((place) => isDrawn(place)).length };
	}

	it('first what is in view, then the margin, and then rests', () => {
		const list = listOf(5000);
		const { frame, stop, count } = drawn(list, () => true);
		expect([count(), list.places.length]).toEqual([6, 11]);
		frame();
		expect([count(), list.places.length]).toEqual([11, 11]);
		let frames = 0;
		while (frame()) frames += 1;
		expect([count(), list.places.length]).toEqual([19, 19]);
		expect(frames).toBeLessThan(8);
		stop();
	});

	it('keeps what stands when the view moves on by some rows', () => {
		const list = listOf(5000);
		const { frame, stop, count } = drawn(list, () => true);
		while (frame());
		list.scrollTop = 48 * 5;
		expect(count()).toBe(list.places.length);
		list.scrollTop = 48 * 2000;
		expect(count()).toBe(6);
		stop();
	});

	it('waits for rows that are not loaded', () => {
		const list = listOf(5000);
		const { frame, stop, count } = drawn(list, (place) => place < 3);
		while (frame());
		expect([count(), list.places.length]).toEqual([3, 11]);
		stop();
	});
});

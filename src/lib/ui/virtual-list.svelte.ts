/**
 * Which rows of a long list stand in the document. Browsers clamp the height of an element (17 million pixels in one of
 * them), so a list shows a window of at most 10,000 rows and steps between windows.
 */
import { SvelteMap } from 'svelte/reactivity';

export const windowRows = 10_000;
const overscan = 8;

export class VirtualList {
	scrollTop = $state(0);
	viewHeight = $state(600);
	rowHeight = $state(48);
	/** Place of the window's first row. */
	start = $state(0);
	/** Pixels that opened rows add below themselves, by place. */
	readonly extras = new SvelteMap<number, number>();
	readonly #total: () => number;

	constructor(total: () => number) {
		this.#total = total;
	}

	/** Place after the window's last row. */
	readonly end = $derived.by(() => Math.min(this.#total(), this.start + windowRows));
	readonly height = $derived.by(() => this.offset(this.end));
	readonly first = $derived.by(() =>
		Math.max(this.start, this.#placeAt(this.scrollTop) - overscan)
	);
	readonly last = $derived.by(() =>
		Math.min(this.end, this.#placeAt(this.scrollTop + this.viewHeight) + overscan)
	);
	readonly places = $derived.by(() =>
		Array.from({ length: Math.max(0, this.last - this.first) }, (_, at) => this.first + at)
	);

	/** Pixels from the window's top to the top of a row. */
	offset(place: number): number {
		let offset = (place - this.start) * this.rowHeight;
		for (const [opened, extra] of this.extras) {
			if (opened >= this.start && opened < place) offset += extra;
		}
		return offset;
	}

	/** The row at a height, by halving: opened rows are few, so a step is cheap. */
	#placeAt(pixels: number): number {
		let low = this.start;
		let high = this.end;
		while (low < high) {
			const middle = (low + high) >> 1;
			if (this.offset(middle + 1) <= pixels) low = middle + 1;
			else high = middle;
		}
		return low;
	}

	/** Moves the window so that it holds a row. */
	show(place: number): void {
		this.start = Math.floor(place / windowRows) * windowRows;
	}

	reset(): void {
		this.start = 0;
		this.extras.clear();
	}
}

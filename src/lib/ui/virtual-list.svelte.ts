/**
 * Which rows of a long list stand in the document. Browsers clamp the height of an element (17 million pixels in one of
 * them), so a list shows a window of at most 10,000 rows and steps between windows.
 */
import { untrack } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import { dependsOn } from './depends-on';

export const windowRows = 10_000;
/** Rows beyond each edge of the view. */
const fullMargin = 8;
/** Rows by which the margin widens in one frame. */
const widening = 4;

export class VirtualList {
	viewHeight = $state(600);
	rowHeight = $state(48);
	/** Place of the window's first row. */
	start = $state(0);
	/** Pixels that opened rows add below themselves, by place. */
	readonly extras = new SvelteMap<number, number>();
	#scrollTop = $state(0);
	#margin = $state(0);
	readonly #total: () => number;

	constructor(total: () => number) {
		this.#total = total;
	}

	get scrollTop(): number {
		return this.#scrollTop;
	}

	/** After a leap the rows in view come first, by themselves: those of the margin would make them late. */
	set scrollTop(pixels: number) {
		// Who sets it does not depend on where it stood.
		const moved = untrack(() => Math.abs(pixels - this.#scrollTop) / this.viewHeight);
		if (moved > 1) this.#margin = 0;
		this.#scrollTop = pixels;
	}

	get isNarrow(): boolean {
		return this.#margin < fullMargin;
	}

	widen(): void {
		this.#margin = Math.min(fullMargin, this.#margin + widening);
	}

	/** Place after the window's last row. */
	readonly end = $derived.by(() => Math.min(this.#total(), this.start + windowRows));
	readonly height = $derived.by(() => this.offset(this.end));
	readonly first = $derived.by(() =>
		Math.max(this.start, this.#placeAt(this.scrollTop) - this.#margin)
	);
	readonly last = $derived.by(() =>
		Math.min(this.end, this.#placeAt(this.scrollTop + this.viewHeight) + 1 + this.#margin)
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
		this.#margin = 0;
		this.start = Math.floor(place / windowRows) * windowRows;
	}

	reset(): void {
		this.#margin = 0;
		this.start = 0;
		this.extras.clear();
	}
}

/** Rows that come new into one frame: those of a whole view at once would keep a tap waiting for 50 ms. */
const newInFrame = 6;

/**
 * Draws new rows a few in each frame, those in view first, then the margin. Called while a component is set up.
 * @param isHere tells of a place whether its row is loaded
 * @returns tells of a place whether its row may be drawn by now
 */
export function drawInFrames(
	listOf: () => VirtualList,
	isHere: (place: number) => boolean
): (place: number) => boolean {
	let turn = $state(0);
	let former: readonly number[] = [];
	const here = $derived(listOf().places.filter(isHere));
	const drawn = $derived.by(() => {
		dependsOn(turn);
		let room = newInFrame;
		former = here.filter((place) => former.includes(place) || room-- > 0);
		return former;
	});
	$effect(() => {
		const list = listOf();
		const isBehind = drawn.length < here.length;
		const isWhole = here.length > 0 && here.length === list.places.length;
		if (!isBehind && !(isWhole && list.isNarrow)) return;
		const frame = requestAnimationFrame(() => (isBehind ? (turn += 1) : list.widen()));
		return () => cancelAnimationFrame(frame);
	});
	return (place) => drawn.includes(place);
}

/** The element that `find` looks for, within the frames that its list takes to draw it. */
export async function whenDrawn(find: () => HTMLElement | null): Promise<HTMLElement | null> {
	for (let frames = 0; frames < 12; frames += 1) {
		const element = find();
		if (element) return element;
		await new Promise(requestAnimationFrame);
	}
	return null;
}

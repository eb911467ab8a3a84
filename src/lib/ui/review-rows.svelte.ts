/** The rows of the review: filter, search, which are open, and the pages of them that are loaded. */
import type { RowFilter, RowOrder, RowSort, RowView } from '../worker/protocol';
import { client } from './client';
import { PagedRows } from './paged-rows.svelte';
import { upload } from './upload.svelte';
import { VirtualList } from './virtual-list.svelte';

class ReviewRows {
	filter = $state.raw<RowFilter>({});
	search = $state('');
	/** The row whose form is open, or was last: it stays in place until another is (V3). */
	keep = $state<number | null>(null);
	/** null: as in the file. */
	sort = $state.raw<RowSort | null>(null);
	readonly paged = new PagedRows<RowView>((from, count) =>
		client.ask('rows', {
			draftId: upload.review?.draftId ?? '',
			filter: this.whole,
			from,
			count
		})
	);
	readonly list = new VirtualList(() => this.paged.total ?? 0);
	/** Scrolls to the top. */
	onStart: (() => void) | null = null;
	/** Set to scroll a place into view and put the focus on it. */
	target = $state<number | null>(null);
	/** Set to scroll a place into view alone. */
	shown = $state<number | null>(null);

	get whole(): RowFilter {
		const search = this.search.trim();
		return {
			...this.filter,
			...(search === '' ? {} : { search }),
			...(this.keep === null ? {} : { keep: this.keep }),
			...(this.sort === null ? {} : { sort: this.sort })
		};
	}

	/** As an address says it, before any row was asked for. */
	start(filter: RowFilter, sort: RowSort | null): void {
		const { search = '', ...rest } = filter;
		this.filter = rest;
		this.search = search;
		this.sort = sort;
	}

	/** A column that is sorted by already turns round; a third time the rows stand as in the file. */
	sortBy(by: RowOrder): void {
		const isSame = this.sort?.by === by;
		const isTurned = isSame && this.sort?.descending;
		this.order(isTurned ? null : { by, descending: isSame });
	}

	order(sort: RowSort | null): void {
		this.sort = sort;
		void this.#startAgain();
	}

	show(filter: RowFilter): void {
		this.keep = null;
		this.filter = filter;
		void this.#startAgain();
	}

	searchFor(text: string): void {
		this.keep = null;
		this.search = text;
		void this.#startAgain();
	}

	/** Whoever enters the search field types soon. */
	async prepareSearch(): Promise<void> {
		const draftId = upload.review?.draftId ?? '';
		// Where it fails, the search itself says why.
		await client.ask('prepareSearch', { draftId }).catch(() => null);
	}

	/** The rows in view once more, after another plan. */
	reload(): Promise<void> {
		this.paged.expire();
		return this.paged.need(this.list.first, Math.max(this.list.last, this.list.first + 1));
	}

	/** The list stays as it is until the first rows of the new one are here; then it begins at its top. */
	async #startAgain(): Promise<void> {
		this.paged.expire();
		await this.paged.need(0, 1);
		if (this.paged.isStale) return;
		this.list.reset();
		this.onStart?.();
	}

	/** Goes to the first row on or after a line; false when there is none. */
	async goToLine(line: number): Promise<boolean> {
		const draftId = upload.review?.draftId ?? '';
		const place = await client.ask('findLine', { draftId, filter: this.whole, line });
		if (place < 0) return false;
		this.goTo(place);
		return true;
	}

	async #lastOf(filter: RowFilter): Promise<number> {
		const draftId = upload.review?.draftId ?? '';
		const { total } = await client.ask('rows', { draftId, filter, from: 0, count: 0 });
		return total - 1;
	}

	/** Brings a line into view without moving the focus: a form is open over the rows. */
	async reveal(line: number): Promise<void> {
		const draftId = upload.review?.draftId ?? '';
		const place = await client.ask('findLine', { draftId, filter: this.whole, line });
		if (place < 0) return;
		this.list.show(place);
		this.shown = place;
	}

	goTo(place: number): void {
		this.list.show(place);
		this.target = place;
	}

	/** The next row after a line with an error, else with a warning, or the one before it; in the present filter. */
	async nextProblem(fromLine: number, isBackwards = false): Promise<void> {
		const draftId = upload.review?.draftId ?? '';
		const level = (upload.review?.counts.error ?? 0) > 0 ? 'error' : 'warning';
		const filter: RowFilter = { ...this.whole, level, keep: undefined, sort: undefined };
		const line = isBackwards ? Math.max(1, fromLine) : fromLine + 1;
		const found = await client.ask('findLine', { draftId, filter, line });
		// Before the first comes none, and behind the last neither; before a line that none follows comes the last.
		const place =
			isBackwards && found < 0 ? await this.#lastOf(filter) : found - Number(isBackwards);
		if (place < 0) return;
		const { rows } = await client.ask('rows', { draftId, filter, from: place, count: 1 });
		if (rows[0]) await this.goToLine(rows[0].line);
	}
}

export const reviewRows = new ReviewRows();

/** The rows that a bulk fix would change, page by page, and those that are left out of it (V2). */
import { SvelteSet } from 'svelte/reactivity';
import type { BulkFix, FixLine } from '../worker/protocol';
import { client } from './client';
import { PagedRows } from './paged-rows.svelte';
import { upload } from './upload.svelte';
import { VirtualList } from './virtual-list.svelte';

export class BulkRows {
	/** The fix whose rows are shown. */
	fix = $state.raw<BulkFix | null>(null);
	/** Rows with their box empty. */
	readonly without = new SvelteSet<number>();
	readonly paged = new PagedRows<FixLine>((from, count) =>
		client.ask('fixLines', {
			draftId: upload.review?.draftId ?? '',
			fix: this.fix as BulkFix,
			from,
			count
		})
	);
	readonly list = new VirtualList(() => this.paged.total ?? 0);

	/** Another fix may change other rows: all their boxes are ticked. */
	show(fix: BulkFix | null): void {
		if (JSON.stringify(fix) === JSON.stringify(this.fix)) return;
		if (!isSameRows(fix, this.fix)) this.without.clear();
		this.fix = fix;
		this.paged.expire();
	}

	toggle(row: number): void {
		if (!this.without.delete(row)) this.without.add(row);
	}
}

/** Another value for the same rows leaves the boxes as they are. */
function isSameRows(one: BulkFix | null, other: BulkFix | null): boolean {
	return one?.kind === 'set' && other?.kind === 'set' && one.problem === other.problem;
}

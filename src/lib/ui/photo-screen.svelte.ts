/** The reconciliation on the screen: which list is open, its pages, and the line that is looked at (Z7). */
import type { PhotoKind, PhotoLine } from '../worker/protocol';
import { client } from './client';
import { PagedRows } from './paged-rows.svelte';
import { upload } from './upload.svelte';
import { VirtualList } from './virtual-list.svelte';

function pagesOf(kind: () => PhotoKind): PagedRows<PhotoLine> {
	return new PagedRows((from, count) =>
		client.ask('photos', { draftId: upload.review?.draftId ?? '', kind: kind(), from, count })
	);
}

class PhotoScreen {
	isOpen = $state(false);
	kind = $state<PhotoKind>('without');
	/** Place in the list of the line that is looked at. */
	place = $state(0);
	readonly lines = pagesOf(() => this.kind);
	/** Photos that nobody has, to choose from. */
	readonly free = pagesOf(() => 'unmatched');
	readonly list = new VirtualList(() => this.lines.total ?? 0);

	constructor() {
		this.list.rowHeight = 60;
	}

	readonly line = $derived.by(() => this.lines.row(this.place));

	/** @param place of the line to look at */
	open(kind: PhotoKind, place = 0): void {
		this.isOpen = true;
		this.show(kind, place);
	}

	show(kind: PhotoKind, place = 0): void {
		this.kind = kind;
		this.place = place;
		this.list.reset();
		if (place > 0) this.list.show(place);
		void this.reload();
	}

	/** After another plan: the place is kept as far as it still is one. */
	async reload(): Promise<void> {
		this.lines.expire();
		this.free.expire();
		await Promise.all([
			this.lines.need(this.list.first, Math.max(this.list.last, this.place + 1)),
			this.free.need(0, 1)
		]);
		this.place = Math.max(0, Math.min(this.place, (this.lines.total ?? 1) - 1));
	}
}

export const photoScreen = new PhotoScreen();

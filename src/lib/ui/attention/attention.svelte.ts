/** The changes that came back: groups with their counts, the window of rows that is seen, what is ticked and looked at. */
import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import type { ReplannedUpload } from '../../sync/collisions';
import type { AttentionGroupView, AttentionView } from '../../worker/protocol';
import { app } from '../app.svelte';
import { client } from '../client';
import { PagedRows } from '../paged-rows.svelte';
import { VirtualList } from '../virtual-list.svelte';

/** A line of the list: a group's heading, or a change by its place among all. */
export type Line =
	| { readonly kind: 'group'; readonly group: AttentionGroupView }
	| { readonly kind: 'change'; readonly group: AttentionGroupView; readonly at: number };

export type Chosen =
	| { readonly kind: 'question'; readonly upload: ReplannedUpload }
	| { readonly kind: 'change'; readonly changeId: string };

export class AttentionList {
	groups = $state.raw<readonly AttentionGroupView[] | null>(null);
	/** Changes given up last, which can be taken back. */
	dropped = $state(0);
	/** Chosen by hand: on a narrow screen its details cover the list. */
	chosenId = $state<string | null>(null);
	readonly ticks = new SvelteMap<string, string>();
	readonly tickedGroups = new SvelteSet<string>();
	readonly paged = new PagedRows<AttentionView>((from, count) =>
		client.ask('attention', { from, count })
	);
	readonly list = new VirtualList(() => this.total + (this.groups?.length ?? 0));

	readonly questions: readonly ReplannedUpload[] = $derived(app.state?.replanned ?? []);
	readonly total = $derived.by(() => sum(this.groups ?? []));
	readonly ticked = $derived.by(() => {
		const whole = (this.groups ?? []).filter(({ group }) => this.tickedGroups.has(group));
		const single = [...this.ticks].filter(([, group]) => !this.tickedGroups.has(group));
		const reasons = [...whole.map(({ group }) => group), ...single.map(([, group]) => group)];
		return {
			count: sum(whole) + single.length,
			ids: single.map(([id]) => id),
			groups: whole.map(({ group }) => group),
			areConflicts: reasons.every((group) => / conflict(_deleted)?$/.test(group))
		};
	});

	readonly chosen: Chosen | null = $derived.by(() => {
		const upload = this.questions.find((one) => questionId(one) === this.chosenId);
		if (upload) return { kind: 'question', upload };
		if (this.chosenId !== null) return { kind: 'change', changeId: this.chosenId };
		const [first] = this.questions;
		if (first) return { kind: 'question', upload: first };
		const row = this.paged.row(0);
		return row ? { kind: 'change', changeId: row.changeId } : null;
	});

	/** The list as it is now; what is ticked and gone is ticked no more. */
	async load(): Promise<void> {
		const { groups, dropped } = await client.ask('attentionGroups', {});
		this.paged.expire();
		await this.paged.need(this.#rowsBefore(this.list.first), this.#rowsBefore(this.list.last) + 1);
		const isGone = (group: string) => groups.every((one) => one.group !== group);
		for (const [id, group] of this.ticks) if (isGone(group)) this.ticks.delete(id);
		for (const group of this.tickedGroups) if (isGone(group)) this.tickedGroups.delete(group);
		this.groups = groups;
		this.dropped = dropped;
	}

	line(place: number): Line | null {
		const groups = this.groups ?? [];
		for (const [nth, group] of groups.entries()) {
			const heading = group.from + nth;
			if (place === heading) return { kind: 'group', group };
			if (place <= heading + group.count) return { kind: 'change', group, at: place - nth - 1 };
		}
		return null;
	}

	need(first: number, last: number): void {
		if (this.total === 0) return;
		void this.paged.need(this.#rowsBefore(first), this.#rowsBefore(last) + 1);
	}

	/** Places of changes alone, as the worker counts them. */
	#rowsBefore(place: number): number {
		const headings = (this.groups ?? []).filter(({ from }, nth) => from + nth < place).length;
		return Math.max(0, place - headings);
	}

	isTicked({ changeId, group }: AttentionView): boolean {
		return this.tickedGroups.has(group) || this.ticks.has(changeId);
	}

	/** A group that was ticked whole comes apart: its rows that are loaded stay ticked but for this one. */
	toggle({ changeId, group }: AttentionView): void {
		if (this.tickedGroups.delete(group)) {
			for (const row of this.#loadedOf(group)) this.ticks.set(row.changeId, group);
			this.ticks.delete(changeId);
		} else if (!this.ticks.delete(changeId)) this.ticks.set(changeId, group);
	}

	#loadedOf(group: string): AttentionView[] {
		const of = this.groups?.find((one) => one.group === group);
		const rows = Array.from({ length: of?.count ?? 0 }, (_, at) =>
			this.paged.row((of?.from ?? 0) + at)
		);
		return rows.flatMap((row) => row ?? []);
	}

	toggleGroup({ group }: AttentionGroupView): void {
		if (this.tickedGroups.delete(group)) return;
		for (const [id, own] of this.ticks) if (own === group) this.ticks.delete(id);
		this.tickedGroups.add(group);
	}

	untick(): void {
		this.ticks.clear();
		this.tickedGroups.clear();
	}

	/** Place of a change among all, as far as it is loaded; -1 where it is not. */
	placeOf(changeId: string): number {
		for (let at = 0; at < this.total; at += 1) {
			if (this.paged.row(at)?.changeId === changeId) return at;
		}
		return -1;
	}

	/** What stands where a settled change stood. */
	choosePlace(at: number): void {
		const row = this.paged.row(Math.min(Math.max(0, at), this.total - 1));
		this.chosenId = row?.changeId ?? null;
	}
}

export function questionId({ uploadId }: ReplannedUpload): string {
	return `question ${uploadId}`;
}

function sum(groups: readonly AttentionGroupView[]): number {
	return groups.reduce((total, { count }) => total + count, 0);
}

/** The changes that came back, as far as they are listed, and the one that is looked at. */
import type { ReplannedUpload } from '../../sync/collisions';
import type { AttentionView } from '../../worker/protocol';
import { app } from '../app.svelte';
import { client } from '../client';

const stepRows = 100;

export type Shown =
	| { readonly kind: 'question'; readonly id: string; readonly upload: ReplannedUpload }
	| { readonly kind: 'change'; readonly id: string; readonly view: AttentionView };

/** Changes of one upload, as they follow each other. */
export interface Group {
	readonly uploadId: string | null;
	readonly fileName: string;
	readonly at: string;
	readonly rows: readonly AttentionView[];
}

export class AttentionRows {
	total = $state<number | null>(null);
	rows = $state.raw<readonly AttentionView[]>([]);
	/** Chosen by hand: on a narrow screen its details cover the list. */
	chosenId = $state<string | null>(null);
	#wanted = stepRows;
	#asked = 0;

	readonly questions: readonly ReplannedUpload[] = $derived(app.state?.replanned ?? []);
	readonly groups: readonly Group[] = $derived(groupsOf(this.rows));
	readonly more = $derived(Math.max(0, (this.total ?? 0) - this.rows.length));
	readonly shown: Shown | null = $derived.by(() => {
		const all: readonly Shown[] = [
			...this.questions.map((upload) => {
				return { kind: 'question', id: `question ${upload.uploadId}`, upload } as const;
			}),
			...this.rows.map((view) => ({ kind: 'change', id: view.changeId, view }) as const)
		];
		return all.find(({ id }) => id === this.chosenId) ?? all[0] ?? null;
	});

	async load(): Promise<void> {
		const mine = (this.#asked += 1);
		const { total, rows } = await client.ask('attention', { from: 0, count: this.#wanted });
		if (mine !== this.#asked) return;
		this.total = total;
		this.rows = rows;
	}

	showMore(): Promise<void> {
		this.#wanted = Math.min(this.#wanted + stepRows, 1000);
		return this.load();
	}
}

function groupsOf(rows: readonly AttentionView[]): Group[] {
	const groups: (Group & { rows: AttentionView[] })[] = [];
	for (const row of rows) {
		const last = groups.at(-1);
		if (last?.uploadId === row.uploadId) last.rows.push(row);
		else groups.push({ ...row, rows: [row] });
	}
	return groups;
}

/** One change that came back while it is decided on: which side of each field stays, and what is typed instead (Y5, Y6). */
import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import type { PlainFailure } from '../../core/failure';
import { registrationFields, userFields, type Exam } from '../../core/records';
import type {
	AttentionAnswer,
	AttentionDecision,
	AttentionEntry,
	FieldEdit,
	UserIssue
} from '../../worker/protocol';
import { app } from '../app.svelte';
import { client } from '../client';
import { plainFailure } from '../plain-failure';
import { sidesOf, type Compared } from './compare';

export type Side = 'mine' | 'theirs';

export class Settling {
	entry = $state.raw<AttentionEntry | null>(null);
	issues = $state.raw<readonly UserIssue[]>([]);
	failure = $state.raw<PlainFailure | null>(null);
	isBusy = $state(false);
	/** It was changed again since it was shown. */
	isOutdated = $state(false);
	readonly sides = new SvelteMap<string, Side>();
	readonly typed = new SvelteMap<string, string>();
	readonly editing = new SvelteSet<string>();

	readonly rows = $derived.by(() => (this.entry ? sidesOf(this.entry) : { choices: [], rest: [] }));
	readonly isConflict = $derived(this.entry?.view.outcome.outcome === 'conflict');

	/** False where the change is settled by now. */
	async load(changeId: string): Promise<boolean> {
		const entry = await client.ask('attentionEntry', { changeId });
		const isOther = entry?.view.changeId !== this.entry?.view.changeId;
		const isMoved = !isOther && entry?.seen !== this.entry?.seen;
		this.entry = entry;
		if (isOther || isMoved) this.#begin(isMoved);
		return entry !== null;
	}

	#begin(isMoved: boolean): void {
		this.sides.clear();
		this.typed.clear();
		this.editing.clear();
		this.issues = [];
		this.failure = null;
		this.isOutdated = isMoved && this.isConflict;
		const { outcome } = this.entry?.view ?? {};
		if (outcome?.outcome !== 'rejected' || outcome.field === null) return;
		if (canType(outcome.field)) this.editing.add(outcome.field);
	}

	sideOf(key: string): Side {
		return this.sides.get(key) ?? 'mine';
	}

	edit(rows: readonly Compared[]): void {
		for (const { key } of rows) if (canType(key)) this.editing.add(key);
	}

	textOf({ key, raw }: Compared): string {
		return this.typed.get(key) ?? raw;
	}

	/** Null: it failed, or something is wrong; the form says what. */
	async settle(
		how: AttentionDecision['how'],
		{ isWhole = false, sharesEmail = false } = {}
	): Promise<AttentionAnswer | null> {
		const { entry } = this;
		if (!entry || this.isBusy) return null;
		this.isBusy = true;
		this.failure = null;
		try {
			const answer = await client.ask('settleAttention', {
				ids: [entry.view.changeId],
				groups: [],
				seen: entry.seen,
				how,
				theirs: isWhole ? [] : this.#theirs(),
				edits: isWhole ? [] : this.#edits(),
				sharesEmail
			});
			this.issues = answer.issues;
			if (answer.sent + answer.dropped > 0) return answer;
			if (answer.issues.length === 0) {
				await this.load(entry.view.changeId);
				this.isOutdated = true;
			}
		} catch (cause) {
			this.failure = plainFailure(cause);
		} finally {
			this.isBusy = false;
		}
		return null;
	}

	#theirs(): string[] {
		return this.rows.choices.map(({ key }) => key).filter((key) => this.sideOf(key) === 'theirs');
	}

	#edits(): FieldEdit[] {
		return [...this.typed].flatMap(([key, to]): FieldEdit[] => {
			if (this.sideOf(key) === 'theirs') return [];
			const { examId, field } = partsOf(key);
			return [{ examId, field: field as FieldEdit['field'], from: '', to }];
		});
	}
}

export function partsOf(key: string): { readonly examId: string | null; readonly field: string } {
	const [first = '', examId = null, field = ''] = key.split('.');
	return first === 'registrations' ? { examId, field } : { examId: null, field: first };
}

export function examOfKey(key: string): Exam | null {
	const { examId } = partsOf(key);
	return app.exams.find(({ id }) => id === examId) ?? null;
}

export function canType(key: string): boolean {
	const { examId, field } = partsOf(key);
	const fields: readonly string[] = examId === null ? userFields : registrationFields;
	return fields.includes(field);
}

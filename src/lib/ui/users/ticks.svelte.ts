/** Users ticked in the list: some by name, or all that the list shows but some. */
import { SvelteSet } from 'svelte/reactivity';
import type { UserFilter } from '../../storage/list-users';
import type { ChosenUsers } from '../../worker/protocol';

export interface Shown {
	readonly filter: UserFilter;
	readonly total: number;
}

export class Ticks {
	isOn = $state(false);
	#isAll = $state(false);
	/** Ticked ones; of all, those that are not. */
	readonly #ids = new SvelteSet<string>();

	has(id: string): boolean {
		return this.#isAll !== this.#ids.has(id);
	}

	toggle(id: string): void {
		if (!this.#ids.delete(id)) this.#ids.add(id);
	}

	all(): void {
		this.#isAll = true;
		this.#ids.clear();
	}

	none(): void {
		this.#isAll = false;
		this.#ids.clear();
	}

	/** The list shows others now: what was ticked one by one stays, "all" means others and ends. */
	listChanged(): void {
		if (this.#isAll) this.none();
	}

	end(): void {
		this.none();
		this.isOn = false;
	}

	count(total: number): number {
		return this.#isAll ? Math.max(0, total - this.#ids.size) : this.#ids.size;
	}

	chosen({ filter: { examId, ...query } }: Shown): ChosenUsers {
		const ids = [...this.#ids];
		if (!this.#isAll) return { userIds: ids, examId };
		return { query, examId, without: ids };
	}
}

/** Rows asked from the worker page by page. Old ones stay in sight until the new ones are here. */
import { SvelteMap } from 'svelte/reactivity';
import type { Page } from '../worker/protocol';

const pageSize = 100;
const mostPages = 24;

interface Asked {
	readonly generation: number;
	readonly loaded: Promise<void>;
}

export class PagedRows<T> {
	/** Rows that pass the filter; null until the first page is here. */
	total = $state<number | null>(null);
	/** True from {@link expire} until a page of the new generation is here. */
	isStale = $state(false);
	readonly #pages = new SvelteMap<number, readonly T[]>();
	// eslint-disable-next-line svelte/prefer-svelte-reactivity -- never shown: nothing has to react
	readonly #asked = new Map<number, Asked>();
	#generation = 0;
	readonly #load: (from: number, count: number) => Promise<Page<T>>;

	constructor(load: (from: number, count: number) => Promise<Page<T>>) {
		this.#load = load;
	}

	row(index: number): T | undefined {
		return this.#pages.get(Math.floor(index / pageSize))?.[index % pageSize];
	}

	/** What was loaded is out of date. */
	expire(): void {
		this.#generation += 1;
		this.isStale = true;
	}

	/** Resolves when all between two places, the end left out, is loaded and of today. */
	async need(from: number, to: number): Promise<void> {
		const pages: Promise<void>[] = [];
		const last = Math.max(from, to - 1);
		for (let page = Math.floor(from / pageSize); page <= Math.floor(last / pageSize); page += 1) {
			pages.push(this.#pageOf(page));
		}
		await Promise.all(pages);
	}

	#pageOf(page: number): Promise<void> {
		const asked = this.#asked.get(page);
		if (asked?.generation === this.#generation) return asked.loaded;
		const loaded = this.#loadPage(page, this.#generation);
		this.#asked.set(page, { generation: this.#generation, loaded });
		return loaded;
	}

	async #loadPage(page: number, generation: number): Promise<void> {
		try {
			const { total, rows } = await this.#load(page * pageSize, pageSize);
			if (generation !== this.#generation) return;
			if (this.isStale) this.#pages.clear();
			this.isStale = false;
			this.total = total;
			this.#pages.set(page, rows);
			this.#forget(page);
		} catch (cause) {
			// The draft may be gone by now: nobody waits for its rows any more.
			if (generation !== this.#generation) return;
			this.#asked.delete(page);
			throw cause;
		}
	}

	/** Keeps the pages nearest to the one just loaded. */
	#forget(near: number): void {
		if (this.#pages.size <= mostPages) return;
		const far = [...this.#pages.keys()].sort((a, b) => Math.abs(b - near) - Math.abs(a - near));
		for (const page of far.slice(0, this.#pages.size - mostPages)) {
			this.#pages.delete(page);
			this.#asked.delete(page);
		}
	}
}

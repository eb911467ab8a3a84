/** Rows asked from the worker page by page. Old ones stay in sight until the new ones are here. */
import { SvelteMap } from 'svelte/reactivity';
import type { Page } from '../worker/protocol';

const pageSize = 100;
const mostPages = 24;

export class PagedRows<T> {
	/** Rows that pass the filter; null until the first page is here. */
	total = $state<number | null>(null);
	readonly #pages = new SvelteMap<number, readonly T[]>();
	/** Which generation each page belongs to or was asked for. */
	readonly #asked = new Map<number, number>();
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
	}

	/** Loads what is missing or out of date between two places, the end left out. */
	async need(from: number, to: number): Promise<void> {
		const pages: Promise<void>[] = [];
		const last = Math.max(from, to - 1);
		for (let page = Math.floor(from / pageSize); page <= Math.floor(last / pageSize); page += 1) {
			if (this.#asked.get(page) !== this.#generation) pages.push(this.#loadPage(page));
		}
		await Promise.all(pages);
	}

	async #loadPage(page: number): Promise<void> {
		const generation = this.#generation;
		this.#asked.set(page, generation);
		try {
			const { total, rows } = await this.#load(page * pageSize, pageSize);
			if (generation !== this.#generation) return;
			this.total = total;
			this.#pages.set(page, rows);
			this.#forget(page);
		} catch (cause) {
			this.#asked.delete(page);
			if (generation === this.#generation) throw cause;
		}
	}

	/** Keeps the pages nearest to the one just loaded, and none of an older generation far away. */
	#forget(near: number): void {
		if (this.#pages.size <= mostPages) return;
		const far = [...this.#pages.keys()].sort((a, b) => Math.abs(b - near) - Math.abs(a - near));
		for (const page of far.slice(0, this.#pages.size - mostPages)) {
			this.#pages.delete(page);
			this.#asked.delete(page);
		}
	}
}

/** The list of users: what is asked for, the pages of it that are loaded, and who is looked at. */
import { everybody, type UserFilter } from '../../storage/list-users';
import type { UserView } from '../../worker/protocol';
import { app } from '../app.svelte';
import { client } from '../client';
import { PagedRows } from '../paged-rows.svelte';
import { VirtualList } from '../virtual-list.svelte';

export class UsersList {
	filter = $state.raw<UserFilter>({ ...everybody, examId: app.exam?.id ?? null });
	chosenId = $state<string | null>(null);
	readonly paged = new PagedRows<UserView>((from, count) =>
		client.ask('users', { filter: this.filter, from, count })
	);
	readonly list = new VirtualList(() => this.paged.total ?? 0);
	/** Scrolls to the top. */
	onStart: (() => void) | null = null;

	/** What is asked of a registration is asked of one exam. */
	change(part: Partial<UserFilter>): void {
		const { examId, search, state } = this.filter;
		const isOther = part.examId !== undefined && part.examId !== examId;
		this.filter = { ...(isOther ? { ...everybody, search, state } : this.filter), ...part };
		void this.#startAgain();
	}

	/** Other users by now: the place is kept. */
	reload(): Promise<void> {
		this.paged.expire();
		return this.paged.need(this.list.first, Math.max(this.list.last, this.list.first + 1));
	}

	/** The list stays as it is until the first users of the new one are here; then it begins at its top. */
	async #startAgain(): Promise<void> {
		this.paged.expire();
		await this.paged.need(0, 1);
		if (this.paged.isStale) return;
		this.list.reset();
		this.onStart?.();
	}
}

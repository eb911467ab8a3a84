/** Something the server has, as a screen shows it: while it is asked for, once it is here, and when it could not be had. */
import type { Answered, ServerFailure } from './ask-server';

export class Remote<T> {
	value = $state.raw<T | null>(null);
	failure = $state.raw<ServerFailure | null>(null);
	isBusy = $state(false);
	readonly #ask: () => Promise<Answered<T>>;
	#turn = 0;

	constructor(ask: () => Promise<Answered<T>>) {
		this.#ask = ask;
	}

	/** What is there stays until the answer has come; an older answer never takes the place of a newer one. */
	async load(): Promise<void> {
		this.#turn += 1;
		const turn = this.#turn;
		this.isBusy = true;
		const { value, failure } = await this.#ask();
		if (turn !== this.#turn) return;
		this.isBusy = false;
		this.failure = failure;
		if (failure === null) this.value = value;
	}

	/** Does something about it, and looks again. True where it worked. */
	async change(step: () => Promise<Answered<unknown>>): Promise<boolean> {
		if (this.isBusy) return false;
		this.isBusy = true;
		const { failure } = await step();
		this.isBusy = false;
		this.failure = failure;
		if (failure === null) await this.load();
		return failure === null;
	}
}

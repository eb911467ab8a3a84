/* eslint-disable svelte/prefer-svelte-reactivity -- sets are replaced whole */
/** The list of registration mails on the screen: one state of them, page after page, and what is done with them (Y9). */
import { announcer } from '../announcer.svelte';
import { counted } from '../../i18n/format';
import { m } from '../../i18n/paraglide/messages';
import type { ServerFailure } from './ask-server';
import {
	askMails,
	decideMails,
	type ListedMail,
	type MailAction,
	type MailCounts,
	type MailState
} from './mail-parts';

const none: MailCounts = { waiting: 0, held: 0, sent: 0, failed: 0, withdrawn: 0 };

export class Mails {
	state = $state<MailState>('waiting');
	counts = $state.raw<MailCounts | null>(null);
	mails = $state.raw<readonly ListedMail[]>([]);
	/** Who sends them; null where no mail server is set. */
	from = $state.raw<string | null>(null);
	next = $state.raw<string | null>(null);
	failure = $state.raw<ServerFailure | null>(null);
	isBusy = $state(false);
	ticked = $state.raw<ReadonlySet<string>>(new Set());
	#turn = 0;

	readonly total = $derived((this.counts ?? none)[this.state]);

	async show(state: MailState): Promise<void> {
		this.state = state;
		this.ticked = new Set();
		await this.#load(null);
	}

	async more(): Promise<void> {
		if (this.next !== null && !this.isBusy) await this.#load(this.next);
	}

	tick(id: string, isOn: boolean): void {
		const ticked = new Set(this.ticked);
		if (isOn) ticked.add(id);
		else ticked.delete(id);
		this.ticked = ticked;
	}

	/** With the ticked ones, or with all of the state where none is ticked. */
	async decide(action: MailAction): Promise<void> {
		if (this.isBusy) return;
		this.isBusy = true;
		const ids = this.ticked.size > 0 ? [...this.ticked] : null;
		const { value, failure } = await decideMails({ action, state: this.state, ids });
		this.isBusy = false;
		this.failure = failure;
		if (!value) return;
		announcer.say(m[`mails_${action}_done`](counted(value.changed)));
		await this.show(this.state);
	}

	async #load(after: string | null): Promise<void> {
		this.#turn += 1;
		const turn = this.#turn;
		this.isBusy = true;
		const { value, failure } = await askMails(this.state, after);
		if (turn !== this.#turn) return;
		this.isBusy = false;
		this.failure = failure;
		if (!value) return;
		this.counts = value.counts;
		this.from = value.from;
		this.next = value.next;
		this.mails = after === null ? value.mails : [...this.mails, ...value.mails];
	}
}

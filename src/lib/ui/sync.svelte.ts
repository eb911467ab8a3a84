/** How far sending has come, as the worker tells, beside what the page knows of the network (Y7). */
import type { SyncView } from '../worker/protocol';
import { app } from './app.svelte';
import { client } from './client';
import { connection } from './connection.svelte';
import { session } from './session.svelte';

/** What the frame says of sending. */
export type SendState =
	| 'offline'
	| 'checking'
	| 'online'
	| 'sending'
	| 'sign_in_needed'
	/** Signed in, but what was saved before waits for a word (X2). */
	| 'not_adopted'
	| 'not_allowed'
	/** An admin revoked this device (X5). */
	| 'revoked'
	/** Another key for passwords waits for an admin (W5). */
	| 'key_changed'
	| 'update_needed'
	| 'paused'
	/** Saved under another account, and nobody has agreed yet (X2). */
	| 'other_account'
	| 'waiting'
	| 'failed';

/** Those that somebody has to act on. */
export const blockedStates: readonly SendState[] = [
	'sign_in_needed',
	'not_adopted',
	'not_allowed',
	'revoked',
	'key_changed',
	'update_needed',
	'paused',
	'other_account'
];

class Sync {
	view = $state.raw<SyncView | null>(null);

	/** Changes that wait; the sample's never do. */
	readonly unsent = $derived(app.isSample ? 0 : (app.state?.unsent ?? 0));

	readonly state: SendState = $derived.by(() => {
		if (connection.state !== 'online') return connection.state;
		if (app.isSample) return 'online';
		if (app.state?.database === 'unclaimed' && session.adoptable) return 'not_adopted';
		const phase = this.view?.state ?? 'idle';
		if (phase === 'sending') return (this.view?.total ?? 0) > 0 ? 'sending' : 'online';
		return phase === 'idle' || phase === 'offline' ? 'online' : phase;
	});

	readonly isPaused = $derived(this.view?.state === 'paused');
	/** Is asked by itself once; later from what the indicator opens. */
	isAskingName = $state(false);

	async pause(isPaused: boolean): Promise<void> {
		await client.ask('pauseSending', { isPaused });
	}

	/** Sends under this name what was saved under another. */
	async agree(): Promise<void> {
		this.isAskingName = false;
		await client.ask('agreeSending', {});
	}

	watch(): () => void {
		return client.onSync((view) => this.#take(view));
	}

	async refresh(): Promise<void> {
		this.#take(await client.ask('sync', {}));
	}

	/** Sends now, whatever it waited for: who asks has done something about it, or hopes so. */
	async tryNow(): Promise<void> {
		await connection.probe();
		const account = app.state?.account;
		const isPaused = this.state === 'not_allowed' || this.state === 'update_needed';
		// The one trigger that a pause listens to.
		if (isPaused && account) await client.ask('session', { account, signedInAt: null });
		else await client.ask('wake', { trigger: 'online' });
	}

	#take(view: SyncView): void {
		if (view.state === 'other_account' && this.view?.state !== 'other_account')
			this.isAskingName = true;
		if (view.state !== 'other_account') this.isAskingName = false;
		this.view = view;
		const isOwn = app.state?.database.startsWith('org-') ?? false;
		if (view.state === 'sign_in_needed' && isOwn) session.ended();
		if (view.state === 'revoked' && isOwn) void session.revoked();
		// The next change of the network is seen sooner.
		if (view.state === 'offline' && connection.state === 'online') void connection.probe();
	}
}

export const sync = new Sync();

/** A new version of the app: offered, never forced, and never while a draft or a send is running, in any tab (A1). */
import { app } from './app.svelte';
import { client } from './client';
import { sync } from './sync.svelte';
import { upload } from './upload.svelte';
import type { ClosedWhy } from '../worker/protocol';

class AppUpdate {
	/** Lets the waiting version take over and reloads; null while none waits. */
	apply = $state.raw<(() => void) | null>(null);
	/** Another tab has let it take over: this one runs on as the former version until it is reloaded. */
	isElsewhere = $state(false);
	/** The worker had to let go of what is stored. */
	closed = $state.raw<ClosedWhy | null>(null);

	/** Why it has to wait, or null. */
	readonly heldBy = $derived.by(() => {
		if (upload.isBusy) return 'draft';
		if (app.state?.draft?.isElsewhere) return 'draft_elsewhere';
		return sync.state === 'sending' ? 'sending' : null;
	});

	/** Looks again first: another tab may have opened a draft since. */
	async run(): Promise<void> {
		await app.refresh();
		if (!this.heldBy) this.apply?.();
	}

	watch(): () => void {
		return client.onClosed((why) => (this.closed = why));
	}
}

export const appUpdate = new AppUpdate();

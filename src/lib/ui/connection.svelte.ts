/** Whether the server answers: the browser's word that there is no network is trusted, its word that there is one is not. */
import { SvelteDate } from 'svelte/reactivity';
import { client } from './client';

export type ConnectionState = 'offline' | 'checking' | 'online';

const probeTimeoutMs = 5000;
const probeEveryMs = 60_000;

class Connection {
	state = $state<ConnectionState>(navigator.onLine ? 'checking' : 'offline');
	/** When the present state began. */
	since = $state(new SvelteDate());
	/** Version of the server, once it has answered. */
	serverVersion = $state<string | null>(null);

	/** Looks at once, and again when the network or the page comes back. Returns the way to stop. */
	watch(): () => void {
		const look = () => void this.probe();
		const lookWhenSeen = () => {
			if (document.visibilityState !== 'visible') return;
			look();
			void client.ask('wake', { trigger: 'visible' });
		};
		const timer = setInterval(() => document.visibilityState === 'visible' && look(), probeEveryMs);
		window.addEventListener('online', look);
		window.addEventListener('offline', look);
		document.addEventListener('visibilitychange', lookWhenSeen);
		look();
		return () => {
			clearInterval(timer);
			window.removeEventListener('online', look);
			window.removeEventListener('offline', look);
			document.removeEventListener('visibilitychange', lookWhenSeen);
		};
	}

	async probe(): Promise<void> {
		if (!navigator.onLine) return this.#become('offline');
		if (this.state === 'offline') this.#become('checking');
		const signal = AbortSignal.timeout(probeTimeoutMs);
		try {
			const answer = await fetch('/api/health', { cache: 'no-store', signal });
			const health: unknown = answer.ok ? await answer.json() : null;
			const version = (health as { version?: unknown } | null)?.version;
			// A hotel's sign-in page answers too, but not so.
			if (typeof version !== 'string') return this.#become('offline');
			this.serverVersion = version;
			this.#become('online');
		} catch {
			this.#become('offline');
		}
	}

	#become(state: ConnectionState): void {
		if (state === this.state) return;
		this.state = state;
		// The worker hears of the network from the browser only, which is seldom the first to know.
		if (state === 'online') void client.ask('wake', { trigger: 'online' });
		this.since = new SvelteDate();
	}
}

export const connection = new Connection();

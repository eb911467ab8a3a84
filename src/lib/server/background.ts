/** Work that the server does on its own, again and again, until it ends. */

export interface BackgroundWork {
	readonly name: string;
	/** Does some of it; tells how long to rest before the next round, in milliseconds. */
	readonly round: () => Promise<number>;
}

const restAfterFailureMs = 5_000;

/** A failed round is told in the log, by its message alone, and tried again. Returns what stops it after the round at hand. */
export function startBackground({ name, round }: BackgroundWork): () => void {
	let isStopped = false;
	const next = async () => {
		let restMs = restAfterFailureMs;
		try {
			restMs = await round();
		} catch (error) {
			console.error(`${name}:`, error instanceof Error ? error.message : 'failed');
		}
		// Unheard of by the process: it ends when the last request is answered.
		if (!isStopped) setTimeout(() => void next(), restMs).unref();
	};
	void next();
	return () => {
		isStopped = true;
	};
}

/** How often one sender may ask: a bucket that fills at a steady pace, for each key, in this process. */

export interface RateLimit {
	/** Requests at once. */
	readonly burst: number;
	readonly perSecond: number;
}

/** A million users in batches of 500 come at ten batches a second at most; nobody honest is held up by this. */
export const pushLimit: RateLimit = { burst: 600, perSecond: 10 };

const mostKeys = 10_000;

/** Takes one: 0 where it is there, else the whole seconds until one is. */
export type Take = (key: string, nowMs: number) => number;

export function createRateLimit({ burst, perSecond }: RateLimit): Take {
	const buckets = new Map<string, { left: number; atMs: number }>();
	return (key, nowMs) => {
		const held = buckets.get(key) ?? { left: burst, atMs: nowMs };
		const elapsed = Math.max(0, nowMs - held.atMs) / 1000;
		const left = Math.min(burst, held.left + elapsed * perSecond);
		const isThere = left >= 1;
		// The longest unused go first: they are full again, or nearly.
		buckets.delete(key);
		buckets.set(key, { left: isThere ? left - 1 : left, atMs: nowMs });
		if (buckets.size > mostKeys) buckets.delete(buckets.keys().next().value ?? '');
		return isThere ? 0 : Math.ceil((1 - left) / perSecond);
	};
}

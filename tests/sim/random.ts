/** Everything that happens in a schedule comes from its seed. */
export interface Random {
	/** From 0 up to, but without, 1. */
	next(): number;
	/** From 0 up to, but without, `count`. */
	below(count: number): number;
	chance(part: number): boolean;
	pick<T>(from: readonly T[]): T;
	bytes(count: number): Uint8Array;
}

/** mulberry32: small, and the same everywhere. */
export function createRandom(seed: number): Random {
	let state = (seed * 0x9e3779b1 + 0x6d2b79f5) >>> 0;
	const next = () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	};
	const below = (count: number) => Math.floor(next() * count);
	return {
		next,
		below,
		chance: (part) => next() < part,
		pick: (from) => from[below(from.length)] as never,
		bytes: (count) => Uint8Array.from({ length: count }, () => below(256))
	};
}

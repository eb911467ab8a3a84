const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/**
 * UUIDv7 (RFC 9562): 48 bits of time, so that ids made later sort later, and 74 random bits.
 * @param timeMs milliseconds since 1970
 * @param random at least 10 bytes from `offset` on, from a cryptographic generator
 */
export function uuidv7(timeMs: number, random: Uint8Array, offset = 0): string {
	const byte = (index: number) => random[offset + index] ?? 0;
	const high = Math.floor(timeMs / 0x1_0000);
	const low = timeMs % 0x1_0000;
	return (
		high.toString(16).padStart(8, '0') +
		'-' +
		low.toString(16).padStart(4, '0') +
		'-' +
		hex[0x70 | (byte(0) & 0x0f)] +
		hex[byte(1)] +
		'-' +
		hex[0x80 | (byte(2) & 0x3f)] +
		hex[byte(3)] +
		'-' +
		hex[byte(4)] +
		hex[byte(5)] +
		hex[byte(6)] +
		hex[byte(7)] +
		hex[byte(8)] +
		hex[byte(9)]
	);
}

/** A source of UUIDv7 that draws randomness in blocks: one call for each id is the cost of a million-row save. */
export function createIdSource(
	nowMs: () => number,
	randomBytes: (count: number) => Uint8Array
): () => string {
	const blockIds = 512;
	let block = new Uint8Array(0);
	let used = 0;
	return () => {
		if (used >= block.length) {
			block = randomBytes(blockIds * 10) as Uint8Array<ArrayBuffer>;
			used = 0;
		}
		used += 10;
		return uuidv7(nowMs(), block, used - 10);
	};
}

/** A UUIDv7 begins with its time. */
export function madeAtMs(id: string): number {
	return Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
}

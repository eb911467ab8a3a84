/** A Bloom filter over short texts: answers true for every text put in, and for a few that were not. */
export interface BloomFilter {
	readonly bytes: Uint8Array;
	/** Bits set for each text. */
	readonly hashes: number;
}

/** FNV-1a over UTF-16 units from a start of its own, then mixed, so that two starts give two independent hashes. */
function hash(text: string, start: number): number {
	let value = start;
	for (let index = 0; index < text.length; index += 1)
		value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
	value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
	value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
	return (value ^ (value >>> 16)) >>> 0;
}

/** Place of the bit that a text sets for its hash of this number, by double hashing. */
function bitOf(text: string, { bytes }: BloomFilter): (number: number) => number {
	const size = bytes.length * 8;
	const first = hash(text, 0x811c9dc5);
	const second = hash(text, 0x9747b28c) | 1;
	return (number) => (first + number * (second >>> 0)) % size;
}

export function addToBloom(filter: BloomFilter, text: string): void {
	const place = bitOf(text, filter);
	for (let number = 0; number < filter.hashes; number += 1) {
		const bit = place(number);
		filter.bytes[bit >>> 3] = (filter.bytes[bit >>> 3] ?? 0) | (1 << (bit & 7));
	}
}

export function isInBloom(filter: BloomFilter, text: string): boolean {
	const place = bitOf(text, filter);
	for (let number = 0; number < filter.hashes; number += 1) {
		const bit = place(number);
		if ((((filter.bytes[bit >>> 3] ?? 0) >> (bit & 7)) & 1) === 0) return false;
	}
	return true;
}

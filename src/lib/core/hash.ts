/**
 * Keyed 64-bit hashes of folded keys, by HalfSipHash-1-3 over UTF-16 code units. The secret is the device's own, so that
 * a file cannot be written whose keys collide with a stored user's (HOUSE, scale decides the store).
 */
export interface HashSecret {
	readonly low: number;
	readonly high: number;
}

/** Code units of the key at hand, two to a word. */
let units = new Uint16Array(256);
let words = new Uint32Array(units.buffer);

/** At least so many units, and room behind them. */
function reserveUnits(length: number): void {
	if (length + 2 <= units.length) return;
	units = new Uint16Array((length + 2) * 2);
	words = new Uint32Array(units.buffer);
}

/** Where a hash goes: `out[offset]` and `out[offset + 1]`. */
export interface HashTarget {
	out: Uint32Array;
	offset: number;
}

/**
 * Writes the hash of `text` as two unsigned 32-bit numbers. Never 0/0, which stands for "no key" wherever hashes are kept.
 */
export function hashKey(text: string, secret: HashSecret, target: HashTarget): void {
	const { length } = text;
	reserveUnits(length);
	for (let at = 0; at < length; at += 1) units[at] = text.charCodeAt(at);
	hashUnits(length, secret, target);
}

/** Part of an array of bytes. */
export interface ByteRange {
	bytes: Uint8Array;
	start: number;
	end: number;
}

/** The hash of ASCII in lower case, as `hashKey` gives it for that text, without making one. */
export function hashAscii(range: ByteRange, secret: HashSecret, target: HashTarget): void {
	const { bytes, start, end } = range;
	const length = end - start;
	reserveUnits(length);
	for (let at = 0; at < length; at += 1) {
		const byte = bytes[start + at] as number;
		units[at] = byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
	}
	hashUnits(length, secret, target);
}

function hashUnits(length: number, secret: HashSecret, target: HashTarget): void {
	let v0 = secret.low;
	let v1 = secret.high ^ 0xee;
	let v2 = 0x6c796765 ^ secret.low;
	let v3 = 0x74656462 ^ secret.high;
	const pairs = length >> 1;
	// The last word has the length in its highest byte.
	words[pairs] = ((length & 0xff) << 24) | (length & 1 ? (units[length - 1] as number) : 0);
	for (let index = 0; index <= pairs; index += 1) {
		const word = words[index] as number;
		v3 ^= word;
		v0 = (v0 + v1) | 0;
		v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
		v0 = (v0 << 16) | (v0 >>> 16);
		v2 = (v2 + v3) | 0;
		v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
		v0 = (v0 + v3) | 0;
		v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
		v2 = (v2 + v1) | 0;
		v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
		v2 = (v2 << 16) | (v2 >>> 16);
		v0 ^= word;
	}
	v2 ^= 0xee;
	let first = 0;
	for (let round = 0; round < 6; round += 1) {
		if (round === 3) {
			first = v1 ^ v3;
			v1 ^= 0xdd;
		}
		v0 = (v0 + v1) | 0;
		v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
		v0 = (v0 << 16) | (v0 >>> 16);
		v2 = (v2 + v3) | 0;
		v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
		v0 = (v0 + v3) | 0;
		v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
		v2 = (v2 + v1) | 0;
		v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
		v2 = (v2 << 16) | (v2 >>> 16);
	}
	const second = v1 ^ v3;
	target.out[target.offset] = first >>> 0;
	target.out[target.offset + 1] = first === 0 && second === 0 ? 1 : second >>> 0;
}

/**
 * An open-addressing table from 64-bit hashes to small numbers. The hashes themselves stand in the caller's array
 * (`hashes[value * stride + offset]`), so the table costs five bytes a slot. A tag of each slot's hash stands in an array
 * that a processor keeps near: most keys of a file are nobody's, and their look-up ends there (matching 50,000 rows took
 * 0.3 s of processor time, so it takes 0.1).
 */
export interface HashTable {
	slots: Uint32Array;
	/** By slot: some bits of its hash, 0 where it is free. */
	tags: Uint8Array;
	size: number;
}

export function createHashTable(expected: number): HashTable {
	let capacity = 1024;
	while (capacity < expected * 2) capacity *= 2;
	return { slots: new Uint32Array(capacity), tags: new Uint8Array(capacity), size: 0 };
}

function tagOf(high: number): number {
	return (high & 0xff) | 1;
}

/** Where a table finds the hash that belongs to a value. */
export interface HashHome {
	readonly hashes: Uint32Array;
	readonly stride: number;
	readonly offset: number;
}

/** The value that was put first under this hash, or -1. */
export function findHash(table: HashTable, home: HashHome, low: number, high: number): number {
	const { slots, tags } = table;
	const mask = slots.length - 1;
	const tag = tagOf(high);
	for (let slot = low & mask; ; slot = (slot + 1) & mask) {
		const found = tags[slot] as number;
		if (found === 0) return -1;
		if (found !== tag) continue;
		const value = (slots[slot] as number) - 1;
		const at = value * home.stride + home.offset;
		if (home.hashes[at] === low && home.hashes[at + 1] === high) return value;
	}
}

/** All values under this hash, in the order in which they were put. */
export function findAllHashes(
	table: HashTable,
	home: HashHome,
	low: number,
	high: number
): readonly number[] {
	const { slots, tags } = table;
	const mask = slots.length - 1;
	const tag = tagOf(high);
	const found: number[] = [];
	for (let slot = low & mask; ; slot = (slot + 1) & mask) {
		if (tags[slot] === 0) return found;
		if (tags[slot] !== tag) continue;
		const value = (slots[slot] as number) - 1;
		const at = value * home.stride + home.offset;
		if (home.hashes[at] === low && home.hashes[at + 1] === high) found.push(value);
	}
}

/** Puts a value whose hash already stands in `home`. Equal hashes may stand side by side. */
export function putHash(table: HashTable, home: HashHome, value: number): void {
	if (table.size * 2 >= table.slots.length) growTable(table, home);
	insert(table, home, value);
	table.size += 1;
}

function insert(table: HashTable, home: HashHome, value: number): void {
	const { slots, tags } = table;
	const mask = slots.length - 1;
	const at = value * home.stride + home.offset;
	let slot = (home.hashes[at] as number) & mask;
	while (tags[slot] !== 0) slot = (slot + 1) & mask;
	slots[slot] = value + 1;
	tags[slot] = tagOf(home.hashes[at + 1] as number);
}

/** Values under one hash keep their order: the old slots are gone through in the order in which they were probed. */
function growTable(table: HashTable, home: HashHome): void {
	const old = table.slots;
	const mask = old.length - 1;
	table.slots = new Uint32Array(old.length * 4);
	table.tags = new Uint8Array(old.length * 4);
	const start = old.indexOf(0);
	for (let step = 0; step <= mask; step += 1) {
		const held = old[(start + step) & mask] as number;
		if (held !== 0) insert(table, home, held - 1);
	}
}

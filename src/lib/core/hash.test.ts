import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	createHashTable,
	findAllHashes,
	findHash,
	hashKey,
	putHash,
	type HashHome,
	type HashSecret
} from './hash';

const mask = 0xffffffffn;
const rotate = (word: bigint, by: bigint) => ((word << by) | (word >> (32n - by))) & mask;

/** HalfSipHash-c-d with 64 bits, word by word as its authors write it. Words are taken whole, the last one with the length. */
function halfSipHash(
	words: readonly bigint[],
	[low, high]: readonly [bigint, bigint],
	[c, d]: readonly [number, number]
): [bigint, bigint] {
	let v0 = low;
	let v1 = high ^ 0xeen;
	let v2 = 0x6c796765n ^ low;
	let v3 = 0x74656462n ^ high;
	const mix = (rounds: number) => {
		for (let round = 0; round < rounds; round += 1) {
			v0 = (v0 + v1) & mask;
			v1 = rotate(v1, 5n) ^ v0;
			v0 = rotate(v0, 16n);
			v2 = (v2 + v3) & mask;
			v3 = rotate(v3, 8n) ^ v2;
			v0 = (v0 + v3) & mask;
			v3 = rotate(v3, 7n) ^ v0;
			v2 = (v2 + v1) & mask;
			v1 = rotate(v1, 13n) ^ v2;
			v2 = rotate(v2, 16n);
		}
	};
	for (const word of words) {
		v3 ^= word;
		mix(c);
		v0 ^= word;
	}
	v2 ^= 0xeen;
	mix(d);
	const first = v1 ^ v3;
	v1 ^= 0xddn;
	mix(d);
	return [first, v1 ^ v3];
}

/** Two code units a word; the last word has the length in units in its highest byte. */
function wordsOf(text: string): bigint[] {
	const units = Array.from({ length: text.length }, (_, at) => BigInt(text.charCodeAt(at)));
	const words: bigint[] = [];
	for (let at = 0; at + 1 < units.length; at += 2) {
		words.push((units[at] as bigint) | ((units[at + 1] as bigint) << 16n));
	}
	const last = units.length % 2 === 1 ? (units.at(-1) as bigint) : 0n;
	return [...words, last | (BigInt(units.length % 256) << 24n)];
}

const bytesOf = (words: readonly bigint[]) =>
	words.flatMap((word) => [0n, 8n, 16n, 24n].map((by) => Number((word >> by) & 0xffn)));

function hashOf(text: string, secret: HashSecret): number[] {
	const out = new Uint32Array(2);
	hashKey(text, secret, { out, offset: 0 });
	return [...out];
}

describe('keyed hashes', () => {
	test('the straightforward form gives the published vectors of HalfSipHash-2-4', () => {
		const key = [0x03020100n, 0x07060504n] as const;
		expect(bytesOf(halfSipHash([0n], key, [2, 4]))).toEqual([
			0x21, 0x8d, 0x1f, 0x59, 0xb9, 0xb8, 0x3c, 0xc8
		]);
		expect(bytesOf(halfSipHash([1n << 24n], key, [2, 4]))).toEqual([
			0xbe, 0x55, 0x24, 0x12, 0xf8, 0x38, 0x73, 0x15
		]);
	});

	test('any text and secret hash as the straightforward form with 1 and 3 rounds', () => {
		const word = fc.integer({ min: -0x80000000, max: 0x7fffffff });
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 300 }), word, word, (text, low, high) => {
				const key = [BigInt(low >>> 0), BigInt(high >>> 0)] as const;
				const expected = halfSipHash(wordsOf(text), key, [1, 3]);
				expect(hashOf(text, { low, high })).toEqual(expected.map(Number));
			}),
			{ numRuns: 80 }
		);
	});

	test('they are written where they are asked for, and nowhere else', () => {
		const out = new Uint32Array(6).fill(7);
		hashKey('anna', { low: 1, high: 2 }, { out, offset: 2 });
		expect([out[0], out[1], out[4], out[5]]).toEqual([7, 7, 7, 7]);
		expect([out[2], out[3]]).toEqual(hashOf('anna', { low: 1, high: 2 }));
	});

	test('another secret gives other hashes', () => {
		expect(hashOf('anna', { low: 1, high: 2 })).not.toEqual(hashOf('anna', { low: 1, high: 3 }));
	});

	test('a hundred thousand keys have no hash in common', () => {
		const seen = new Set<string>();
		const secret = { low: 11, high: 22 };
		for (let n = 0; n < 100_000; n += 1) seen.add(hashOf(`user${n}`, secret).join());
		expect(seen.size).toBe(100_000);
	});
});

describe('table of hashes', () => {
	/** Hashes by value, three numbers apart, of which the middle one is something else. */
	function homeOf(hashes: readonly (readonly [number, number])[]): HashHome {
		return {
			hashes: Uint32Array.from(hashes.flatMap(([low, high]) => [99, low, high])),
			stride: 3,
			offset: 1
		};
	}

	test('it finds what was put and nothing else', () => {
		const home = homeOf([
			[5, 1],
			[6, 1]
		]);
		const table = createHashTable(0);
		putHash(table, home, 0);
		putHash(table, home, 1);
		expect([5, 6, 7].map((low) => findHash(table, home, low, 1))).toEqual([0, 1, -1]);
		expect(findHash(table, home, 5, 2)).toBe(-1);
	});

	test('hashes that begin at one slot stand side by side', () => {
		const slots = createHashTable(0).slots.length;
		const home = homeOf([
			[3, 1],
			[3 + slots, 1],
			[3, 2]
		]);
		const table = createHashTable(0);
		for (const value of [0, 1, 2]) putHash(table, home, value);
		expect(findHash(table, home, 3, 1)).toBe(0);
		expect(findHash(table, home, 3 + slots, 1)).toBe(1);
		expect(findHash(table, home, 3, 2)).toBe(2);
	});

	test('a run over the last slot goes on at the first', () => {
		const last = createHashTable(0).slots.length - 1;
		const home = homeOf([
			[last, 1],
			[last, 2]
		]);
		const table = createHashTable(0);
		putHash(table, home, 0);
		putHash(table, home, 1);
		expect(findHash(table, home, last, 2)).toBe(1);
	});

	test('equal hashes: the first is found, and all of them in order', () => {
		const home = homeOf([
			[8, 8],
			[9, 9],
			[8, 8],
			[8, 8]
		]);
		const table = createHashTable(0);
		for (const value of [0, 1, 2, 3]) putHash(table, home, value);
		expect(findHash(table, home, 8, 8)).toBe(0);
		expect(findAllHashes(table, home, 8, 8)).toEqual([0, 2, 3]);
		expect(findAllHashes(table, home, 1, 1)).toEqual([]);
	});

	test('it grows past its first size and finds all, equal ones in order', () => {
		const count = 20_000;
		const secret = { low: 1, high: 2 };
		const hashes = Array.from({ length: count }, (_, n) =>
			n % 100 === 99 ? ([77, 77] as const) : (hashOf(`u${n}`, secret) as [number, number])
		);
		const home = homeOf(hashes);
		const table = createHashTable(10);
		for (let value = 0; value < count; value += 1) putHash(table, home, value);
		expect(table.slots.length).toBeGreaterThanOrEqual(count * 2);
		const wrong = hashes.filter(
			([low, high], value) => low !== 77 && findHash(table, home, low, high) !== value
		);
		expect(wrong).toEqual([]);
		const equal = findAllHashes(table, home, 77, 77);
		expect(equal).toEqual(Array.from({ length: count / 100 }, (_, n) => n * 100 + 99));
	});

	test('made for as many as it gets, it does not grow', () => {
		const table = createHashTable(3000);
		const before = table.slots;
		const home = homeOf(Array.from({ length: 3000 }, (_, n) => [n, n + 1] as const));
		for (let value = 0; value < 3000; value += 1) putHash(table, home, value);
		expect(table.slots).toBe(before);
	});
});

import { describe, expect, it } from 'vitest';
import { createUtf8Check } from './utf8';

/** Place of the first wrong byte; the length where the text ends within a character; -1 where all is well. */
function firstWrong(bytes: Uint8Array, piece: number): number {
	const check = createUtf8Check();
	for (let from = 0; from < bytes.length; from += piece) {
		const at = check.push(bytes.subarray(from, from + piece));
		if (at >= 0) return from + at;
	}
	return check.isComplete() ? -1 : bytes.length;
}

const ascii = (length: number) => Array<number>(length).fill(0x61);

const cases: [name: string, bytes: number[], expected: number][] = [
	['ASCII', ascii(23), -1],
	['one to four bytes a character', [...new TextEncoder().encode('aé王😀' + 'x'.repeat(9))], -1],
	['the first and last of each length', [0xc2, 0x80, 0xef, 0xbf, 0xbf, 0xf4, 0x8f, 0xbf, 0xbf], -1],
	['a lone byte of another encoding', [...ascii(9), 0xfc, ...ascii(9)], 9],
	['a continuation with nothing before it', [...ascii(8), 0xbf], 8],
	['an overlong form of two', [0xc0, 0xaf], 0],
	['an overlong form of three', [0xe0, 0x9f, 0xbf], 1],
	['an overlong form of four', [0xf0, 0x8f, 0xbf, 0xbf], 1],
	['a surrogate', [0xed, 0xa0, 0x80], 1],
	['beyond the last character', [0xf4, 0x90, 0x80, 0x80], 1],
	['a byte that UTF-8 never holds', [...ascii(4), 0xff], 4],
	['an end within a character', [...ascii(6), 0xe7, 0x8e], 8]
];

describe('R2 strict UTF-8', () => {
	// The pieces begin at every place within a word of four bytes.
	it.each(cases)('judges %s, however the bytes are cut', (_, bytes, expected) => {
		const pieces = [1, 2, 3, 4, 5, 7, 64];
		const places = pieces.map((piece) => firstWrong(Uint8Array.from(bytes), piece));
		expect(places).toEqual(pieces.map(() => expected));
	});

	it('agrees with the platform about random bytes', () => {
		let seed = 7;
		const next = () => (seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) >>> 16;
		const alphabet = [0x61, 0x61, 0x61, 0x61, 0x80, 0xbf, 0xc3, 0xe0, 0xa0, 0xed, 0xf0, 0x90, 0xf4];
		const wrong: number[][] = [];
		for (let run = 0; run < 5000; run += 1) {
			const bytes = Uint8Array.from(
				{ length: 1 + (next() % 14) },
				() => alphabet[next() % 13] ?? 0
			);
			let isText = true;
			try {
				new TextDecoder('utf-8', { fatal: true }).decode(bytes);
			} catch {
				isText = false;
			}
			if (isText !== (firstWrong(bytes, 1 + (next() % 6)) === -1)) wrong.push([...bytes]);
		}
		expect(wrong).toEqual([]);
	});
});

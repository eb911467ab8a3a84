import { describe, expect, it, test } from 'vitest';
import { isCommonPassword } from './common-passwords';
import { generatePassword, type MadeForm } from './made-passwords';
import { passwordWeakness } from './passwords';
import { passwordWords } from './password-words';

/** A generator of bytes that repeats the same ones for the same seed (mulberry32). */
function bytesFrom(seed: number) {
	let state = seed;
	const next = () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return (mixed ^ (mixed >>> 14)) >>> 24;
	};
	return (count: number) => Uint8Array.from({ length: count }, next);
}

const nobody = { username: '', email: '', clientId: '', firstName: '', lastName: '' };
const kinds = [/[a-z]/, /[A-Z]/, /\d/];
const alphabet = Array.from('abcdefghjkmnpqrstuvwxyzACDEFGHJKLMNPQRTUVWXY34679');

/** χ² of counts against what is expected of each. */
function chiSquare(counts: readonly number[], expected: readonly number[]): number {
	return counts.reduce((sum, count, at) => {
		const wanted = expected[at] as number;
		return sum + (count - wanted) ** 2 / wanted;
	}, 0);
}

/** The value that χ² passes once in a million draws without bias, by Wilson and Hilferty. */
function mostChiSquare(freedom: number): number {
	const deviations = 4.75;
	const part = 2 / (9 * freedom);
	return freedom * (1 - part + deviations * Math.sqrt(part)) ** 3;
}

/** Chance that 16 letters hold all three kinds, where the letters of the places in `fixed` are of these kinds. */
function chanceOfAllKinds(fixed: number | null): number {
	const sizes = kinds.map((kind) => alphabet.filter((letter) => kind.test(letter)).length);
	const free = fixed === null ? 16 : 15;
	let chance = 0;
	for (let without = 0; without < 8; without += 1) {
		const gone = [0, 1, 2].filter((kind) => without & (1 << kind));
		if (fixed !== null && gone.includes(fixed)) continue;
		const left = alphabet.length - gone.reduce((sum, kind) => sum + (sizes[kind] as number), 0);
		chance += (gone.length % 2 === 0 ? 1 : -1) * (left / alphabet.length) ** free;
	}
	return chance;
}

describe('W1 16 characters', () => {
	it('W1 has no look-alikes, and W4 is never weak', () => {
		const randomBytes = bytesFrom(7);
		for (let count = 0; count < 2000; count += 1) {
			const password = generatePassword(randomBytes, 'characters');
			expect(password).toMatch(/^[A-Za-z0-9]{16}$/);
			expect(password).not.toMatch(/[0Oo1IilZ2S5B8]/);
			for (const kind of kinds) expect(password).toMatch(kind);
			expect(passwordWeakness(password, nobody, isCommonPassword)).toBe(null);
		}
	});

	it('W1 favours no character, by χ² over 20,000 passwords', () => {
		const randomBytes = bytesFrom(11);
		const passwords = 20_000;
		const counts = new Map<string, number>();
		for (let drawn = 0; drawn < passwords; drawn += 1)
			for (const letter of generatePassword(randomBytes))
				counts.set(letter, (counts.get(letter) ?? 0) + 1);
		expect([...counts.keys()].sort().join('')).toBe(alphabet.toSorted().join(''));
		// Digits are a little more frequent than one in 49, since a password without one is drawn again.
		const expected = alphabet.map((letter) => {
			const kind = kinds.findIndex((each) => each.test(letter));
			return (
				((passwords * 16) / alphabet.length) * (chanceOfAllKinds(kind) / chanceOfAllKinds(null))
			);
		});
		const found = alphabet.map((letter) => counts.get(letter) ?? 0);
		expect(chiSquare(found, expected)).toBeLessThan(mostChiSquare(alphabet.length - 1));
	});

	it('W1 throws bytes away that would bias the draw', () => {
		let calls = 0;
		const password = generatePassword((count) => {
			calls += 1;
			return Uint8Array.from({ length: count }, (_, index) =>
				calls === 1 ? 245 + (index % 11) : index * 11
			);
		});
		expect(calls).toBeGreaterThan(1);
		expect(password).toHaveLength(16);
	});

	it('W1 states its entropy', () => {
		expect(16 * Math.log2(alphabet.length) + Math.log2(chanceOfAllKinds(null))).toBeCloseTo(
			89.55,
			2
		);
	});
});

describe('W1 five words', () => {
	it('W1 has a list of 1,024 different words of plain letters', () => {
		expect(new Set(passwordWords).size).toBe(1024);
		expect(passwordWords.filter((word) => !/^[a-z]{3,7}$/.test(word))).toEqual([]);
	});

	it('W1 joins five words of the list, and W4 is never weak', () => {
		const known = new Set(passwordWords);
		const randomBytes = bytesFrom(5);
		for (let count = 0; count < 2000; count += 1) {
			const password = generatePassword(randomBytes, 'words');
			expect(password.split('-').filter((word) => known.has(word))).toHaveLength(5);
			expect(passwordWeakness(password, nobody, isCommonPassword)).toBe(null);
		}
	});

	it('W1 favours no word, by χ² over 20,000 passwords', () => {
		const randomBytes = bytesFrom(13);
		const passwords = 20_000;
		const counts = new Map(passwordWords.map((word) => [word, 0]));
		for (let drawn = 0; drawn < passwords; drawn += 1)
			for (const word of generatePassword(randomBytes, 'words').split('-'))
				counts.set(word, (counts.get(word) ?? 0) + 1);
		const expected = passwordWords.map(() => (passwords * 5) / 1024);
		expect(chiSquare([...counts.values()], expected)).toBeLessThan(mostChiSquare(1023));
	});

	it('W1 reaches the whole list at every place', () => {
		const seen = new Set<string>();
		for (let number = 0; number < 1024; number += 1) {
			const bytes = Uint8Array.from({ length: 10 }, (_, at) =>
				at % 2 ? number & 255 : number >> 8
			);
			const [first] = generatePassword(
				() => bytes,
				'words',
				() => false
			).split('-');
			seen.add(first ?? '');
		}
		expect(seen.size).toBe(1024);
	});
});

test.each<MadeForm>(['characters', 'words'])('W4 %s are drawn again while weak', (form) => {
	const first = generatePassword(bytesFrom(3), form);
	const second = generatePassword(bytesFrom(3), form, (password) => password === first);
	expect(second).not.toBe(first);
});

test('the χ² of a draw by remainder alone would be found', () => {
	const randomBytes = bytesFrom(11);
	const counts = new Array<number>(alphabet.length).fill(0);
	for (const byte of randomBytes(320_000)) counts[byte % 49] = (counts[byte % 49] ?? 0) + 1;
	const expected = counts.map(() => 320_000 / 49);
	expect(chiSquare(counts, expected)).toBeGreaterThan(mostChiSquare(48));
});

import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { isCommonPassword } from './common-passwords';
import { isRun } from './password-runs';
import { generatePassword, passwordWeakness, readPassword } from './passwords';

const person = {
	username: 'mira.kovacs',
	email: 'm.kovacs@damage.example',
	clientId: 'MC-20417',
	firstName: 'Rosa María',
	lastName: 'Li'
};

describe('W2, W5 readPassword', () => {
	test.each([
		['', false, []],
		['   ', false, []],
		['*', false, []],
		['****', false, []],
		[' **** ', false, []],
		['*a*', true, []],
		['Pier00-Otter-00-glade', true, []],
		['two words', true, []],
		["'quoted", true, []],
		['#N/A', true, []],
		[' lead', true, ['password_white_space']],
		['trail\u00a0', true, ['password_white_space']],
		['p'.repeat(128), true, []],
		['p'.repeat(129), true, ['password_too_long']],
		[' '.repeat(200), false, []],
		['bell\u0007bell', true, ['control_character']]
	])('W2 reads %j', (cell, isFilled, codes) => {
		const reading = readPassword(cell);
		expect(reading.isFilled).toBe(isFilled);
		expect(reading.issues.map(({ code }) => code)).toEqual(codes);
	});

	it('W5 holds no password in any issue', () => {
		fc.assert(
			fc.property(fc.string({ minLength: 3, maxLength: 200 }), (cell) => {
				const texts = readPassword(cell).issues.flatMap(({ params }) => Object.values(params));
				expect(texts.filter((value) => typeof value === 'string')).toEqual([]);
			})
		);
	});
});

describe('W3 passwordWeakness', () => {
	test.each([
		['Pier00-Otter-00-glade', null],
		['weak', 'short'],
		['Abc-12x', 'short'],
		['password1', 'common'],
		['PassWord1', 'common'],
		['sunshine', 'common'],
		['mira.kovacs', 'personal'],
		['xxMIRA.KOVACSxx', 'personal'],
		['m.kovacs-2026!', 'personal'],
		['!mc-20417!', 'personal'],
		['Maria#49$kd', 'personal'],
		['zzRosaqqqpw', 'personal'],
		['Liverpool-7t-Li', null],
		['zzzzzzzzzzzzzzz', 'repeated'],
		['ééééééééé', 'repeated'],
		['ghijklmnop', 'run'],
		['ponmlkjihg', 'run'],
		['23456789012', 'run'],
		['qwertzuiop', 'run'],
		['Poiuytrewqlkj', 'run'],
		['azertyqsdf', 'run'],
		['aaabbbccc123', 'run'],
		['abcdefgh-otter', null]
	])('W3 finds %s %s', (password, weakness) => {
		expect(passwordWeakness(password, person, isCommonPassword)).toBe(weakness);
	});

	it('W3 is not confused by blank fields', () => {
		const nobody = { username: '', email: '', clientId: '', firstName: '', lastName: '' };
		expect(passwordWeakness('Pier00-Otter-00-glade', nobody, isCommonPassword)).toBe(null);
	});
});

describe('W1 generatePassword', () => {
	/** A generator of bytes that repeats the same ones for the same seed. */
	function bytesFrom(seed: number) {
		let state = seed;
		return (count: number) =>
			Uint8Array.from({ length: count }, () => {
				state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
				return state >>> 24;
			});
	}

	it('W1 makes 16 characters without look-alikes, never weak', () => {
		const randomBytes = bytesFrom(7);
		const nobody = { username: '', email: '', clientId: '', firstName: '', lastName: '' };
		for (let count = 0; count < 2000; count += 1) {
			const password = generatePassword(randomBytes);
			expect(password).toMatch(/^[A-Za-z0-9]{16}$/);
			expect(password).not.toMatch(/[0Oo1IilZ2S5B8]/);
			expect(passwordWeakness(password, nobody, isCommonPassword)).toBe(null);
		}
	});

	it('W1 draws every character about equally often', () => {
		const randomBytes = bytesFrom(11);
		const counts = new Map<string, number>();
		for (let drawn = 0; drawn < 5000; drawn += 1)
			for (const letter of generatePassword(randomBytes))
				counts.set(letter, (counts.get(letter) ?? 0) + 1);
		const letters = [...counts].filter(([letter]) => /[a-z]/.test(letter)).map(([, n]) => n);
		// A bias by remainder would give the first letters of the alphabet a fifth more than the others
		expect(Math.max(...letters) / Math.min(...letters)).toBeLessThan(1.15);
		expect(counts.size).toBe(49);
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

	it('W4 draws again while a password is weak', () => {
		const first = generatePassword(bytesFrom(3));
		const second = generatePassword(bytesFrom(3), (password) => password === first);
		expect(second).not.toBe(first);
	});
});

describe('W3 isRun', () => {
	test.each([
		['abcd', true],
		['qwe123', true],
		['abc12', false],
		['1qaz2wsx', true],
		['otter', false]
	])('W3 says of %s: %s', (text, answer) => {
		expect(isRun(text)).toBe(answer);
	});
});

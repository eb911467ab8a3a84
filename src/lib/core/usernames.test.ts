import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { isReservedUsername, numberedUsername, standardiseUsername } from './usernames';

describe('F5 standardiseUsername', () => {
	test.each([
		['Ünal', 'unal'],
		['Søren', 'soren'],
		['Weiß', 'weiss'],
		['WEIẞ', 'weiss'],
		['Łukasz', 'lukasz'],
		['Đỗ', 'do'],
		['Æsa', 'aesa'],
		['Þór', 'thor'],
		['Ilgın', 'ilgin'],
		['İpek', 'ipek'],
		['Œuvre', 'oeuvre'],
		['Ħal', 'hal'],
		['Əli', 'eli'],
		['Zoe\u0308', 'zoe'],
		['ｋｏｆｉ', 'kofi'],
		[' Mira Kovács ', 'mirakovacs'],
		["O'Brien", "o'brien"],
		['a+b@c.d-e_f', 'a+b@c.d-e_f'],
		['kofi/mensah!', 'kofimensah'],
		['سلمى', ''],
		['张伟2', '2']
	])('F5 turns %s into "%s"', (text, username) => {
		expect(standardiseUsername(text)).toBe(username);
	});

	it('F5 is idempotent and leaves only what a username may hold', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), (text) => {
				const username = standardiseUsername(text);
				expect(username).toMatch(/^[a-z0-9._\-@+']*$/);
				expect(standardiseUsername(username)).toBe(username);
			})
		);
	});
});

describe('F4 isReservedUsername', () => {
	test.each(['admin', 'Administrator', 'ROOT', 'guest', 'System'])('F4 reserves %s', (name) => {
		expect(isReservedUsername(name)).toBe(true);
	});
	test.each(['admin2', 'adm', 'systems'])('F4 leaves %s', (name) => {
		expect(isReservedUsername(name)).toBe(false);
	});
});

describe('P3 numberedUsername', () => {
	const letters = 'k'.repeat(64);
	test.each([
		['kofi', 2, 'kofi2'],
		['kofi', 13, 'kofi13'],
		['cand2024', 2, 'cand2024-2'],
		[letters, 2, `${'k'.repeat(63)}2`],
		[letters, 10, `${'k'.repeat(62)}10`],
		['7'.repeat(64), 2, `${'7'.repeat(62)}-2`],
		[`${'k'.repeat(62)}7k`, 2, `${'k'.repeat(62)}-2`]
	])('P3 numbers %s with %i', (base, number, username) => {
		expect(numberedUsername(base, number)).toBe(username);
	});

	it('P3 holds the limit of 64', () => {
		fc.assert(
			fc.property(fc.stringMatching(/^[a-z0-9]{1,64}$/), fc.integer({ min: 2 }), (base, number) => {
				const username = numberedUsername(base, number);
				expect(username.length).toBeLessThanOrEqual(64);
				expect(username.endsWith(String(number))).toBe(true);
			})
		);
	});
});

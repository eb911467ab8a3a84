import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { isCommonPassword } from './common-passwords';
import { isRun } from './password-runs';
import { passwordWeakness, readPassword } from './passwords';

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

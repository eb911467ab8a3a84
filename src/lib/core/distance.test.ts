import { expect, it, test } from 'vitest';
import fc from 'fast-check';
import { editDistance } from './distance';

test.each([
	['', '', 2, 0],
	['email', 'email', 2, 0],
	['emial', 'email', 2, 1],
	['emal', 'email', 2, 1],
	['emaill', 'email', 2, 1],
	['emoil', 'email', 2, 1],
	['usrname1', 'username', 2, 2],
	['kitten', 'sitting', 3, 3],
	['kitten', 'sitting', 2, 3],
	['abc', 'abcdef', 2, 3]
])('H1 measures %s to %s within %i', (a, b, limit, distance) => {
	expect(editDistance(a, b, limit)).toBe(distance);
});

it('H1 stopping early changes no answer within the limit', () => {
	const word = fc.stringMatching(/^[abc]{0,8}$/);
	fc.assert(
		fc.property(word, word, fc.integer({ min: 0, max: 4 }), (a, b, limit) => {
			const whole = editDistance(a, b, 100);
			expect(editDistance(a, b, limit)).toBe(Math.min(whole, limit + 1));
		})
	);
});

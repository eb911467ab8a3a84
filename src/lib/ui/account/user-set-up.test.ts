import { describe, expect, test } from 'vitest';
import { passwordProblem, refusedPassword } from './user-set-up';

const owner = { username: 'ama.boateng', organisation: 'North Gate' };

describe('W3 the password of a set-up link', () => {
	test.each([
		['', 'Password is empty. Choose one.'],
		['k7mq2x', 'Password is too short. Use 8 characters or more.'],
		['Ama.Boateng-77', 'Password holds your name, username or email. Leave that out.'],
		['aaaaaaaaaa', 'Password is one character repeated. Mix several.'],
		['12345678', 'Password is a run of letters, digits or keys. Mix them.'],
		['x'.repeat(129), 'Password is too long. Use 128 characters at most.'],
		['quiet-lagoon-91', null]
	])('“%s”', (password, problem) => expect(passwordProblem(password, owner)).toBe(problem));

	test('that the server refuses is told by its rule, and a lost network is not', () => {
		const failure = { status: 422, retryAfterSeconds: null, at: new Date(0) };
		expect(refusedPassword({ ...failure, code: 'password_common' })).toBe(
			'Many people use this password. Choose another one.'
		);
		expect(refusedPassword({ ...failure, code: 'no_answer', status: null })).toBeNull();
	});
});

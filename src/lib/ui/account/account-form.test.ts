import { describe, expect, it } from 'vitest';
import { setUpProblems, signInProblems } from './account-form';

const good = { name: 'Rania Haddad', email: 'rania@muster.example', password: 'twelve chars' };

describe('fields of an account', () => {
	it.each([
		['all filled', {}, []],
		['a name of spaces', { name: '  ' }, ['name']],
		['no email', { email: '' }, ['email']],
		['an email without a domain', { email: 'rania@muster' }, ['email']],
		['an email of two', { email: 'a@b.example, c@d.example' }, ['email']],
		['eleven characters', { password: 'eleven char' }, ['password']],
		['nothing', { name: '', email: '', password: '' }, ['name', 'email', 'password']]
	])('X1 a new account with %s', (_, change, wrong) => {
		expect(Object.keys(setUpProblems({ ...good, ...change }))).toEqual(wrong);
	});

	it('X1 a short password says how long it is and must be', () => {
		expect(setUpProblems({ ...good, password: 'short' }).password).toMatch(/5 .*12/);
	});

	it('X1 a sign-in asks for no length: the server knows the password', () => {
		expect(signInProblems({ ...good, name: '', password: 'short' })).toEqual({});
		expect(Object.keys(signInProblems({ ...good, email: ' ', password: '' }))).toEqual([
			'email',
			'password'
		]);
	});
});

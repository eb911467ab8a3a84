import { describe, expect, it, test } from 'vitest';
import { readEmail, type CellContext } from './cells';

const context: CellContext = { standardiseUsernames: true, venues: [], callingCode: '' };

function read(cell: string) {
	const { value, issues } = readEmail(cell, context);
	return [value, issues.map(({ code }) => code)];
}

const long = (letters: number) => 'x'.repeat(letters);

describe('F6 email', () => {
	test.each([
		['ana@example.org', 'ana@example.org', []],
		["o'brien+exam@mail.example.org", "o'brien+exam@mail.example.org", []],
		['Ana@EXAMPLE.Org', 'Ana@example.org', ['tidied']],
		['Paul Oduya <paul@DAMAGE.example>', 'paul@damage.example', ['unwrapped']],
		['"Oduya, Paul" <paul@damage.example>', 'paul@damage.example', ['unwrapped']],
		['<paul@damage.example>', 'paul@damage.example', ['unwrapped']],
		['mailto:ida@damage.example', 'ida@damage.example', ['unwrapped']],
		['MAILTO:ida@damage.example?subject=Hi', 'ida@damage.example', ['unwrapped']],
		["'ana@example.org", 'ana@example.org', ['unwrapped']],
		['ünal@bücher.example', 'ünal@bücher.example', []],
		['ana@xn--bcher-kva.example', 'ana@xn--bcher-kva.example', []],
		['ana', undefined, ['email_malformed']],
		['@example.org', undefined, ['email_malformed']],
		['ana@', undefined, ['email_malformed']],
		['ana@localhost', undefined, ['email_malformed']],
		['ana@example', undefined, ['email_malformed']],
		['ana@1.2.3.4', undefined, ['email_malformed']],
		['ana@-example.org', undefined, ['email_malformed']],
		['ana@example..org', undefined, ['email_malformed']],
		['ana..b@example.org', undefined, ['email_malformed']],
		['.ana@example.org', undefined, ['email_malformed']],
		['ana.@example.org', undefined, ['email_malformed']],
		['ana b@example.org', undefined, ['email_malformed']],
		['ana@@example.org', undefined, ['email_malformed']],
		['ana@exa mple.org', undefined, ['email_malformed']],
		['ana@example.org.', undefined, ['email_malformed']],
		['ana@example.org; bo@example.org', undefined, ['email_several']],
		['ana@example.org,bo@example.org', undefined, ['email_several']],
		['ana@example.org bo@example.org', undefined, ['email_several']],
		['A <ana@example.org>, B <bo@example.org>', undefined, ['email_several']],
		[`${long(64)}@example.org`, `${long(64)}@example.org`, []],
		[`${long(65)}@example.org`, undefined, ['too_long']],
		[`${long(50)}@${long(60)}.${long(60)}.${long(60)}.${long(30)}`, undefined, ['too_long']],
		[`ana@${long(64)}.org`, undefined, ['email_malformed']]
	])('F6 reads %s', (cell, value, codes) => {
		expect(read(cell)).toEqual([value, codes]);
	});

	test.each([
		['ana@gmial.com', 'ana@gmail.com'],
		['ana@gmal.com', 'ana@gmail.com'],
		['ana@gmail.con', 'ana@gmail.com'],
		['ana@gmail.co', 'ana@gmail.com'],
		['ana@gnail.cmo', 'ana@gmail.com'],
		['ana@hotmial.co.uk', 'ana@hotmail.co.uk'],
		['ana@yaho.com', 'ana@yahoo.com'],
		['ana@outlok.com', 'ana@outlook.com'],
		['ana@gmail.com.com', 'ana@gmail.com']
	])('F6 warns of a likely slip in %s', (cell, suggestion) => {
		expect(readEmail(cell, context)).toEqual({
			value: cell,
			issues: [
				{
					code: 'email_typo',
					level: 'warning',
					field: 'email',
					params: { value: cell, suggestion, domain: suggestion.slice(suggestion.indexOf('@') + 1) }
				}
			]
		});
	});

	test.each([
		'gmail.com',
		'ymail.com',
		'mail.com',
		'email.com',
		'yahoo.co.jp',
		'yahoo.fr',
		'hotmail.cl',
		'gmx.de',
		'live.nl',
		'gail.example'
	])('F6 says nothing of %s', (domain) => {
		expect(read(`ana@${domain}`)).toEqual([`ana@${domain}`, []]);
	});

	it('F6 reads a hostile cell in linear time', () => {
		expect(read(`${'a.'.repeat(400_000)}@${'b.'.repeat(400_000)}`)[1]).toEqual(['email_malformed']);
	}, 2000);
});

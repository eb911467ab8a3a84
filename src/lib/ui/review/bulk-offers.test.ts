import { describe, expect, test } from 'vitest';
import { issue } from '../../core/issue';
import { bulkOffersFor, bulkText } from './bulk-offers';

const kinds = (...ask: Parameters<typeof bulkOffersFor>) =>
	bulkOffersFor(...ask).map(({ fix, isBest }) => (isBest ? `${fix.kind}!` : fix.kind));

describe('V2 what is offered for all rows of a cause', () => {
	test('a suggestion first, then an empty cell, then a skip', () => {
		const typo = issue('email_typo', 'warning', 'email', { domain: 'gmail.com' });
		expect(kinds(typo, 'c1w', false)).toEqual(['suggestion!', 'clear', 'skip']);
	});

	test('an error with no answer of its own can be skipped at once', () => {
		expect(kinds(issue('deletes_off', 'error', 'deleted'), 'p1', false)).toEqual(['skip!']);
		expect(kinds(issue('deletes_off', 'error', 'deleted'), 'p1', true)).toEqual(['skip']);
	});

	test('what tells who a row is, is never emptied', () => {
		const damaged = issue('number_damage', 'error', 'clientId', { value: '9E+11' });
		expect(kinds(damaged, 'c1e', false)).toEqual(['skip!']);
		expect(kinds(issue('too_long', 'error', 'firstName'), 'c2e', false)).toEqual(['skip!']);
	});

	test('a note asks for nothing', () => {
		expect(kinds(issue('tidied', 'note', 'email'), 'c3n', false)).toEqual([]);
	});

	test('says what it does, and in how many rows', () => {
		const typo = issue('email_typo', 'warning', 'email', { domain: 'gmail.com' });
		const fix = { kind: 'suggestion', problem: 'c' } as const;
		expect(bulkText(fix, typo, 14)).toBe('Use gmail.com in 14 rows');
		expect(bulkText({ kind: 'skip', problem: 'c' }, typo, 61)).toBe('Skip 61 rows');
		expect(bulkText({ kind: 'clear', problem: 'c' }, typo, 1)).toBe('Clear Email in 1 row');
		expect(bulkText(fix, issue('email_several', 'error', 'email'), 2)).toBe(
			'Use the first address in 2 rows'
		);
	});
});

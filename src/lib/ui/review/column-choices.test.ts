import { describe, expect, it } from 'vitest';
import type { ColumnView } from '../../worker/protocol';
import { fieldTwice, questionsOf, withField } from './column-choices';

function column(header: string, rest: Partial<ColumnView>): ColumnView {
	const plain = {
		field: null,
		binding: 'unknown',
		candidate: null,
		samples: [],
		filled: 0
	} as const;
	return { ...plain, header, ...rest };
}

describe('H1 two columns for one field', () => {
	it('are one question', () => {
		const columns = [
			column('Email', { binding: 'asked', candidate: 'email' }),
			column('Username', { binding: 'bound', field: 'username' }),
			column('Mail', { binding: 'asked', candidate: 'email' }),
			column('Venu', { binding: 'suggested', candidate: 'venue' })
		];
		expect(questionsOf(columns)).toEqual([{ field: 'email', columns: [0, 2] }]);
	});

	it('are found when chosen by hand', () => {
		expect(fieldTwice(['email', null, 'username', 'email', null])).toBe('email');
		expect(fieldTwice(['email', null, null, 'username'])).toBeNull();
	});
});

it('H3 binds one column and leaves the others', () => {
	expect(withField(['email', null], 1, 'phone')).toEqual(['email', 'phone']);
});

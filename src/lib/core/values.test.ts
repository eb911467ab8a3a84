import { describe, expect, it } from 'vitest';
import { readBookingStatus, readClientId, readRole, readVenue } from './cells';
import type { CellContext } from './reading';
import { chosenValues, withChoice, type ValueChoice } from './values';

function contextOf(...choices: ValueChoice[]): CellContext {
	return {
		standardiseUsernames: true,
		venues: ['Hall A', 'Hall B'],
		callingCode: '',
		values: chosenValues(choices)
	};
}

describe('V2 a value chosen for what cells say', () => {
	const marker: ValueChoice = { field: 'role', from: 'Examiner', to: 'marker' };

	it('is read in its place, however the word is written, with a note', () => {
		for (const text of ['Examiner', 'EXAMINER', ' examiner\u00a0']) {
			const { value, issues } = readRole(text, contextOf(marker));
			expect(value).toBe('marker');
			expect(issues.map(({ code }) => code)).toContain('value_chosen');
			expect(issues.filter(({ level }) => level !== 'note')).toEqual([]);
		}
	});

	it('F7 leaves other words alone', () => {
		const { value, issues } = readRole('staff', contextOf(marker));
		expect([value, issues[0]?.code]).toEqual([undefined, 'role_unknown']);
	});

	it('says nothing about another field', () => {
		const { issues } = readBookingStatus('Examiner', contextOf(marker));
		expect(issues[0]?.code).toBe('booking_status_unknown');
	});

	it('may be nothing, as a blank cell', () => {
		const { value, issues } = readVenue('TBC', contextOf({ field: 'venue', from: 'tbc', to: '' }));
		expect([value, issues.map(({ level }) => level)]).toEqual([undefined, ['note']]);
	});

	it('is not chosen for again', () => {
		const there = { field: 'venue', from: 'Hall C', to: 'Hall A' } as const;
		const back = { field: 'venue', from: 'Hall A', to: 'Hall B' } as const;
		expect(readVenue('Hall C', contextOf(there, back)).value).toBe('Hall A');
	});

	it('F2 ids are told apart letter by letter', () => {
		const context = contextOf({ field: 'clientId', from: '12', to: '00012' });
		expect(readClientId('12', context)).toMatchObject({
			value: '00012',
			issues: [{ code: 'zeros_restored', level: 'note' }]
		});
		expect(readClientId('0012', context).value).toBe('0012');
	});

	it('is replaced by another, and taken back', () => {
		const choices = withChoice([marker], { field: 'role', from: 'examiner', to: 'candidate' });
		expect(choices).toEqual([{ field: 'role', from: 'examiner', to: 'candidate' }]);
		expect(withChoice(choices, { field: 'role', from: 'EXAMINER', to: null })).toEqual([]);
	});
});

import { describe, expect, it } from 'vitest';
import { readVenues } from './venues';

describe('M3 venues as they are typed', () => {
	it.each([
		['Hall A', [{ name: 'Hall A', seats: null }]],
		[
			'Hall A, 120\n\n Riverside 2 ,8 ',
			[
				{ name: 'Hall A', seats: 120 },
				{ name: 'Riverside 2', seats: 8 }
			]
		],
		['Hall A, Building 3, 40', [{ name: 'Hall A, Building 3', seats: 40 }]],
		['Hall A, Building 3', [{ name: 'Hall A, Building 3', seats: null }]],
		['Hall A,', [{ name: 'Hall A', seats: null }]],
		['', []]
	])('reads %j', (text, venues) => {
		expect(readVenues(text)).toEqual({ venues, problem: null });
	});

	it.each([
		['Hall A\nHall B, 12.5', { line: 2, kind: 'seats' }],
		['Hall A, -3', { line: 1, kind: 'seats' }],
		['Hall A, 3\n\nhall a', { line: 3, kind: 'twice' }]
	])('asks about %j', (text, problem) => {
		expect(readVenues(text).problem).toEqual(problem);
	});
});

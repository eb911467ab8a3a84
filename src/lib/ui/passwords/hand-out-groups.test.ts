import { describe, expect, test } from 'vitest';
import type { SheetUser } from '../../worker/protocol';
import { allVenues, chosenGroups, firstChoice, venueKey } from './hand-out-groups';

const user = (n: number): SheetUser => ({
	userId: `${n}`,
	name: `N ${n}`,
	username: `u${n}`,
	password: 'p',
	isOnServer: true
});
const group = (venue: string, users: number) => ({
	venue,
	users: Array.from({ length: users }, (_, n) => user(n))
});

describe('W6 what of the sheet is printed', () => {
	const groups = [group('all', 2), group('Hall', 1), group('', 3)];

	test('all venues, or one by its name, whatever it is called', () => {
		const venuesOf = (choice: string) => chosenGroups(groups, choice).map(({ venue }) => venue);
		expect(venuesOf(allVenues)).toEqual(['all', 'Hall', '']);
		for (const one of groups) expect(venuesOf(venueKey(one))).toEqual([one.venue]);
	});

	test.each([
		[[group('A', 1500), group('B', 500)], allVenues],
		[[group('A', 1500), group('B', 501)], venueKey(group('A', 0))],
		[[], allVenues]
	])('begins with one venue where all are more than 2,000 users', (all, choice) => {
		expect(firstChoice(all)).toBe(choice);
	});
});

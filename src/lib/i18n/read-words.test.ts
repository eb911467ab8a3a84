/** What the app says on screen in a language can be typed into a file and is read (F3, F7, F9). */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readBookingStatus, readDeleted, readEligible, readRole } from '../core/cells';
import { bookingStatuses, roles } from '../core/fields';
import { locales } from './languages';
import { m } from './paraglide/messages';
import { loadWords } from './words';

const context = { standardiseUsernames: true, venues: [], country: null } as never;

describe.each(locales)('in %s', (locale) => {
	beforeAll(() => loadWords(locale));
	afterAll(() => loadWords('en'));

	test('F3 yes and no are read as they stand on screen', () => {
		expect(readDeleted(m.yes(), context).value).toBe(true);
		expect(readEligible(m.yes(), context).value).toBe(true);
		expect(readDeleted(m.no(), context).value).toBe(false);
		expect(readEligible(m.no(), context).value).toBe(false);
	});

	test.each(roles)('F7 the role %s is read as it stands on screen', (role) => {
		expect(readRole(m[`role_${role}`](), context).value).toBe(role);
	});

	test.each(bookingStatuses)('F9 %s is read as it stands on screen', (status) => {
		const key = status === 'Booked' ? 'booking_Booked' : 'booking_Not_Booked';
		expect(readBookingStatus(m[key](), context).value).toBe(status);
	});
});

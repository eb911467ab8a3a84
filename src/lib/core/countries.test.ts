import { describe, expect, test } from 'vitest';
import { callingCodeOf, callingCodes } from './countries';
import { interpretPhone } from './phone';

describe('F8 the country of phones without one', () => {
	test.each([
		['GB', '44'],
		['US', '1'],
		['EG', '20'],
		['KZ', '7'],
		['', ''],
		['ZZ', '']
	])('%s dials %s', (country, code) => expect(callingCodeOf(country)).toBe(code));

	test('every country has a code of one to three digits', () => {
		expect([...callingCodes.values()].every((code) => /^[1-9]\d{0,2}$/.test(code))).toBe(true);
		expect(callingCodes.size).toBeGreaterThan(240);
	});
	test('what a country reads is stored with it', () => {
		const read = (text: string, country: string) =>
			interpretPhone(text, {
				standardiseUsernames: true,
				venues: [],
				callingCode: callingCodeOf(country)
			}).value;
		expect(read('020 7946 0018', 'GB')).toBe('+442079460018');
		expect(read('01 2345 6789', 'EG')).toBe('+20123456789');
	});
});

import { describe, expect, it, test } from 'vitest';
import { readPhone, type CellContext } from './cells';

const withoutCountry: CellContext = { standardiseUsernames: true, venues: [], callingCode: '' };
const within = (callingCode: string): CellContext => ({ ...withoutCountry, callingCode });

function read(cell: string, callingCode = '') {
	const { value, issues } = readPhone(cell, within(callingCode));
	return [value, issues.map(({ code }) => code)];
}

describe('F8 phone', () => {
	test.each([
		['+447700900301', '+447700900301', []],
		["'+447700900302", '+447700900302', ['unwrapped']],
		['+44 7700 900-313', '+447700900313', ['tidied']],
		['00447700900315', '+447700900315', ['tidied']],
		['+44 (0)20 7946 0000', '+442079460000', ['tidied']],
		['0044 (0) 20 7946 0000', '+442079460000', ['tidied']],
		['(+44) 7700 900313', '+447700900313', ['tidied']],
		['tel:+44-7700-900313', '+447700900313', ['tidied']],
		['+44.7700.900313', '+447700900313', ['tidied']],
		['+44 7700 900313 ext. 12', '+447700900313', ['tidied', 'phone_extension_dropped']],
		['+447700900313x12', '+447700900313', ['tidied', 'phone_extension_dropped']],
		['+٤٤٧٧٠٠٩٠٠٣١٣', '+447700900313', ['tidied']],
		['+1234567', '+1234567', []],
		['+123456', undefined, ['phone_malformed']],
		['+123456789012345', '+123456789012345', []],
		['+1234567890123456', undefined, ['phone_malformed']],
		['+0447700900313', undefined, ['phone_malformed']],
		['07700900316', '07700900316', ['phone_without_country']],
		['0491 570 156', '0491570156', ['phone_without_country']],
		['(0)20 7946 0000', '02079460000', ['phone_without_country']],
		['123456', undefined, ['phone_malformed']],
		['call me', undefined, ['phone_malformed']],
		['07700 900316 / 07700 900317', undefined, ['phone_malformed']],
		['9.19E+11', undefined, ['number_damage']],
		['2026-04-03', undefined, ['date_damage']],
		['4.477E+11', undefined, ['number_damage']],
		['#VALUE!', undefined, ['error_value']],
		['1'.repeat(2000), undefined, ['phone_malformed']]
	])('F8 reads %s', (cell, value, codes) => {
		expect(read(cell)).toEqual([value, codes]);
	});

	test.each([
		['44', '07700900316', '+447700900316'],
		['44', '447700900316', '+447700900316'],
		['61', '0491 570 156', '+61491570156'],
		['1', '(202) 555-0143', '+12025550143'],
		['1', '1 202 555 0143', '+12025550143'],
		['39', '06 1234 5678', '+390612345678'],
		['34', '612 345 678', '+34612345678'],
		['36', '06 20 123 4567', '+36201234567'],
		['7', '8 912 345 67 89', '+79123456789'],
		['7', '8123456789', '+78123456789'],
		['91', '9198765432', '+919198765432'],
		['55', '55 99123 4567', '+5555991234567'],
		['49', '0151 12345678', '+4915112345678'],
		['44', '+33 6 12 34 56 78', '+33612345678']
	])('F8 with +%s reads %s as %s', (callingCode, cell, value) => {
		expect(read(cell, callingCode)).toEqual([value, ['tidied']]);
	});

	it('F8 says which number has no country', () => {
		expect(readPhone('0491 570 156', withoutCountry).issues).toEqual([
			{
				code: 'phone_without_country',
				level: 'warning',
				field: 'phone',
				params: { value: '0491570156' }
			}
		]);
	});
});

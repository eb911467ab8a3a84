import { expect, test } from 'vitest';
import type { RowFilter, RowSort } from '../../worker/protocol';
import { rowsAddress, rowsOfAddress } from './rows-address';

const cases: readonly [RowFilter, RowSort | null, string][] = [
	[{}, null, ''],
	[{ action: 'error' }, null, '?action=error'],
	[{ level: 'warning', search: 'Zoë & co' }, null, '?level=warning&search=Zo%C3%AB+%26+co'],
	[{ problem: 'c3' }, { by: 'name', descending: true }, '?problem=c3&sort=name&down=1'],
	[{ action: 'skip' }, { by: 'problem', descending: false }, '?action=skip&sort=problem']
];

test.each(cases)('V4 %j sorted by %j is the address %s, and back', (filter, sort, address) => {
	expect(rowsAddress(filter, sort)).toBe(address);
	expect(rowsOfAddress(address)).toEqual({ filter, sort });
});

test('V4 an address that nobody could have chosen shows all rows', () => {
	expect(rowsOfAddress('?action=explode&level=9&sort=__proto__&down=1')).toEqual({
		filter: {},
		sort: null
	});
});

import { expect, test } from 'vitest';
import type { RowView } from '../../worker/protocol';
import { foundOf } from './found-text';

const row: RowView = {
	row: 0,
	line: 2,
	action: 'update',
	name: 'Ada Ünal',
	username: 'ada',
	issues: [],
	changes: [],
	also: [],
	met: null,
	photo: null
};
const venue = { field: 'venue', from: 'Melbourne', to: 'Harbour Hall' } as const;
const phone = { field: 'phone', from: '', to: '+442012345678' } as const;

test.each([
	['one field by its name', { changes: [venue] }, '1 field changes: Venue'],
	['several by their number', { changes: [venue, phone] }, '2 fields change'],
	['a photo alone', { also: ['photo'] }, 'New photo'],
	[
		'a field and a photo',
		{ changes: [venue], also: ['photo'] },
		'1 field changes: Venue · New photo'
	],
	[
		'the password that has to be changed',
		{ also: ['mustChange'] },
		'Must change the password at the next sign-in'
	]
] as const)('V3 an update says what changes: %s', (_what, given, text) => {
	expect(foundOf({ ...row, ...given }).text).toBe(text);
});

import { describe, expect, test } from 'vitest';
import { settingsProblems } from './organisation-form';

const fine = {
	name: 'North Gate',
	lockHours: 12,
	photoDaysAfterExam: 90,
	photoDaysAfterUpload: 180,
	keepDays: 30,
	country: '',
	passwordForm: 'characters'
} as const;

describe('M6 the form of the organisation', () => {
	test('takes what the server takes', () => {
		expect(settingsProblems(fine)).toEqual({});
		expect(settingsProblems({ ...fine, lockHours: 168, keepDays: 365 })).toEqual({});
	});
	test.each([
		['X2 a lock longer than seven days', { lockHours: 169 }, ['lockHours']],
		['X2 a lock of no hour', { lockHours: 0 }, ['lockHours']],
		['X7 half a day', { keepDays: 1.5 }, ['keepDays']],
		['X7 an emptied number', { photoDaysAfterExam: null }, ['photoDaysAfterExam']],
		['a name of blanks', { name: '  ' }, ['name']]
	])('names %s', (_, change, fields) => {
		expect(Object.keys(settingsProblems({ ...fine, ...change }))).toEqual(fields);
	});
});

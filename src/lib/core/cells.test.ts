import { describe, expect, it, test } from 'vitest';
import {
	readBookingStatus,
	readClientId,
	readDeleted,
	readEligible,
	readFirstName,
	readLastName,
	readRole,
	readTitle,
	readUsername,
	readVenue,
	type CellContext
} from './cells';

const context: CellContext = {
	standardiseUsernames: true,
	venues: ['Melbourne', 'Harbour Hall', 'Riverside Centre'],
	callingCode: ''
};
const asWritten: CellContext = { ...context, standardiseUsernames: false };

const codes = (reading: { issues: readonly { code: string }[] }) =>
	reading.issues.map(({ code }) => code);

describe('F1 text', () => {
	test.each([
		['plain', 'Mira', 'Mira', []],
		['composes', 'Zoe\u0308', 'Zoë', ['tidied']],
		['no-break space', 'Rosa\u00a0María', 'Rosa María', ['tidied']],
		['ends', '  Mira ', 'Mira', ['tidied']],
		['inner white space', 'Kovács   Nagy', 'Kovács Nagy', ['tidied']],
		['a line break inside', 'Rosa\r\nMaría', 'Rosa María', ['tidied']],
		['a tab inside', 'Rosa\tMaría', 'Rosa María', ['tidied']],
		['a tab at the start', '\tEli', 'Eli', ['tidied']],
		['zero width at the ends', '\u200b\ufeffGoran\u200b', 'Goran', ['tidied']],
		['directional marks at the ends', '\u202aGoran\u202c', 'Goran', ['tidied']],
		['a zero-width non-joiner inside', 'نور\u200cالهدى', 'نور\u200cالهدى', []],
		['a control character', 'Yann\u0007', undefined, ['control_character']],
		['NUL', '\0', undefined, ['control_character']],
		['a C1 control', 'Jos\u0085', undefined, ['control_character']],
		['half a surrogate pair', 'Yann\ud800', undefined, ['control_character']],
		['white space alone', ' \u00a0\u200b\t', undefined, []],
		['nothing', '', undefined, []]
	])('F1 reads %s', (_, cell, value, expected) => {
		const reading = readFirstName(cell, context);
		expect(reading.value).toBe(value);
		expect(codes(reading)).toEqual(expected);
	});

	it('F1 says what was tidied', () => {
		expect(readFirstName(' Mira ', context).issues).toEqual([
			{ code: 'tidied', level: 'note', field: 'firstName', params: { from: ' Mira ', to: 'Mira' } }
		]);
	});

	it('F1 reads a megabyte of white space in linear time', () => {
		const cell = `${' \u200b'.repeat(500_000)}x${' '.repeat(500_000)}y`;
		expect(readVenue(cell, context).value).toBe('x y');
	}, 2000);
});

describe('F2 spreadsheet damage', () => {
	test.each([
		['a quoted formula', readClientId, '="00000012"', '00000012', ['unwrapped']],
		['doubled quotes in it', readLastName, '="O""Neil"', 'O"Neil', ['unwrapped']],
		['an empty one', readClientId, '=""', undefined, []],
		['an apostrophe before an id', readClientId, "'00000013", '00000013', ['unwrapped']],
		['an apostrophe before a letter of an id', readClientId, "'MC-1", 'MC-1', ['unwrapped']],
		['an apostrophe before a username', readUsername, "'kofi", 'kofi', ['unwrapped']],
		['an apostrophe in a name', readLastName, "'t Hooft", "'t Hooft", []],
		['a defused apostrophe', readLastName, "''t Hooft", "'t Hooft", ['unwrapped']],
		['a defused formula', readFirstName, "'=1+1", '=1+1', ['unwrapped']],
		['a defused quoted formula', readFirstName, '\'="x"', '="x"', ['unwrapped']],
		['a defused plus', readFirstName, "'+Bo", '+Bo', ['unwrapped']],
		['a defused minus', readFirstName, "'-Cas", '-Cas', ['unwrapped']],
		['a defused at', readFirstName, "'@Dee", '@Dee', ['unwrapped']],
		['a defused tab', readFirstName, "'\tEli", 'Eli', ['unwrapped']],
		['an apostrophe before a digit of a name', readFirstName, "'7", '7', ['unwrapped']],
		['a formula', readFirstName, '=1+1', '=1+1', []],
		['a rounded number as an id', readClientId, '9.19E+11', undefined, ['number_damage']],
		['with a comma', readClientId, '9,19E+11', undefined, ['number_damage']],
		['without a fraction', readClientId, '9E+11', undefined, ['number_damage']],
		['as a username', readUsername, '9.19E+11', undefined, ['number_damage']],
		['an id that became a date', readClientId, '2026-04-03', undefined, ['date_damage']],
		['an id that may have become one', readClientId, '3-Apr', '3-Apr', ['date_damage']],
		['a username that became a date', readUsername, '2026-04-03', undefined, ['date_damage']],
		['an id that only looks like it', readClientId, '7E2', '7E2', []],
		['#N/A', readLastName, '#N/A', undefined, ['error_value']],
		['#REF!', readClientId, '#REF!', undefined, ['error_value']],
		['#VALUE!', readLastName, '#VALUE!', undefined, ['error_value']],
		['#NAME?', readLastName, '#NAME?', undefined, ['error_value']],
		['#DIV/0!', readClientId, '#DIV/0!', undefined, ['error_value']],
		['#¡REF!', readClientId, '#¡REF!', undefined, ['error_value']],
		['#NV', readClientId, '#NV', undefined, ['error_value']],
		['a cell too narrow', readClientId, '########', undefined, ['error_value']],
		['Err:508', readClientId, 'Err:508', undefined, ['error_value']],
		['a name that begins like it', readFirstName, 'Errol', 'Errol', []],
		['an id with a number sign', readClientId, '#12', '#12', []]
	])('F2 reads %s', (_, read, cell, value, expected) => {
		const reading = read(cell, context);
		expect(reading.value).toBe(value);
		expect(codes(reading)).toEqual(expected);
	});
});

describe('F3 booleans', () => {
	const yes = '1 y yes t true on x ✓ Y YES True X sí SI Verdadero نعم صحيح'.split(' ');
	const no = '0 n no f false off N NO False FALSO لا خطأ'.split(' ');
	test.each(yes)('F3 reads %s as yes', (cell) => {
		expect(readDeleted(cell, context).value).toBe(true);
	});
	test.each(no)('F3 reads %s as no', (cell) => {
		expect(readEligible(cell, context).value).toBe(false);
	});
	test.each(['maybe', '2', '-1', 'yes no', '10', 'deleted', '?'])('F3 refuses %s', (cell) => {
		expect(readDeleted(cell, context)).toEqual({
			value: undefined,
			issues: [
				{ code: 'boolean_unknown', level: 'error', field: 'deleted', params: { value: cell } }
			]
		});
	});
	it('F3 leaves a blank one blank', () => {
		expect(readDeleted(' ', context)).toEqual({ value: undefined, issues: [] });
	});
});

describe('F4 ids, names and titles', () => {
	test.each([
		['a Client ID of 64', readClientId, 'a'.repeat(64), 'a'.repeat(64), []],
		['a Client ID of 65', readClientId, 'a'.repeat(65), undefined, ['too_long']],
		['a username of 1', readUsername, 'a', undefined, ['too_short']],
		['a username of 2', readUsername, 'ab', 'ab', []],
		['a username of 65', readUsername, 'a'.repeat(65), undefined, ['too_long']],
		['all characters of a username', readUsername, "a.z_0-9@b+c'd", "a.z_0-9@b+c'd", []],
		['a reserved username', readUsername, 'Admin', undefined, ['username_reserved']],
		['a first name of 100', readFirstName, 'n'.repeat(100), 'n'.repeat(100), []],
		['a first name of 101', readFirstName, 'n'.repeat(101), undefined, ['too_long']],
		['a last name of 101', readLastName, 'n'.repeat(101), undefined, ['too_long']],
		['a title of 21', readTitle, 't'.repeat(21), undefined, ['too_long']],
		['MR', readTitle, 'MR', 'Mr', []],
		['ms', readTitle, 'ms', 'Ms', []],
		['DR.', readTitle, 'DR.', 'Dr.', []],
		['PhD', readTitle, 'PhD', 'PhD', []],
		['MBE', readTitle, 'MBE', 'MBE', []]
	])('F4 reads %s', (_, read, cell, value, expected) => {
		const reading = read(cell, context);
		expect(reading.value).toBe(value);
		expect(codes(reading)).toEqual(expected);
	});

	test.each([
		['capitals', 'Kofi.Mensah', 'Kofi.Mensah', []],
		['a space', 'kofi mensah', undefined, ['username_characters']],
		['other letters', 'Ünal', undefined, ['username_characters']],
		['a reserved one', 'ROOT', undefined, ['username_reserved']]
	])('F4 reads %s in a username as written', (_, cell, value, expected) => {
		const reading = readUsername(cell, asWritten);
		expect(reading.value).toBe(value);
		expect(codes(reading)).toEqual(expected);
	});

	it('F4 names the characters that a username cannot hold', () => {
		expect(readUsername('a b/c d', asWritten).issues[0]?.params).toEqual({
			value: 'a b/c d',
			characters: ' /'
		});
	});
});

describe('F5 usernames', () => {
	it('F5 shows the change', () => {
		expect(readUsername('Ünal Öz', context)).toEqual({
			value: 'unaloz',
			issues: [
				{
					code: 'username_standardised',
					level: 'note',
					field: 'username',
					params: { from: 'Ünal Öz', to: 'unaloz' }
				}
			]
		});
	});
	it('F5 refuses a username of which nothing is left', () => {
		expect(codes(readUsername('张伟', context))).toEqual(['username_nothing_left']);
	});
});

describe('F7 roles and F9 booking', () => {
	test.each([
		['Candidate', 'candidate'],
		['LEARNER', 'candidate'],
		['Test Taker', 'candidate'],
		['test-taker', 'candidate'],
		['Examiner-in-Charge', 'invigilator'],
		['EIC', 'invigilator'],
		['proctor', 'invigilator'],
		['scorer', 'marker'],
		['Candidato', 'candidate'],
		['مرشح', 'candidate'],
		['VIGILANTE', 'invigilator'],
		['مراقب', 'invigilator'],
		['Correctora', 'marker'],
		['مصحح', 'marker']
	])('F7 reads %s as %s', (cell, role) => {
		expect(readRole(cell, context)).toEqual({ value: role, issues: [] });
	});
	test.each(['examiner', 'teacher', 'staff', '3', 'C'])('F7 refuses %s', (cell) => {
		expect(codes(readRole(cell, context))).toEqual(['role_unknown']);
	});
	test.each([
		['booked', 'Booked'],
		['CONFIRMED', 'Booked'],
		['yes', 'Booked'],
		['not booked', 'Not Booked'],
		['not_booked', 'Not Booked'],
		['Withdrawn', 'Not Booked'],
		['no', 'Not Booked'],
		['Reservado', 'Booked'],
		['Sí', 'Booked'],
		['محجوز', 'Booked'],
		['نعم', 'Booked'],
		['Sin reserva', 'Not Booked'],
		['غير محجوز', 'Not Booked'],
		['لا', 'Not Booked']
	])('F9 reads %s as %s', (cell, status) => {
		expect(readBookingStatus(cell, context)).toEqual({ value: status, issues: [] });
	});
	test.each(['maybe', 'waitlist', '1'])('F9 refuses %s', (cell) => {
		expect(codes(readBookingStatus(cell, context))).toEqual(['booking_status_unknown']);
	});
});

describe('F10 venues', () => {
	test.each([
		['Harbour Hall', 'Harbour Hall'],
		['harbour-hall', 'Harbour Hall'],
		['HARBOURHALL', 'Harbour Hall'],
		['Riverside  centre.', 'Riverside Centre']
	])('F10 reads %s as %s', (cell, venue) => {
		const reading = readVenue(cell, context);
		expect(reading.value).toBe(venue);
		expect(codes(reading)).not.toContain('venue_unknown');
	});
	test.each([
		['Melborne', 'Melbourne'],
		['Harbour Hall; Saal 2', 'Harbour Hall'],
		['Riverside Center', 'Riverside Centre'],
		['Perth', '']
	])('F10 warns of %s and offers "%s"', (cell, suggestion) => {
		expect(readVenue(cell, context)).toEqual({
			value: cell,
			issues: [
				{
					code: 'venue_unknown',
					level: 'warning',
					field: 'venue',
					params: { value: cell, suggestion }
				}
			]
		});
	});
	it('F10 takes any venue where the exam has none', () => {
		expect(readVenue('Perth', { ...context, venues: [] })).toEqual({ value: 'Perth', issues: [] });
	});
	it('F10 refuses a venue that no exam could hold', () => {
		expect(codes(readVenue('v'.repeat(201), context))).toEqual(['too_long']);
	});
});

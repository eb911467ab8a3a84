import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { bindColumns, fieldOfHeader, headerKey } from './columns';
import { writtenFields, fieldLabels } from './fields';
import { synonyms } from './synonyms';

const short = (headers: readonly string[]) =>
	bindColumns(headers).map(({ field, binding, candidate }) =>
		binding === 'bound' ? field : candidate === null ? binding : `${binding} ${candidate}`
	);

function headersOf(fixture: string): string[] {
	const text = readFileSync(`tests/fixtures/${fixture}`, 'utf8').replace(/^\ufeff/, '');
	return (text.split(/\r?\n/)[0] ?? '').split(',');
}

describe('H1 headerKey', () => {
	test.each([
		['First Name', 'first name'],
		['  FIRST_NAME*', 'first name'],
		['First Name *', 'first name'],
		['First Name (required)', 'first name'],
		['First Name (Required) *', 'first name'],
		['First Name [Required]', 'first name'],
		['Recovery Phone [MUST BE IN THE E.164 FORMAT]', 'recovery phone'],
		['Essay (1234)', 'essay'],
		['Prénom', 'prenom'],
		['E-Mail', 'e mail'],
		['ＥＭＡＩＬ', 'email'],
		['__proto__', 'proto'],
		['***', ''],
		['', '']
	])('H1 reads %s as "%s"', (header, key) => {
		expect(headerKey(header)).toBe(key);
	});
});

describe('H6 synonyms', () => {
	test.each(synonyms.flatMap(([field, names]) => names.split(', ').map((name) => [name, field])))(
		'H6 binds %s to %s',
		(name, field) => {
			expect(fieldOfHeader(name)).toBe(field);
			expect(headerKey(name)).toBe(name);
		}
	);

	it('H6 has each name once', () => {
		const names = synonyms.flatMap(([, list]) => list.split(', '));
		expect(new Set(names).size).toBe(names.length);
	});

	test.each([
		['user_id', 'clientId'],
		['userid', 'username'],
		['userPrincipalName', 'username'],
		['sis_user_id', 'clientId'],
		['e-mail', 'email'],
		['Email ID of the candidate', 'email']
	])('H6 tells %s apart', (header, field) => {
		expect(short([header])).toEqual([field]);
	});

	test.each(['Candidate ID', 'Roll No', 'Label', 'ID', 'Location', 'Campus', 'Room'])(
		'H6 never binds %s by itself',
		(header) => {
			expect(short([header])).toEqual(['unclear']);
		}
	);

	test('H6 an unclear name is no question where other columns have all that it may mean', () => {
		const headers = ['Client ID', 'Username', 'Venue', 'Roll No', 'Room'];
		expect(short(headers).slice(3)).toEqual(['unknown', 'unknown']);
		expect(short(['Client ID', 'Roll No', 'Username1'])[1]).toBe('unclear');
	});
});

describe('H1 bindColumns', () => {
	test.each([
		['one slip in five letters', ['Emial'], ['suggested email']],
		['one slip in a short name', ['Rola'], ['unknown']],
		['two slips in eight letters', ['Usrname1'], ['suggested username']],
		['two slips in five letters', ['Emaail2'], ['unknown']],
		['three slips', ['Pasw0rt'], ['unknown']],
		['two columns for one field', ['Email', 'Mail'], ['asked email', 'asked email']],
		['one header twice', ['Email', 'Phone', 'Email'], ['asked email', 'phone', 'asked email']],
		['an exact one beside a near one', ['Email', 'Emial'], ['email', 'unknown']],
		['two near ones', ['Emial', 'Emaill'], ['asked email', 'asked email']],
		['blank headers', ['', ' ', 'Email'], ['unknown', 'unknown', 'email']],
		['a photo column', ['Photo'], ['extra']],
		['P9 an old username', ['Old Username', 'Username'], ['oldUsername', 'username']]
	])('H1 binds %s', (_, headers, expected) => {
		expect(short(headers)).toEqual(expected);
	});

	it('H1 keeps the header as it stands', () => {
		expect(bindColumns([' E-Mail * '])).toEqual([
			{ header: ' E-Mail * ', field: 'email', binding: 'bound', candidate: null }
		]);
	});

	it('H1 binds ten thousand columns without delay', () => {
		const headers = Array.from({ length: 10_000 }, (_, index) => `Question ${index}`);
		expect(bindColumns(headers)).toHaveLength(10_000);
	}, 2000);
});

describe('H5 headers of real files', () => {
	it('H5 binds the headers that are written', () => {
		expect(short(writtenFields.map((key) => fieldLabels[key]))).toEqual([...writtenFields]);
	});

	test.each([
		['users-13.csv', [...writtenFields]],
		[
			'vendor-16.csv',
			[
				...['clientId', 'title', 'username', 'firstName', 'lastName', 'email', 'phone', 'role'],
				...['eligible', 'venue', 'extra', 'extra', 'extra', 'bookingStatus', 'password', 'deleted']
			]
		],
		['headers-moodle.csv', ['username', 'firstName', 'lastName', 'email', 'phone', 'clientId']],
		['headers-canvas.csv', ['clientId', 'username', 'firstName', 'lastName', 'email', 'unknown']],
		[
			'headers-google.csv',
			[
				...['firstName', 'lastName', 'email', 'password', 'unknown', 'unknown'],
				...['clientId', 'unknown']
			]
		]
	])('H5 binds %s', (fixture, expected) => {
		expect(short(headersOf(fixture))).toEqual(expected);
	});

	it('R8 loses no column of proto.csv', () => {
		const headers = headersOf('proto.csv');
		const bindings = bindColumns(headers);
		expect(bindings.map(({ header }) => header)).toEqual(headers);
		expect(bindings.filter(({ candidate }) => candidate === 'email')).toHaveLength(2);
		expect(bindings.find(({ header }) => header === '__proto__')?.binding).toBe('unknown');
		expect(bindings.find(({ header }) => header === 'constructor')?.binding).toBe('unknown');
	});
});

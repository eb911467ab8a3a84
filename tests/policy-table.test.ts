/**
 * P6, P7, S4, S10, S13 as a table worked out by hand from the rules: what becomes of one value under each upload type,
 * choice of "Existing user details", cell, stored value, default and choice of "Blank cells".
 */
import { describe, expect, test } from 'vitest';
import { personOf, applyEffect, newPerson } from '../src/lib/core/persons';
import { planFlag } from '../src/lib/core/plan-table';
import { defaultSettings, type Settings } from '../src/lib/core/settings';
import { check, examId, plan, registered, row, stored, told, type Row } from './world';

type Details = Settings['existingDetails'];
type Cell = 'filled' | 'blank' | 'absent';
type Result = 'stays' | 'file' | 'default' | 'cleared';
const results: Readonly<Record<string, Result>> = {
	s: 'stays',
	f: 'file',
	d: 'default',
	c: 'cleared'
};

/**
 * Eight letters: where something is stored, then where nothing is; in each half no default with "Leave", no default with
 * "Clear", a default with "Leave", a default with "Clear".
 */
const table: readonly (readonly [Details, Cell, string, string])[] = [
	['no_changes', 'filled', 'ssss ssss', 'details stay, whatever the file says'],
	['no_changes', 'blank', 'ssss ssss', 'details stay'],
	['no_changes', 'absent', 'ssss ssss', 'details stay'],
	['override', 'filled', 'ffff ffff', 'a filled cell replaces'],
	['override', 'blank', 'scsc ssss', 'a blank cell follows "Blank cells"; defaults are not asked'],
	['override', 'absent', 'ssss ssss', 'an absent column changes nothing, and clears nothing'],
	['override_defaults', 'filled', 'ffff ffff', 'a filled cell replaces'],
	[
		'override_defaults',
		'blank',
		'scdd ssdd',
		'a default that is set replaces, and is never cleared'
	],
	['override_defaults', 'absent', 'ssdd ssdd', 'a default that is set replaces; nothing clears'],
	['fill_missing', 'filled', 'ssss ffff', 'only what is empty takes the cell'],
	['fill_missing', 'blank', 'ssss ssdd', 'only what is empty takes the default'],
	['fill_missing', 'absent', 'ssss ssdd', 'only what is empty takes the default']
];

/** A field of the user and one of the registration: the words mean the same for both (P6). */
const fields = {
	title: { file: 'Dr', held: 'Mr', fallback: 'Prof' },
	venue: { file: 'Hall C', held: 'Hall A', fallback: 'Hall D' }
} as const;
type Field = keyof typeof fields;

interface Case {
	readonly field: Field;
	readonly cell: Cell;
	readonly isHeld: boolean;
	readonly hasDefault: boolean;
	readonly settings: Partial<Settings>;
}

function cellOf({ field, cell }: Pick<Case, 'field' | 'cell'>): Row {
	return cell === 'absent' ? {} : { [field]: cell === 'filled' ? fields[field].file : '' };
}

function settingsOf({ field, hasDefault, settings }: Omit<Case, 'isHeld' | 'cell'>) {
	const fallback = hasDefault ? fields[field].fallback : '';
	return { ...settings, defaults: { ...defaultSettings.defaults, [field]: fallback } };
}

/** The action, and the field's value afterwards. */
async function becomes(given: Case): Promise<[string, string]> {
	const { field, isHeld } = given;
	const held = isHeld ? fields[field].held : '';
	const user =
		field === 'title'
			? stored('a', { title: held })
			: stored('a', { registrations: { [examId]: { ...registered, venue: held } } });
	const settings = settingsOf(given);
	const checked = await check([user], [row('a', cellOf(given))], settings);
	const made = plan(checked, settings);
	const before = personOf(user, examId);
	const after = applyEffect(before, checked.records[0] ?? {}, {
		sets: made.sets[0] ?? 0,
		clears: made.clears[0] ?? 0,
		addsToExam: ((made.flags[0] ?? 0) & planFlag.addsToExam) !== 0,
		takesOut: false,
		forcesChange: false
	});
	const value = field === 'title' ? after.user.title : after.registration?.venue;
	return [told(made)[0]?.replace(' @0', '') ?? '', value ?? ''];
}

function expected({ field, isHeld }: Case, letter: string): [string, string] {
	const { file, held, fallback } = fields[field];
	const before = isHeld ? held : '';
	const values = { stays: before, file, default: fallback, cleared: '' };
	const result = results[letter] ?? 'stays';
	return [result === 'stays' ? 'unchanged' : 'update', values[result]];
}

const updating = ['add_and_update', 'update_only'] as const;

function casesOf(
	field: Field,
	uploadType: Settings['uploadType'],
	existingDetails: Details,
	cell: Cell
) {
	return [true, false].flatMap((isHeld) =>
		[false, true].flatMap((hasDefault) =>
			(['leave', 'clear'] as const).map((blankCells): Case => {
				return {
					field,
					cell,
					isHeld,
					hasDefault,
					settings: { uploadType, existingDetails, blankCells }
				};
			})
		)
	);
}

describe.each(['title', 'venue'] as const)('P6, S4, S10, S13 %s of a stored user', (field) => {
	for (const uploadType of updating) {
		test.each(table)(`${uploadType}: %s, cell %s: %s (%s)`, async (details, cell, letters) => {
			const cases = casesOf(field, uploadType, details, cell);
			const wanted = [...letters.replace(' ', '')];
			expect(wanted).toHaveLength(cases.length);
			for (const [at, given] of cases.entries()) {
				expect(await becomes(given), JSON.stringify(given)).toEqual(
					expected(given, wanted[at] ?? '')
				);
			}
		});
	}

	test.each(table)('add_new: %s, cell %s: skipped as they are (P2)', async (details, cell) => {
		for (const given of casesOf(field, 'add_new', details, cell)) {
			const held = given.isHeld ? fields[field].held : '';
			expect(await becomes(given)).toEqual(['skip exists', held]);
		}
	});

	test.each(table)(
		'add_all: %s, cell %s: the same Client ID is an error (P3)',
		async (details, cell) => {
			for (const given of casesOf(field, 'add_all', details, cell)) {
				const held = given.isHeld ? fields[field].held : '';
				expect(await becomes(given)).toEqual(['error client_id_taken', held]);
			}
		}
	);
});

/** Cell, no default, a default: what a new user has (P7). */
const created: readonly (readonly [Cell, 'file' | 'none', 'file' | 'default'])[] = [
	['filled', 'file', 'file'],
	['blank', 'none', 'default'],
	['absent', 'none', 'default']
];

describe.each(['title', 'venue'] as const)('P7, S13 %s of a new user', (field) => {
	for (const uploadType of ['add_new', 'add_all', 'add_and_update'] as const) {
		test.each(created)(
			`${uploadType}: cell %s, no default: %s, a default: %s`,
			async (cell, ...of) => {
				for (const [at, hasDefault] of [false, true].entries()) {
					for (const blankCells of ['leave', 'clear'] as const) {
						const settings = settingsOf({
							field,
							hasDefault,
							settings: { uploadType, blankCells }
						});
						const checked = await check([], [row('n', cellOf({ field, cell }))], settings);
						const made = plan(checked, settings);
						expect(told(made)).toEqual(['create']);
						const person = applyEffect(newPerson, checked.records[0] ?? {}, {
							sets: made.sets[0] ?? 0,
							clears: 0,
							addsToExam: true,
							takesOut: false,
							forcesChange: false
						});
						const value = field === 'title' ? person.user.title : person.registration?.venue;
						const values = { file: fields[field].file, none: '', default: fields[field].fallback };
						expect(value).toBe(values[of[at] ?? 'none']);
					}
				}
			}
		);
	}

	test.each(created)('update_only: cell %s: nobody is added (P5)', async (cell) => {
		const settings = settingsOf({
			field,
			hasDefault: true,
			settings: { uploadType: 'update_only' }
		});
		const made = plan(await check([], [row('n', cellOf({ field, cell }))], settings), settings);
		expect(told(made)).toEqual(['skip no_such_user']);
	});
});

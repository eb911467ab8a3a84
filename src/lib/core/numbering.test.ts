import { describe, expect, test } from 'vitest';
import { check, plan, row, stored, told, type Row } from '../../../tests/world';
import { usersAfter } from '../../../tests/properties/worlds';
import type { User } from './records';

const addAll = { uploadType: 'add_all' } as const;
const named = (username: string) => stored(username, { username });
const rowNamed = (username: string, place: number, values: Row = {}) =>
	row(`r${place}`, { username, ...values });

/** Usernames of the new users, in the order of their rows. */
async function namesFor(users: readonly User[], rows: readonly Row[], settings = {}) {
	const checked = await check(users, rows, { ...addAll, ...settings });
	const made = plan(checked, addAll);
	const after = usersAfter(checked, made);
	const byClientId = new Map(after.map((user) => [user.clientId, user]));
	return rows.map(({ clientId = '' }) => byClientId.get(clientId)?.username);
}

const long = 'k'.repeat(64);

describe('P3 "Add all" numbers a username that is taken', () => {
	test.each<[string, string[], string[], string[]]>([
		['a free name stays', ['esi'], ['kofi'], ['kofi']],
		['the first number is 2', ['kofi'], ['kofi'], ['kofi2']],
		['the next free one', ['kofi', 'kofi2'], ['kofi'], ['kofi3']],
		['gaps are free', ['kofi', 'kofi3'], ['kofi'], ['kofi2']],
		['a hyphen after a digit', ['cand2024'], ['cand2024'], ['cand2024-2']],
		['whatever its case', ['kofi'], ['KOFI'], ['kofi2']],
		['earlier rows take names', [], ['kofi', 'kofi', 'kofi'], ['kofi', 'kofi2', 'kofi3']],
		['also those that got a number', ['kofi'], ['kofi', 'kofi2'], ['kofi2', 'kofi2-2']],
		[
			'names of later rows are free',
			['kofi'],
			['kofi', 'esi', 'kofi2'],
			['kofi2', 'esi', 'kofi2-2']
		],
		['64 characters hold by a shorter stem', [long], [long], [`${long.slice(1)}2`]]
	])('%s', async (_, taken, names, expected) => {
		expect(
			await namesFor(
				taken.map(named),
				names.map((name, n) => rowNamed(name, n))
			)
		).toEqual(expected);
	});

	test('with the number in the defaults that name the username (S13)', async () => {
		const defaults = { title: '', role: '', eligible: '', venue: '', bookingStatus: '' };
		const settings = {
			...addAll,
			defaults: { ...defaults, email: '%u@x.example', phone: '', username: '' }
		};
		const checked = await check([named('kofi')], [rowNamed('kofi', 0)], settings);
		const after = usersAfter(checked, plan(checked, settings));
		expect(after.map(({ email }) => email)).toEqual(['', 'kofi2@x.example']);
	});

	test.each<[string, Row[], string[]]>([
		['of a stored user', [rowNamed('esi', 0, { clientId: 'C-kofi' })], ['error client_id_taken']],
		[
			'written in another case',
			[rowNamed('esi', 0, { clientId: 'c-KOFI' })],
			['error client_id_taken']
		],
		[
			'of an earlier row',
			[rowNamed('esi', 0, { clientId: 'C-1' }), rowNamed('ama', 1, { clientId: 'C-1' })],
			['create', 'error client_id_taken @0']
		],
		[
			'of an earlier row that is an error is free',
			[
				rowNamed('esi', 0, { clientId: 'C-1', phone: 'none' }),
				rowNamed('ama', 1, { clientId: 'C-1' })
			],
			['error', 'create']
		]
	])('a Client ID %s: nobody is cloned', async (_, rows, expected) => {
		const made = plan(await check([named('kofi')], rows, addAll), addAll);
		expect(told(made)).toEqual(expected);
	});

	test('S11 an email that is taken gets no number: it is an error', async () => {
		const users = [stored('kofi', { username: 'kofi', email: 'k@x.example' })];
		const rows = [rowNamed('kofi', 0, { email: 'K@x.example' })];
		expect(told(plan(await check(users, rows, addAll), addAll))).toEqual(['error email_taken']);
	});

	test('P10 deletes are errors', async () => {
		const rows = [rowNamed('kofi', 0, { deleted: 'yes' })];
		const made = plan(await check([named('kofi')], rows, addAll), {
			...addAll,
			allowDeletes: 'yes'
		});
		expect(told(made)).toEqual(['error deletes_need_update']);
	});
});

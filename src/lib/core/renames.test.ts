import { describe, expect, test } from 'vitest';
import {
	check,
	otherExamId,
	plan,
	registered,
	row,
	stored,
	told,
	type Row
} from '../../../tests/world';
import { usersAfter } from '../../../tests/properties/worlds';
import { planFlag } from './plan-table';
import { choices } from './settings';

const updates = { uploadType: 'add_and_update' } as const;
const users = ['a', 'b', 'c'].map((name) => stored(name));

/** A row that renames the stored user `u.<from>`. */
const renames = (from: string, username: string, values: Row = {}) =>
	row(from, { oldUsername: `u.${from}`, username, ...values });

async function planned(rows: readonly Row[], settings: object = updates, all = users) {
	const checked = await check(all, rows, settings);
	const made = plan(checked, settings);
	const after = new Map(usersAfter(checked, made).map((user) => [user.id, user.username]));
	return { made, outcomes: told(made), names: all.map(({ id }) => after.get(id)) };
}

describe('P9 a column "Old Username" renames', () => {
	test.each(
		(['add_and_update', 'update_only'] as const).flatMap((uploadType) =>
			choices.existingDetails.map((existingDetails) => ({ uploadType, existingDetails }))
		)
	)('under $uploadType, $existingDetails', async (settings) => {
		const { made, outcomes, names } = await planned([renames('a', 'u.new')], settings);
		expect(outcomes).toEqual(['update']);
		expect(names).toEqual(['u.new', 'u.b', 'u.c']);
		// It was asked for by name: there is nothing to warn of (P13).
		expect((made.flags[0] as number) & planFlag.renames).toBe(0);
	});

	test.each<[string, Row[], string[], string[]]>([
		[
			'a swap',
			[renames('a', 'u.b'), renames('b', 'u.a')],
			['update', 'update'],
			['u.b', 'u.a', 'u.c']
		],
		[
			'a ring of three',
			[renames('a', 'u.b'), renames('b', 'u.c'), renames('c', 'u.a')],
			['update', 'update', 'update'],
			['u.b', 'u.c', 'u.a']
		],
		[
			'a chain that ends in a free name',
			[renames('a', 'u.b'), renames('b', 'free')],
			['update', 'update'],
			['u.b', 'free', 'u.c']
		],
		[
			'a name that its holder keeps',
			[renames('a', 'u.b')],
			['error username_taken'],
			['u.a', 'u.b', 'u.c']
		],
		[
			'to another case of the same name',
			[renames('a', 'u.a', { title: '' })],
			['unchanged'],
			['u.a', 'u.b', 'u.c']
		],
		[
			'old names are those before the file',
			[renames('a', 'u.x'), row('x', { oldUsername: 'u.x', username: 'u.y', clientId: '' })],
			['update', 'error old_username_unknown'],
			['u.x', 'u.b', 'u.c']
		],
		[
			'an unknown old name',
			[row('z', { oldUsername: 'u.zz', username: 'u.z' })],
			['error old_username_unknown'],
			['u.a', 'u.b', 'u.c']
		],
		['to no name', [renames('a', '')], ['error username_required'], ['u.a', 'u.b', 'u.c']],
		[
			'P13 of somebody with another Client ID',
			[renames('a', 'u.new', { clientId: 'C-other' })],
			['error other_client_id'],
			['u.a', 'u.b', 'u.c']
		],
		[
			'a freed name is free for a new user further down',
			[renames('a', 'u.new'), row('n', { username: 'u.a' })],
			['update', 'create'],
			['u.new', 'u.b', 'u.c']
		]
	])('%s', async (_, rows, expected, expectedNames) => {
		const { outcomes, names } = await planned(rows);
		expect(outcomes).toEqual(expected);
		expect(names).toEqual(expectedNames);
	});

	test.each(['add_new', 'add_all'] as const)('is an error under %s', async (uploadType) => {
		const { outcomes, names } = await planned([renames('a', 'u.new')], { uploadType });
		expect(outcomes).toEqual(['error rename_needs_update']);
		expect(names).toEqual(['u.a', 'u.b', 'u.c']);
	});

	test('a blank cell renames nobody', async () => {
		const { outcomes } = await planned([row('a', { oldUsername: '' }), renames('b', 'u.new')]);
		expect(outcomes).toEqual(['unchanged', 'update']);
	});

	test('and adds to the exam who is not in it yet (P6)', async () => {
		const away = [stored('a', { registrations: { [otherExamId]: registered } })];
		const { made, names } = await planned([renames('a', 'u.new')], updates, away);
		expect((made.flags[0] as number) & planFlag.addsToExam).not.toBe(0);
		expect(names).toEqual(['u.new']);
	});
});

describe('P13 matched by another key than Username', () => {
	const mailed = [stored('a', { email: 'a@x.example' })];
	const rows = [row('a', { username: 'u.new', email: 'A@x.example' })];

	test.each([
		['clientId', 'override', 'u.new'],
		['clientId', 'override_defaults', 'u.new'],
		['clientId', 'fill_missing', 'u.a'],
		['clientId', 'no_changes', 'u.a'],
		['email', 'override', 'u.new'],
		['email', 'no_changes', 'u.a']
	] as const)('by %s under %s the user is called %s', async (matchBy, existingDetails, name) => {
		const settings = { ...updates, matchBy, existingDetails };
		const { made, names } = await planned(rows, settings, mailed);
		expect(names).toEqual([name]);
		const isWarned = ((made.flags[0] as number) & planFlag.renames) !== 0;
		expect(isWarned).toBe(name === 'u.new');
	});
});

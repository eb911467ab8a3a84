import { describe, expect, test } from 'vitest';
import {
	check,
	examId,
	fieldsIn,
	otherExamId,
	plan,
	registered,
	row,
	stored,
	told,
	type Row
} from '../../../tests/world';
import { planFlag } from './plan-table';
import { countActions } from './plan';
import type { Settings } from './settings';
import type { User } from './records';

const override = { uploadType: 'add_and_update', existingDetails: 'override' } as const;
const noChanges = { uploadType: 'add_and_update' } as const;
const deletes = { ...override, allowDeletes: 'yes' } as const;

async function planned(
	users: readonly User[],
	rows: readonly Row[],
	settings: Partial<Settings> = {}
) {
	return plan(await check(users, rows), settings);
}

const mail = (name: string) => `${name}@x.example`;
/** Stored users with an email each. */
const mailed = (...names: string[]) => names.map((name) => stored(name, { email: mail(name) }));
const takes = (name: string, of: string) => row(name, { email: mail(of) });

describe('P11 keys that users exchange', () => {
	interface Exchange {
		readonly name: string;
		readonly users: readonly User[];
		readonly rows: readonly Row[];
		readonly expected: readonly string[];
	}
	const cases: Exchange[] = [
		{
			name: 'a swap of emails',
			users: mailed('a', 'b'),
			rows: [takes('a', 'b'), takes('b', 'a')],
			expected: ['update', 'update']
		},
		{
			name: 'a ring of three',
			users: mailed('a', 'b', 'c'),
			rows: [takes('a', 'b'), takes('b', 'c'), takes('c', 'a')],
			expected: ['update', 'update', 'update']
		},
		{
			name: 'a chain whose last moves to a free email',
			users: mailed('a', 'b', 'c'),
			rows: [takes('a', 'b'), takes('b', 'c'), takes('c', 'free')],
			expected: ['update', 'update', 'update']
		},
		{
			name: 'a chain whose last wants what its holder keeps: none of it goes',
			users: mailed('a', 'b', 'c', 'd'),
			rows: [takes('a', 'b'), takes('b', 'c'), takes('c', 'd')],
			expected: ['error email_taken', 'error email_taken', 'error email_taken']
		},
		{
			name: 'a ring that a faulty row breaks',
			users: mailed('a', 'b', 'c'),
			rows: [takes('a', 'b'), { ...takes('b', 'c'), deleted: 'maybe' }, takes('c', 'a')],
			expected: ['error email_taken', 'error', 'error email_taken']
		},
		{
			name: 'a holder whose row leaves its email alone',
			users: mailed('a', 'b'),
			rows: [takes('a', 'b'), row('b', { email: mail('b'), phone: '+447700900001' })],
			expected: ['error email_taken', 'update']
		},
		{
			name: 'a create takes what a later row frees',
			users: mailed('b'),
			rows: [takes('new', 'b'), takes('b', 'free')],
			expected: ['create', 'update']
		},
		{
			name: 'two creates of one email: the second names the first',
			users: [],
			rows: [takes('m', 'x'), takes('n', 'x')],
			expected: ['create', 'error email_taken @0']
		},
		{
			name: 'two creates of one Client ID',
			users: [],
			rows: [row('m'), row('n', { clientId: 'c-M' })],
			expected: ['create', 'error client_id_taken @0']
		},
		{
			name: 'two that want one freed email: the second names the first',
			users: mailed('b'),
			rows: [takes('m', 'b'), takes('n', 'b'), takes('b', 'free')],
			expected: ['create', 'error email_taken @0', 'update']
		},
		{
			name: 'a Client ID taken by one who had none, freed by nobody',
			users: [stored('a', { clientId: '' }), stored('b')],
			rows: [row('a', { clientId: 'C-b' }), row('b', { phone: '+447700900001' })],
			expected: ['error client_id_taken', 'update']
		}
	];

	test.each(cases)('$name', async ({ users, rows, expected }) => {
		expect(told(await planned(users, rows, override))).toEqual(expected);
	});

	test.each(['email', 'clientId'] as const)('a swap where users are met by %s', async (matchBy) => {
		const users = mailed('a', 'b', 'c');
		const swapped = { email: 'clientId', clientId: 'email' } as const;
		const rows = [takes('a', 'a'), takes('b', 'b'), takes('c', 'c')];
		const order = [1, 2, 0];
		const ring = rows.map((cells, place) => ({
			...cells,
			[swapped[matchBy]]: rows[order[place] as number]?.[swapped[matchBy]]
		}));
		const checked = await check(users, ring);
		const made = plan(checked, { ...override, matchBy }, { inOrder: true });
		expect(told(made)).toEqual(['update', 'update', 'update']);
		expect(fieldsIn(made.sets[0] as number)).toEqual([swapped[matchBy]]);
	});

	test('a broken chain of 300 takes no swap elsewhere down with it', async () => {
		const names = Array.from({ length: 300 }, (_, n) => `n${n}`);
		const users = [...mailed(...names, 'end'), ...mailed('p', 'q')];
		const chain = names.map((name, n) => takes(name, names[n + 1] ?? 'end'));
		const rows = [...chain, takes('p', 'q'), takes('q', 'p')];
		const outcomes = told(await planned(users, rows, override));
		expect(new Set(outcomes.slice(0, 300))).toEqual(new Set(['error email_taken']));
		expect(outcomes.slice(300)).toEqual(['update', 'update']);
	});

	test('P12 the stored holder is named', async () => {
		const made = await planned(mailed('a', 'b'), [takes('a', 'b')], override);
		expect(told(made)).toEqual(['error email_taken']);
		expect(made.holder[0]).toBe(1);
	});
});

describe('P14 what an earlier row freed is free', () => {
	test.each([
		['by a new email', override, [takes('b', 'free'), takes('new', 'b')], ['update', 'create']],
		[
			'by a cleared email',
			{ ...override, blankCells: 'clear' },
			[row('b', { email: '' }), takes('new', 'b')],
			['update', 'create']
		],
		[
			'by a delete',
			deletes,
			[row('b', { deleted: 'yes' }), takes('new', 'b')],
			['delete', 'create']
		],
		[
			'by a delete further down',
			deletes,
			[takes('new', 'b'), row('b', { deleted: 'yes' })],
			['create', 'delete']
		],
		[
			'not by a row with an error',
			override,
			[{ ...takes('b', 'free'), phone: 'none' }, takes('new', 'b')],
			['error', 'error email_taken']
		],
		[
			'not by a skipped row',
			{ uploadType: 'add_new' },
			[takes('b', 'free'), takes('new', 'b'), takes('n2', 'free')],
			['skip exists', 'error email_taken', 'create']
		],
		[
			'a row with an error takes nothing',
			{ uploadType: 'add_new' },
			[{ ...takes('m', 'x'), phone: 'none' }, takes('n', 'x')],
			['error', 'create']
		]
	] as const)('%s', async (_, settings, rows, expected) => {
		expect(told(await planned(mailed('b'), rows, settings))).toEqual(expected);
	});
});

describe('P2 a second row with the same username under "Add new only"', () => {
	test.each([
		['is skipped', [row('m'), row('m')], ['create', 'skip duplicate_in_file @0']],
		[
			'creates where the first is an error',
			[row('m', { phone: 'none' }), row('M')],
			['error', 'create']
		],
		[
			'and a third',
			[row('m'), row('m'), row('m', { clientId: 'other' })],
			['create', 'skip duplicate_in_file @0', 'skip duplicate_in_file @0']
		],
		['of a stored user', [row('s'), row('S')], ['skip exists', 'skip exists']]
	] as const)('%s', async (_, rows, expected) => {
		expect(told(await planned([stored('s')], rows))).toEqual(expected);
	});

	test('a stored user who is not in this exam has a code of its own', async () => {
		const users = [stored('a', { registrations: { [otherExamId]: registered } })];
		expect(told(await planned(users, [row('a')]))).toEqual(['skip exists_not_in_exam']);
	});
});

describe('P4 several rows for one user', () => {
	const phone = (number: number) => `+44770090000${number}`;
	const users = [stored('a', { phone: phone(1) })];

	test('fold into one change, and both lines are warned', async () => {
		const rows = [row('a', { title: 'Dr' }), row('a', { phone: phone(2) })];
		const made = await planned(users, rows, override);
		expect(told(made)).toEqual(['update @1', 'update @0']);
		expect(made.folds).toHaveLength(1);
		expect(made.folds[0]).toMatchObject({ kind: 'update', ordinal: 0, rows: [0, 1] });
		expect(made.folds[0]?.after?.user).toMatchObject({ title: 'Dr', phone: phone(2) });
		for (const flags of made.flags) expect(flags & planFlag.sharesUser).not.toBe(0);
	});

	test('the second adds nothing: unchanged', async () => {
		const rows = [row('a', { phone: phone(2) }), row('a', { phone: phone(2) })];
		expect(told(await planned(users, rows, override))).toEqual(['update @1', 'unchanged @0']);
	});

	test('a change that is taken back leaves all its rows unchanged, with no role warning', async () => {
		const rows = [
			row('a', { phone: phone(2), role: 'marker' }),
			row('a', { phone: phone(1), role: 'candidate' })
		];
		const made = await planned(users, rows, override);
		expect(told(made)).toEqual(['unchanged @1', 'unchanged @0']);
		expect(made.folds[0]?.kind).toBe('none');
		for (const flags of made.flags) expect(flags & planFlag.roleChanges).toBe(0);
	});

	test('a password keeps the fold a change', async () => {
		const rows = [
			row('a', { phone: phone(2), password: 'x' }),
			row('a', { phone: phone(1), password: '' })
		];
		const made = await planned(users, rows, { ...override, existingPassword: 'update' });
		expect(made.folds[0]).toMatchObject({ kind: 'update', passwordRow: 0 });
	});

	test('a created user meets the second row by the same settings', async () => {
		const rows = [row('new'), row('new', { title: 'Dr' })];
		const made = await planned([], rows, override);
		expect(told(made)).toEqual(['create @1', 'update @0']);
		expect(made.folds[0]).toMatchObject({ kind: 'create', ordinal: -1, passwordRow: -1 });
		expect(made.folds[0]?.after?.user.title).toBe('Dr');
		expect(told(await planned([], rows, noChanges))).toEqual(['create @1', 'unchanged @0']);
	});

	test('P13 a second row with another Client ID is an error that names the first', async () => {
		const rows = [row('new'), row('new', { clientId: 'other' })];
		expect(told(await planned([], rows, override))).toEqual(['create', 'error other_client_id @0']);
	});

	test('three rows: each meets what those before it left', async () => {
		const rows = [
			row('a', { phone: phone(2) }),
			row('a', { phone: phone(3) }),
			row('a', { phone: phone(3), title: 'Dr' })
		];
		const made = await planned(users, rows, override);
		expect(told(made)).toEqual(['update @1', 'update @0', 'update @0']);
		expect(fieldsIn(made.sets[2] as number)).toEqual(['title']);
	});

	test('"Fill in missing" fills once: the second row finds it filled', async () => {
		const rows = [row('a', { title: 'Dr' }), row('a', { title: 'Prof' })];
		const settings = { uploadType: 'update_only', existingDetails: 'fill_missing' } as const;
		const made = await planned(users, rows, settings);
		expect(told(made)).toEqual(['update @1', 'unchanged @0']);
		expect(made.folds[0]?.after?.user.title).toBe('Dr');
	});
});

describe('P10 deletes', () => {
	const gone = (name: string) => row(name, { deleted: 'yes' });
	test.each([
		['a row that deletes and one that keeps', [gone('a'), row('a')], deletes, ['@1', '@0']],
		['whatever their order', [row('a'), gone('a')], deletes, ['@1', '@0']]
	] as const)('%s: errors both', async (_, rows, settings, others) => {
		expect(told(await planned([stored('a')], rows, settings))).toEqual(
			others.map((other) => `error delete_and_keep ${other}`)
		);
	});

	test.each([
		[
			'a second delete is skipped and names the first',
			[gone('a'), gone('a')],
			deletes,
			['delete', 'skip duplicate_in_file @0']
		],
		[
			'a faulty row keeps nobody',
			[gone('a'), row('a', { phone: 'none' })],
			deletes,
			['delete', 'error']
		],
		['an unknown user', [gone('zz')], deletes, ['skip no_such_user']],
		['faults of other cells', [{ ...gone('a'), phone: 'none' }], deletes, ['delete']],
		['"Allow deletes" No', [gone('a'), row('a')], override, ['error deletes_off', 'unchanged']],
		[
			'a type that adds only, whatever S7 says',
			[gone('a'), gone('zz')],
			{ allowDeletes: 'yes' },
			['error deletes_need_update', 'error deletes_need_update']
		]
	] as const)('%s', async (_, rows, settings, expected) => {
		expect(told(await planned([stored('a')], rows, settings))).toEqual(expected);
	});

	test('a user in other exams too is an error', async () => {
		const registrations = { [examId]: registered, [otherExamId]: registered };
		const made = await planned([stored('a', { registrations })], [gone('a')], deletes);
		expect(told(made)).toEqual(['error in_other_exams']);
	});
});

describe('S11 emails that several have', () => {
	const shared = { ...override, preventDuplicateEmails: 'no' } as const;

	test('in one file', async () => {
		const rows = [takes('m', 'x'), takes('n', 'x')];
		expect(told(await planned([], rows, shared))).toEqual(['create', 'create']);
	});

	test('with a stored user', async () => {
		const users = mailed('a', 'b');
		expect(told(await planned(users, [takes('a', 'b')], shared))).toEqual(['update']);
		expect(told(await planned(users, [takes('a', 'b')], override))).toEqual(['error email_taken']);
	});

	const several = [stored('a', { email: mail('s') }), stored('b', { email: mail('s') })];

	test('P12 an email that several stored users have is taken, and one of them is named', async () => {
		const made = await planned(several, [takes('new', 's')], override);
		expect(told(made)).toEqual(['error email_taken']);
		expect(made.holder[0]).toBe(0);
	});

	test('who shares an email keeps it untouched', async () => {
		expect(told(await planned(several, [takes('a', 's')], override))).toEqual(['unchanged']);
	});

	test('one of several moving away leaves it taken', async () => {
		const rows = [takes('a', 'free'), takes('new', 's')];
		expect(told(await planned(several, rows, override))).toEqual(['update', 'error email_taken']);
	});

	test('all of them moving away free it', async () => {
		const rows = [takes('a', 'free'), takes('new', 's'), takes('b', 'other')];
		expect(told(await planned(several, rows, override))).toEqual(['update', 'create', 'update']);
	});
});

describe('P6 a stored user who is not in this exam', () => {
	const users = [stored('a', { title: 'Mr', registrations: { [otherExamId]: registered } })];
	const rows = [row('a', { title: 'Dr', lastName: 'New', role: 'marker', eligible: '' })];

	test.each([
		['no_changes', ['role']],
		['override', ['title', 'lastName', 'role']],
		['override_defaults', ['title', 'lastName', 'role']],
		['fill_missing', ['lastName', 'role']]
	] as const)('is added under "%s"', async (existingDetails, expected) => {
		const made = await planned(users, rows, { uploadType: 'update_only', existingDetails });
		expect(told(made)).toEqual(['update']);
		expect(fieldsIn(made.sets[0] as number)).toEqual(expected);
		expect((made.flags[0] as number) & planFlag.addsToExam).not.toBe(0);
		expect((made.flags[0] as number) & planFlag.roleChanges).toBe(0);
	});
});

describe('S10 blank cells', () => {
	const full = stored('a', {
		title: 'Mr',
		lastName: 'Last',
		email: mail('a'),
		phone: '+447700900001',
		registrations: { [examId]: { ...registered, venue: 'Hall' } }
	});
	const blanks: Row = {
		clientId: '',
		username: 'u.a',
		title: '',
		firstName: '',
		lastName: '',
		email: '',
		phone: '',
		role: '',
		eligible: '',
		venue: '',
		bookingStatus: ''
	};

	test('are cleared in Title, Last Name, Email, Phone and Venue; the rest is noted', async () => {
		const made = await planned([full], [blanks], { ...override, blankCells: 'clear' });
		expect(fieldsIn(made.clears[0] as number)).toEqual([
			'title',
			'lastName',
			'email',
			'phone',
			'venue'
		]);
		expect((made.flags[0] as number) & planFlag.keptOnClear).not.toBe(0);
	});

	test('an absent column clears nothing', async () => {
		const rows = [{ username: 'u.a', title: '' }];
		const made = await planned([full], rows, { ...override, blankCells: 'clear' });
		expect(fieldsIn(made.clears[0] as number)).toEqual(['title']);
		expect((made.flags[0] as number) & planFlag.keptOnClear).toBe(0);
	});

	test('what is empty already is no change', async () => {
		const users = [stored('a')];
		const rows = [row('a', { title: '', venue: '' })];
		const made = await planned(users, rows, { ...override, blankCells: 'clear' });
		expect(told(made)).toEqual(['unchanged']);
	});

	test.each([
		['override', 'leave', 'unchanged'],
		['override', 'clear', 'update'],
		['override_defaults', 'clear', 'update'],
		['fill_missing', 'clear', 'unchanged'],
		['no_changes', 'clear', 'unchanged']
	] as const)('%s, %s: %s', async (existingDetails, blankCells, expected) => {
		const settings = { uploadType: 'update_only', existingDetails, blankCells } as const;
		expect(told(await planned([full], [blanks], settings))).toEqual([expected]);
	});
});

describe('W4 "Force password change"', () => {
	const force = planFlag.forcesChange;
	const forced = async (users: readonly User[], rows: readonly Row[], settings: object) =>
		Array.from(
			(await planned(users, rows, { ...override, ...settings })).flags,
			(f) => (f & force) !== 0
		);
	const rows = [
		row('weak', { password: 'p', weak: true }),
		row('strong', { password: 'p' }),
		row('made')
	];
	const users = ['weak', 'strong', 'made'].map((name) => stored(name));

	test.each([
		['weak', [true, false, false]],
		['none', [false, false, false]],
		['all', [true, true, true]]
	] as const)('%s, new users', async (forcePasswordChange, expected) => {
		expect(await forced([], rows, { forcePasswordChange })).toEqual(expected);
	});

	test.each([
		['weak', 'update', [true, false, false]],
		['weak', 'no_changes', [false, false, false]],
		['none', 'update', [false, false, false]],
		['all', 'no_changes', [true, true, true]]
	] as const)(
		'%s, stored users, existing password %s',
		async (forcePasswordChange, existingPassword, expected) => {
			expect(await forced(users, rows, { forcePasswordChange, existingPassword })).toEqual(
				expected
			);
		}
	);

	test('the mark is set once', async () => {
		const marked = users.map((user) => ({ ...user, mustChangePassword: true }));
		const settings = { ...noChanges, forcePasswordChange: 'all' } as const;
		expect(told(await planned(marked, [row('made')], settings))).toEqual(['unchanged']);
	});

	test('types that only add mark no stored user', async () => {
		const settings = { uploadType: 'add_new', forcePasswordChange: 'all' } as const;
		expect(told(await planned(users, [row('made')], settings))).toEqual(['skip exists']);
	});
});

describe('W5 no sealing key yet', () => {
	const rows = [
		row('new'),
		row('a', { title: 'Dr', password: 'p' }),
		row('b', { title: 'Dr' }),
		row('c', { deleted: 'yes' })
	];
	const users = ['a', 'b', 'c'].map((name) => stored(name));

	test.each([
		['update', ['error password_key_missing', 'error password_key_missing', 'update', 'delete']],
		['no_changes', ['error password_key_missing', 'update', 'update', 'delete']]
	] as const)(
		'rows that set a password wait, others go on (%s)',
		async (existingPassword, expected) => {
			const checked = await check(users, rows);
			const settings = { ...deletes, existingPassword } as const;
			expect(told(plan(checked, settings, { hasSealingKey: false }))).toEqual(expected);
			const inOrder = plan(checked, settings, { hasSealingKey: false, inOrder: true });
			expect(told(inOrder)).toEqual(expected);
		}
	);
});

test('P1 the six counts add up to the rows', async () => {
	const rows = [row('new'), row('a', { title: 'Dr' }), row('b'), row('c', { deleted: 'x' })];
	const users = ['a', 'b', 'c'].map((name) => stored(name));
	const checked = await check(users, [
		...rows,
		row('d', { ragged: true }),
		row('e', { username: '' })
	]);
	expect(countActions(plan(checked, deletes))).toEqual({
		create: 1,
		update: 1,
		unchanged: 1,
		skip: 0,
		delete: 1,
		error: 2
	});
});

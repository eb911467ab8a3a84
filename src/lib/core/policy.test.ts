/** Each setting of section 5 that planning asks, under each of its choices, with nothing else in the way. */
import { describe, expect, test } from 'vitest';
import {
	check,
	examId,
	otherExamId,
	plan,
	registered,
	row,
	stored,
	told,
	type Row
} from '../../../tests/world';
import { planFlag } from './plan-table';
import type { User } from './records';
import type { Settings } from './settings';

const override = { uploadType: 'add_and_update', existingDetails: 'override' } as const;
const gone = (name: string) => row(name, { deleted: 'yes' });
const email = (name: string) => `${name}@x.example`;

interface Case {
	readonly settings: Partial<Settings>;
	readonly users?: readonly User[];
	readonly rows: readonly Row[];
	readonly expected: readonly string[];
}

const a = stored('a', { title: 'Mr', email: email('a') });
const changed = row('a', { title: 'Dr' });

const cases: Readonly<Record<string, Case>> = {
	'S1, P2 add new: who exists is skipped': {
		settings: {},
		users: [a],
		rows: [changed, row('new')],
		expected: ['skip exists', 'create']
	},
	'S1, P3 add all: a taken name gets a number': {
		settings: { uploadType: 'add_all' },
		users: [a],
		rows: [row('other', { username: 'u.a' }), row('new')],
		expected: ['create', 'create']
	},
	'S1, P4 add and update': {
		settings: override,
		users: [a],
		rows: [changed, row('new')],
		expected: ['update', 'create']
	},
	'S1, P5 update only: who does not exist is skipped': {
		settings: { ...override, uploadType: 'update_only' },
		users: [a],
		rows: [changed, row('new')],
		expected: ['update', 'skip no_such_user']
	},
	'S2, W1 created if required': {
		settings: {},
		rows: [row('m', { password: '' }), row('n', { password: 'p' })],
		expected: ['create', 'create']
	},
	'S2, W1 required in the file': {
		settings: { newUserPassword: 'required' },
		rows: [row('m', { password: '' }), row('n', { password: 'p' })],
		expected: ['error password_required', 'create']
	},
	'S4 "No changes"': {
		settings: { uploadType: 'update_only' },
		users: [a],
		rows: [changed],
		expected: ['unchanged']
	},
	'S5, W2 "No changes" to passwords': {
		settings: override,
		users: [a],
		rows: [row('a', { password: 'p' })],
		expected: ['unchanged']
	},
	'S5, W2 "Update from file"': {
		settings: { ...override, existingPassword: 'update' },
		users: [a, stored('b')],
		rows: [row('a', { password: 'p' }), row('b', { password: '' })],
		expected: ['update', 'unchanged']
	},
	'S6, W4 all: the mark is a change': {
		settings: { uploadType: 'update_only', forcePasswordChange: 'all' },
		users: [a, stored('b', { mustChangePassword: true })],
		rows: [row('a'), row('b')],
		expected: ['update', 'unchanged']
	},
	'S6, W4 weak: who gets no password is not marked': {
		settings: { uploadType: 'update_only', forcePasswordChange: 'weak' },
		users: [a],
		rows: [row('a', { password: 'p', weak: true })],
		expected: ['unchanged']
	},
	'S7, P10 no': {
		settings: override,
		users: [a],
		rows: [gone('a')],
		expected: ['error deletes_off']
	},
	'S7, P10 yes': {
		settings: { ...override, allowDeletes: 'yes' },
		users: [a],
		rows: [gone('a'), gone('zz')],
		expected: ['delete', 'skip no_such_user']
	},
	'S9 by Username': {
		settings: { ...override, matchBy: 'username' },
		users: [a],
		rows: [row('x', { username: 'U.A', clientId: '' })],
		expected: ['unchanged']
	},
	'S9 by Client ID': {
		settings: { ...override, matchBy: 'clientId' },
		users: [a],
		rows: [row('a', { username: '', title: 'Dr' })],
		expected: ['update']
	},
	'S9 by Email': {
		settings: { ...override, matchBy: 'email' },
		users: [a],
		rows: [row('a', { username: '', clientId: '', email: 'A@X.example', title: 'Dr' })],
		expected: ['update']
	},
	'S9, P13 a blank cell in that column': {
		settings: { ...override, matchBy: 'clientId' },
		users: [a],
		rows: [row('a', { clientId: '' })],
		expected: ['error key_blank']
	},
	'S9, P13 an email that several have': {
		settings: { ...override, matchBy: 'email' },
		users: [a, stored('b', { email: email('a') })],
		rows: [row('n', { email: email('a') })],
		expected: ['error email_shared']
	},
	'S11 yes': {
		settings: {},
		users: [a],
		rows: [row('n', { email: email('a') })],
		expected: ['error email_taken']
	},
	'S11 no': {
		settings: { preventDuplicateEmails: 'no' },
		users: [a],
		rows: [row('n', { email: email('a') })],
		expected: ['create']
	},
	'S12, F5 yes: one user, however it is written': {
		settings: override,
		users: [stored('x', { username: 'unal' })],
		rows: [row('x', { username: 'Ü nal' })],
		expected: ['unchanged']
	},
	'S12, F4 no: what a username cannot hold is an error': {
		settings: { ...override, standardiseUsernames: 'no' },
		rows: [row('x', { username: 'Ünal' }), row('y', { username: 'Unal' })],
		expected: ['error', 'create']
	},
	'S12, M4 no: names are compared without case all the same': {
		settings: { ...override, standardiseUsernames: 'no' },
		users: [a],
		rows: [row('a', { username: 'U.A' })],
		expected: ['unchanged']
	},
	'P13 another Client ID': {
		settings: override,
		users: [a],
		rows: [row('a', { clientId: 'C-other' })],
		expected: ['error other_client_id']
	},
	'P13 a Client ID for who has none': {
		settings: override,
		users: [stored('b', { clientId: '' })],
		rows: [row('b')],
		expected: ['update']
	}
};

describe('settings', () => {
	test.each(Object.entries(cases))('%s', async (_, { settings, users = [], rows, expected }) => {
		const checked = await check(users, rows, settings);
		expect(told(plan(checked, settings))).toEqual(expected);
		expect(told(plan(checked, settings, { inOrder: true }))).toEqual(expected);
	});

	test('S3, W4 a common password is weak by nature: who gets one must change it', async () => {
		const checked = await check([], [row('m'), row('n', { password: 'p' })]);
		const marks = ({ createdPassword }: Pick<Settings, 'createdPassword'>) =>
			Array.from(
				plan(checked, { createdPassword }).flags,
				(f) => (f & planFlag.forcesChange) !== 0
			);
		expect(marks({ createdPassword: 'generated' })).toEqual([false, false]);
		expect(marks({ createdPassword: 'common' })).toEqual([true, false]);
	});
});

describe('words given on a row', () => {
	const elsewhere = stored('a', {
		registrations: { [examId]: registered, [otherExamId]: registered }
	});
	const deletes = { ...override, allowDeletes: 'yes' } as const;

	test.each([
		['take_out', 'update'],
		['delete_everywhere', 'delete']
	] as const)('P10 a user of other exams too: %s', async (fix, expected) => {
		const checked = await check([elsewhere], [gone('a')]);
		for (const inOrder of [false, true]) {
			const made = plan(checked, deletes, { inOrder, fixes: [{ fix, rows: [0] }] });
			expect(told(made)).toEqual([expected]);
			expect(((made.flags[0] as number) & planFlag.takesOut) !== 0).toBe(fix === 'take_out');
		}
	});

	test('P10 the later word of two counts', async () => {
		const checked = await check([elsewhere], [gone('a')]);
		const fixes = [
			{ fix: 'delete_everywhere', rows: 'all' },
			{ fix: 'take_out', rows: [0] }
		] as const;
		expect(told(plan(checked, deletes, { fixes }))).toEqual(['update']);
	});

	test('P13 "Same person, change the Client ID"', async () => {
		const rows = [row('a', { clientId: 'C-other' }), row('b', { clientId: 'C-more' })];
		const checked = await check([a, stored('b')], rows);
		const fixes = [{ fix: 'same_person', rows: [0] }] as const;
		const made = plan(checked, { uploadType: 'update_only' }, { fixes });
		expect(told(made)).toEqual(['update', 'error other_client_id']);
	});
});

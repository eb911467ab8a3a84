import { describe, expect, test } from 'vitest';
import { decideRow } from './decide';
import { createDecision, type Decision, type RowState } from './row-state';
import { fieldBit, fieldKeys, roles, type FieldKey } from './fields';
import { createRowState } from './plan-table';
import { createPolicy } from './policy';
import { defaultSettings, type Settings } from './settings';

function mask(...fields: FieldKey[]): number {
	return fields.reduce((sum, field) => sum | fieldBit(field), 0);
}

const all = mask(...fieldKeys);
const enough = mask('username', 'clientId', 'firstName');
const details = mask('title', 'phone');

interface Case {
	readonly name: string;
	readonly settings?: Partial<Settings>;
	readonly row?: Partial<RowState>;
	readonly hasSealingKey?: boolean;
	readonly expected: Partial<Decision>;
}

function decide({ settings, row, hasSealingKey = true }: Case): Decision {
	const policy = createPolicy({
		settings: { ...defaultSettings, ...settings },
		present: all,
		hasSealingKey
	});
	const decision = createDecision();
	decideRow({ ...createRowState(), filled: enough, ...row }, policy, decision);
	return decision;
}

const met = { isMet: true, inExam: true } as const;
const updates = { uploadType: 'add_and_update' } as const;
const overrides = { ...updates, existingDetails: 'override' } as const;
const deletes = { ...updates, allowDeletes: 'yes' } as const;

const tables: Record<string, Case[]> = {
	'rows that meet nobody for their own faults': [
		{
			name: 'R5 a row that could not be read',
			row: { ...met, hasRowError: true },
			expected: { action: 'error', code: null }
		},
		{
			name: 'P14 a wrong cell in the column that S9 names',
			row: { filled: enough & ~fieldBit('username'), bad: fieldBit('username') },
			expected: { action: 'error', code: null }
		},
		{
			name: 'P13 no username',
			row: { filled: mask('clientId', 'firstName') },
			expected: { action: 'error', code: 'username_required' }
		},
		{
			name: 'P13 no Client ID where it is met by',
			settings: { matchBy: 'clientId' },
			row: { filled: mask('username', 'firstName') },
			expected: { action: 'error', code: 'key_blank' }
		},
		{
			name: 'P13 no email where it is met by',
			settings: { matchBy: 'email' },
			expected: { action: 'error', code: 'key_blank' }
		},
		{
			name: 'P10 a delete without a username',
			settings: deletes,
			row: { filled: mask('clientId'), deletes: true },
			expected: { action: 'error', code: 'username_required' }
		}
	],
	'P10 deletes': [
		{
			name: 'a stored user',
			settings: deletes,
			row: { ...met, deletes: true },
			expected: { action: 'delete', code: null, sets: 0 }
		},
		{
			name: 'P14 whatever is wrong with its other cells',
			settings: deletes,
			row: { ...met, deletes: true, bad: details },
			expected: { action: 'delete', code: null }
		},
		{
			name: 'a stored user who is not in this exam',
			settings: deletes,
			row: { ...met, inExam: false, deletes: true },
			expected: { action: 'delete', code: null }
		},
		{
			name: 'an unknown user',
			settings: deletes,
			row: { deletes: true },
			expected: { action: 'skip', code: 'no_such_user' }
		},
		{
			name: 'S7 No',
			settings: updates,
			row: { ...met, deletes: true },
			expected: { action: 'error', code: 'deletes_off' }
		},
		{
			name: 'a type that adds only',
			settings: { uploadType: 'add_new', allowDeletes: 'yes' },
			row: { ...met, deletes: true },
			expected: { action: 'error', code: 'deletes_need_update' }
		},
		{
			name: 'a user of other exams too',
			settings: deletes,
			row: { ...met, inOtherExams: true, deletes: true },
			expected: { action: 'error', code: 'in_other_exams' }
		}
	],
	'new users': [
		{
			name: 'P4 create',
			settings: updates,
			row: { filled: enough | details | mask('role', 'password') },
			expected: {
				action: 'create',
				code: null,
				sets: enough | details | mask('role'),
				clears: 0,
				addsToExam: true,
				setsPassword: true
			}
		},
		{ name: 'P2 create', expected: { action: 'create' } },
		{
			name: 'P5 update only',
			settings: { uploadType: 'update_only' },
			expected: { action: 'skip', code: 'no_such_user' }
		},
		{
			name: 'P5, P14 update only, with faults',
			settings: { uploadType: 'update_only' },
			row: { filled: mask('username'), bad: details },
			expected: { action: 'skip', code: 'no_such_user' }
		},
		{
			name: 'P14 a fault in any cell',
			row: { bad: fieldBit('venue') },
			expected: { action: 'error', code: null }
		},
		{
			name: 'F4 no Client ID, role blank',
			row: { filled: mask('username', 'firstName') },
			expected: { action: 'error', code: 'client_id_required' }
		},
		{
			name: 'F4 no Client ID, candidate',
			row: { filled: mask('username', 'firstName', 'role'), role: roles.indexOf('candidate') + 1 },
			expected: { action: 'error', code: 'client_id_required' }
		},
		{
			name: 'F4 no Client ID, marker',
			row: { filled: mask('username', 'firstName', 'role'), role: roles.indexOf('marker') + 1 },
			expected: { action: 'create' }
		},
		{
			name: 'F4 a wrong Client ID is not missing too',
			row: { filled: mask('username', 'firstName'), bad: fieldBit('clientId') },
			expected: { action: 'error', code: null }
		},
		{
			name: 'F4 no first name',
			row: { filled: mask('username', 'clientId', 'lastName') },
			expected: { action: 'error', code: 'first_name_required' }
		},
		{
			name: 'F4 no username where users are met by Client ID',
			settings: { matchBy: 'clientId' },
			row: { filled: mask('clientId', 'firstName') },
			expected: { action: 'error', code: 'username_required' }
		},
		{
			name: 'W1 no password where it is required',
			settings: { newUserPassword: 'required' },
			expected: { action: 'error', code: 'password_required' }
		},
		{
			name: 'W1 a password where it is required',
			settings: { newUserPassword: 'required' },
			row: { hasPassword: true },
			expected: { action: 'create', setsPassword: true }
		},
		{
			name: 'W5 no sealing key',
			hasSealingKey: false,
			expected: { action: 'error', code: 'password_key_missing' }
		},
		{
			name: 'W4 weak: a weak password',
			row: { hasPassword: true, weakPassword: true },
			expected: { action: 'create', forcesChange: true }
		},
		{
			name: 'W4 weak: a made password is not',
			expected: { action: 'create', forcesChange: false }
		},
		{
			name: 'W4 none',
			settings: { forcePasswordChange: 'none' },
			row: { hasPassword: true, weakPassword: true },
			expected: { action: 'create', forcesChange: false }
		},
		{
			name: 'W4 all',
			settings: { forcePasswordChange: 'all' },
			expected: { action: 'create', forcesChange: true }
		}
	],
	'stored users under a type that adds only': [
		{ name: 'P2 exists', row: met, expected: { action: 'skip', code: 'exists' } },
		{
			name: 'P2 exists, but not in this exam',
			row: { isMet: true },
			expected: { action: 'skip', code: 'exists_not_in_exam' }
		},
		{
			name: 'P2 created further up',
			row: { ...met, isMetInFile: true },
			expected: { action: 'skip', code: 'duplicate_in_file' }
		},
		{
			name: 'P14 with faults',
			row: { ...met, bad: details, otherClientId: true },
			expected: { action: 'skip', code: 'exists' }
		},
		{
			name: 'S4, S5 are off, whatever they say',
			settings: { existingDetails: 'override', existingPassword: 'update' },
			row: { ...met, filled: all, differs: all, hasPassword: true },
			expected: { action: 'skip', sets: 0, setsPassword: false }
		}
	],
	'stored users under a type that updates': [
		{
			name: 'P8 nothing differs',
			settings: overrides,
			row: met,
			expected: { action: 'unchanged' }
		},
		{
			name: 'P14 a fault in any cell',
			settings: overrides,
			row: { ...met, bad: fieldBit('eligible') },
			expected: { action: 'error', code: null }
		},
		{
			name: 'P13 another Client ID',
			settings: updates,
			row: { ...met, otherClientId: true },
			expected: { action: 'error', code: 'other_client_id' }
		},
		{
			name: 'P13 another Client ID where users are met by email',
			settings: { ...overrides, matchBy: 'email' },
			row: {
				...met,
				filled: enough | fieldBit('email'),
				otherClientId: true,
				differs: fieldBit('clientId')
			},
			expected: { action: 'update', sets: fieldBit('clientId') }
		},
		{
			name: 'P6 override: filled cells that differ',
			settings: overrides,
			row: { ...met, filled: enough | details, differs: fieldBit('title') | fieldBit('venue') },
			expected: { action: 'update', sets: fieldBit('title'), clears: 0, isHeldBack: false }
		},
		{
			name: 'P6 override and defaults, of which none is set',
			settings: { ...updates, existingDetails: 'override_defaults' },
			row: { ...met, filled: enough | details, differs: fieldBit('title') },
			expected: { action: 'update', sets: fieldBit('title'), clears: 0 }
		},
		{
			name: 'P6 fill in: fields that are empty in the store',
			settings: { ...updates, existingDetails: 'fill_missing' },
			row: {
				...met,
				filled: enough | details,
				differs: details,
				storedEmpty: mask('phone', 'email')
			},
			expected: { action: 'update', sets: fieldBit('phone'), clears: 0 }
		},
		{
			name: 'P6 no changes: held back, and said',
			settings: updates,
			row: { ...met, filled: enough | details, differs: details },
			expected: { action: 'unchanged', sets: 0, isHeldBack: true }
		},
		{
			name: 'P6 no changes: nothing to hold back',
			settings: updates,
			row: met,
			expected: { action: 'unchanged', isHeldBack: false }
		},
		{
			name: 'P6 no changes: added to the exam with the file’s registration alone',
			settings: updates,
			row: {
				isMet: true,
				filled: enough | details | mask('role', 'venue'),
				differs: details | mask('role', 'venue')
			},
			expected: { action: 'update', sets: mask('role', 'venue'), addsToExam: true }
		},
		{
			name: 'P6 added to the exam with nothing of the file',
			settings: updates,
			row: { isMet: true },
			expected: { action: 'update', sets: 0, addsToExam: true }
		},
		{
			name: 'P6 a password is no detail',
			settings: overrides,
			row: { ...met, filled: enough | fieldBit('password'), differs: fieldBit('password') },
			expected: { action: 'unchanged', sets: 0 }
		}
	],
	'S10 blank cells': [
		{
			name: 'cleared where the store has something',
			settings: { ...overrides, blankCells: 'clear' },
			row: { ...met, storedEmpty: mask('title', 'venue') },
			expected: { action: 'update', clears: mask('lastName', 'email', 'phone') }
		},
		{
			name: 'kept where P6 says so',
			settings: { ...overrides, blankCells: 'clear' },
			row: { ...met, filled: fieldBit('username'), storedEmpty: mask('role') },
			expected: { keptOnClear: mask('clientId', 'firstName', 'eligible', 'bookingStatus') }
		},
		{
			name: 'no venue of an exam that the user is not in',
			settings: { ...overrides, blankCells: 'clear' },
			row: { isMet: true },
			expected: { clears: mask('title', 'lastName', 'email', 'phone'), addsToExam: true }
		},
		{
			name: 'left alone with "Fill in missing"',
			settings: { ...updates, existingDetails: 'fill_missing', blankCells: 'clear' },
			row: met,
			expected: { action: 'unchanged', clears: 0 }
		},
		{
			name: 'left alone with "No changes"',
			settings: { ...updates, blankCells: 'clear' },
			row: met,
			expected: { action: 'unchanged', clears: 0, isHeldBack: false }
		}
	],
	'passwords of stored users': [
		{
			name: 'W2 update from file, filled',
			settings: { ...updates, existingPassword: 'update' },
			row: { ...met, hasPassword: true },
			expected: { action: 'update', setsPassword: true, forcesChange: false }
		},
		{
			name: 'W2 update from file, blank',
			settings: { ...updates, existingPassword: 'update' },
			row: met,
			expected: { action: 'unchanged', setsPassword: false }
		},
		{
			name: 'W2 no changes, filled',
			settings: overrides,
			row: { ...met, hasPassword: true, weakPassword: true },
			expected: { action: 'unchanged', setsPassword: false, forcesChange: false }
		},
		{
			name: 'W1 "Field required in file" is about new users',
			settings: { ...overrides, newUserPassword: 'required' },
			row: met,
			expected: { action: 'unchanged' }
		},
		{
			name: 'W4 weak: one that is set here',
			settings: { ...updates, existingPassword: 'update' },
			row: { ...met, hasPassword: true, weakPassword: true },
			expected: { action: 'update', forcesChange: true }
		},
		{
			name: 'W4 all: whoever is met, once',
			settings: { ...updates, forcePasswordChange: 'all' },
			row: met,
			expected: { action: 'update', setsPassword: false, forcesChange: true }
		},
		{
			name: 'W4 all: marked already',
			settings: { ...updates, forcePasswordChange: 'all' },
			row: { ...met, mustChangePassword: true },
			expected: { action: 'unchanged', forcesChange: false }
		},
		{
			name: 'W5 no sealing key, a password to set',
			settings: { ...updates, existingPassword: 'update' },
			row: { ...met, hasPassword: true },
			hasSealingKey: false,
			expected: { action: 'error', code: 'password_key_missing' }
		},
		{
			name: 'W5 no sealing key, no password to set',
			settings: overrides,
			row: { ...met, hasPassword: true, filled: enough | details, differs: details },
			hasSealingKey: false,
			expected: { action: 'update', setsPassword: false }
		}
	]
};

describe.each(Object.entries(tables))('%s', (_, cases) => {
	test.each(cases)('$name', (one) => {
		expect(decide(one)).toMatchObject(one.expected);
	});
});

test('a decision carries nothing over from the row before', () => {
	const decision = createDecision();
	const policy = createPolicy({
		settings: { ...defaultSettings, ...overrides, existingPassword: 'update', blankCells: 'clear' },
		present: all,
		hasSealingKey: true
	});
	const busy = { ...createRowState(), isMet: true, filled: enough, hasPassword: true };
	decideRow({ ...busy, weakPassword: true }, policy, decision);
	expect(decision.action).toBe('update');
	decideRow({ ...createRowState(), hasRowError: true }, policy, decision);
	expect(decision).toEqual(createDecision());
});

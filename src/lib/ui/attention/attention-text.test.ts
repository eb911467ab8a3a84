import { describe, expect, it } from 'vitest';
import type { Change, Outcome, UserChange } from '../../core/change';
import { idsOf, kindOf, titleOf, whatText } from './attention-text';
import { compare } from './compare';

const examId = '01890000-0000-7000-8000-0000000000e1';
const common = {
	changeId: '01890000-0000-7000-8000-0000000000c1',
	deviceSequence: 1,
	op: 'update',
	id: '01890000-0000-7000-8000-0000000000a1',
	baseVersion: 3,
	previousChangeId: null,
	groupId: null,
	uploadId: null,
	schema: 1
} as const;
const update: UserChange = {
	...common,
	kind: 'user',
	set: {
		user: { phone: '+44 20 7946 0955' },
		registrations: { [examId]: { venue: 'Hall C' } }
	},
	before: {
		user: { phone: '' },
		registrations: { [examId]: { venue: 'Hall A' } }
	},
	allowsSharedEmail: false,
	password: null
};
const stored = {
	id: update.id,
	clientId: 'C-020502',
	username: 'ifeoma.balogun',
	title: '',
	firstName: 'Ifeoma',
	lastName: 'Balogun',
	email: '',
	phone: '+44 20 7946 0120',
	photo: null,
	mustChangePassword: false,
	deletedAt: null,
	version: 5,
	registrations: {
		[examId]: {
			role: 'candidate' as const,
			eligible: true,
			venue: 'Riverside 2',
			bookingStatus: 'Booked' as const
		}
	}
};
const conflict: Outcome = {
	changeId: update.changeId,
	outcome: 'conflict',
	stored,
	fields: ['phone', `registrations.${examId}.venue`],
	changedBy: 'Rania Haddad',
	changedAt: '2026-11-23T10:31:00Z'
};

function rejected(code: Extract<Outcome, { outcome: 'rejected' }>['code'], field: string): Outcome {
	return { changeId: update.changeId, outcome: 'rejected', code, field, storedId: null };
}

describe('Y5 a conflict', () => {
	it('shows each field as it was, mine and theirs', () => {
		expect(compare(update, conflict)).toEqual([
			{
				key: 'phone',
				label: 'Phone',
				was: 'empty',
				mine: '+44 20 7946 0955',
				theirs: '+44 20 7946 0120',
				raw: '+44 20 7946 0955'
			},
			{
				key: `registrations.${examId}.venue`,
				label: 'Venue',
				was: 'Hall A',
				mine: 'Hall C',
				theirs: 'Riverside 2',
				raw: 'Hall C'
			}
		]);
	});

	it.each<[string, Change, Partial<Extract<Outcome, { outcome: 'conflict' }>>]>([
		['Phone and Venue differ', update, {}],
		['Phone differs', update, { fields: ['phone'] }],
		['You updated, they deleted', update, { fields: ['deletedAt'] }],
		['You deleted, they updated', { ...update, op: 'delete' }, { fields: ['deletedAt'] }],
		['You updated, the server no longer has it', update, { stored: null }]
	])('says “%s”', (text, change, more) => {
		expect(whatText({ change, outcome: { ...conflict, ...more }, user: null })).toBe(text);
	});

	it('tells a deletion from a field', () => {
		const change: Change = { ...update, op: 'delete' };
		const [row] = compare(change, { ...conflict, fields: ['deletedAt'] });
		expect(row).toMatchObject({ label: 'Deleted', mine: 'Yes', theirs: 'No' });
	});

	it('never shows a password', () => {
		const change = { ...update, password: { envelope: 'a'.repeat(64), slot: 0 } };
		const [row] = compare(change, { ...conflict, fields: ['password'] });
		expect(row).toMatchObject({ label: 'Password', mine: 'Hidden', theirs: 'Hidden' });
	});

	it('takes the name from the server where this device has none', () => {
		expect(titleOf({ change: update, outcome: conflict, user: null })).toBe('Ifeoma Balogun');
	});
});

describe('Y6 a rejection', () => {
	const set = { ...update.set, user: { username: 'owen', clientId: 'C-1', firstName: 'Owen' } };
	const create: UserChange = { ...update, op: 'create', set };

	it('names the value that is taken, and whose change it was', () => {
		const outcome = rejected('username_taken', 'username');
		const held = { change: create, outcome, user: null };
		expect(whatText(held)).toBe('Username is taken now: another user has “owen”.');
		expect(titleOf(held)).toBe('Owen');
		expect(idsOf(held)).toEqual(['owen', 'C-1']);
		expect(kindOf(outcome)).toBe('rejected');
	});

	it('lists all that would have been set, beside what was', () => {
		const rows = compare(update, rejected('not_allowed', 'phone'));
		expect(rows.map(({ label, was, mine, theirs }) => [label, was, mine, theirs])).toEqual([
			['Phone', 'empty', '+44 20 7946 0955', null],
			['Venue', 'Hall A', 'Hall C', null]
		]);
	});

	it('of an exam names the exam', () => {
		const change: Change = {
			...common,
			kind: 'exam',
			set: { venues: [{ name: 'Hall A', seats: 20 }] },
			before: { name: 'Pharmacy Licence', venues: [] }
		};
		const outcome = rejected('not_allowed', 'venues');
		expect(titleOf({ change, outcome, user: null })).toBe('Exam Pharmacy Licence');
		expect(compare(change, outcome)[0]).toMatchObject({ was: 'empty', mine: 'Hall A' });
	});
});

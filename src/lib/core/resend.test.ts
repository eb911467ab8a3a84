import { describe, expect, it } from 'vitest';
import type { UserChange } from './change';
import type { User } from './records';
import { foldChanges, keepMine, noValues, resendExam, resendUser } from './resend';

const examId = '01890000-0000-7000-8000-0000000000e1';
const now: User = {
	id: 'u',
	clientId: 'C-1',
	username: 'ama',
	title: '',
	firstName: 'Ama',
	lastName: 'Boateng',
	email: '',
	phone: '+44 2',
	photo: null,
	mustChangePassword: false,
	deletedAt: null,
	version: 8,
	registrations: {
		[examId]: { role: 'candidate', eligible: true, venue: 'Hall B', bookingStatus: 'Booked' }
	}
};
const change = (parts: Partial<UserChange>): UserChange => ({
	kind: 'user',
	changeId: 'c',
	deviceSequence: 1,
	op: 'update',
	id: 'u',
	baseVersion: 3,
	previousChangeId: null,
	groupId: null,
	uploadId: null,
	schema: 1,
	set: {
		user: { phone: '+44 1', title: 'Dr' },
		registrations: { [examId]: { venue: 'Hall C' } }
	},
	before: {
		user: { phone: '', title: '' },
		registrations: { [examId]: { venue: 'Hall A' } }
	},
	allowsSharedEmail: false,
	password: null,
	...parts
});
const theirs = (...keys: string[]) => ({ ...keepMine, theirs: new Set(keys) });
const gone = { ...now, deletedAt: '2026-01-01T00:00:00.000Z' };

describe('Y5 a change that came back', () => {
	it('is kept against what stands there now', () => {
		expect(resendUser(change({}), now)).toEqual({
			op: 'update',
			set: {
				user: { phone: '+44 1', title: 'Dr' },
				registrations: { [examId]: { venue: 'Hall C' } }
			},
			before: {
				user: { phone: '+44 2', title: '' },
				registrations: { [examId]: { venue: 'Hall B' } }
			},
			password: null
		});
	});
	it('leaves the fields in which theirs stays', () => {
		const kept = resendUser(change({}), now, theirs('phone', `registrations.${examId}.venue`));
		expect(kept?.set).toEqual({ user: { title: 'Dr' }, registrations: {} });
	});
	it('takes what was typed instead', () => {
		const edits = { user: { phone: '+44 9' }, registrations: { [examId]: { venue: 'Hall D' } } };
		const kept = resendUser(change({}), now, { ...keepMine, edits });
		expect(kept?.set).toMatchObject({
			user: { phone: '+44 9', title: 'Dr' },
			registrations: { [examId]: { venue: 'Hall D' } }
		});
	});
	it.each<[string, UserChange, User | null, string | undefined]>([
		['an edit of a deleted user restores', change({}), gone, 'restore'],
		['an edit of one the server has lost creates', change({}), { ...gone, version: 0 }, 'create'],
		['an edit of one nobody has creates', change({}), null, 'create'],
		['a deletion deletes', change({ op: 'delete', set: noValues }), now, 'delete'],
		['a deletion of a deleted one is nothing', change({ op: 'delete' }), gone, undefined],
		['a restoration of one that is there is an edit', change({ op: 'restore' }), now, 'update'],
		['what is so already is nothing', change({ set: { ...noValues } }), now, undefined]
	])('%s', (_, mine, held, op) => {
		expect(resendUser(mine, held)?.op).toBe(op);
	});
	it('creates with all that the lost user had', () => {
		const kept = resendUser(change({}), { ...gone, version: 0 });
		expect(kept?.set).toEqual({
			user: {
				clientId: 'C-1',
				username: 'ama',
				title: 'Dr',
				firstName: 'Ama',
				lastName: 'Boateng',
				phone: '+44 1'
			},
			registrations: { [examId]: { ...now.registrations[examId], venue: 'Hall C' } }
		});
	});
	it('puts a user back into the exam that the other side took it out of', () => {
		const kept = resendUser(change({}), { ...now, registrations: {} });
		expect(kept?.set.registrations[examId]).toEqual({
			role: 'candidate',
			eligible: true,
			venue: 'Hall C',
			bookingStatus: 'Not Booked'
		});
		expect(kept?.before.registrations).toEqual({ [examId]: null });
	});
	it('is dropped where the deletion stays', () => {
		expect(resendUser(change({}), gone, theirs('deletedAt'))).toBeNull();
	});
	it('W5 leaves its password where theirs stays', () => {
		const password = { envelope: 'e', slot: 1 };
		expect(resendUser(change({ password }), now)?.password).toEqual(password);
		expect(resendUser(change({ password }), now, theirs('password'))?.password).toBeNull();
	});
});

describe('Y6 changes of one user that came back together', () => {
	const later = change({
		changeId: 'd',
		set: { user: { phone: '+44 3' }, registrations: { [examId]: { bookingStatus: 'Booked' } } },
		before: { user: { phone: '+44 1' }, registrations: {} }
	});
	it('want what the last of them wanted, and saw what the first saw', () => {
		const folded = foldChanges([change({}), later]);
		expect(folded?.set).toEqual({
			user: { phone: '+44 3', title: 'Dr' },
			registrations: { [examId]: { venue: 'Hall C', bookingStatus: 'Booked' } }
		});
		expect(folded?.before.user).toEqual({ phone: '', title: '' });
	});
	it.each([
		['a creation taken back wants nothing', ['create', 'delete'], undefined],
		['an edit and a deletion delete', ['update', 'delete'], 'delete'],
		['a creation that was edited creates', ['create', 'update'], 'create'],
		['a deletion taken back restores', ['delete', 'restore'], 'restore']
	] as const)('%s', (_, ops, op) => {
		expect(foldChanges(ops.map((each) => change({ op: each })))?.op).toBe(op);
	});
});

describe('Y5 a change of an exam', () => {
	const exam = {
		id: 'e',
		name: 'Anatomy II',
		kind: 'standard',
		startsAt: null,
		venues: [],
		version: 4,
		deletedAt: null,
		createdAt: ''
	} as const;
	const edit = {
		...change({}),
		kind: 'exam' as const,
		set: { name: 'Anatomy 1', kind: 'standard' as const },
		before: { name: 'Anatomy' }
	};
	it('sends what differs alone', () => {
		expect(resendExam(edit, exam)).toEqual({
			op: 'update',
			set: { name: 'Anatomy 1' },
			before: { name: 'Anatomy II' }
		});
		expect(resendExam(edit, exam, theirs('name'))).toBeNull();
	});
});

import { describe, expect, test } from 'vitest';
import {
	changeSchema,
	changeSchemaNumber,
	passwordReferenceSchema,
	pushLimits,
	pushRequestSchema,
	type ExamChange,
	type UserChange
} from './change';

const id = (digit: number) => `0192a000-0000-7000-8000-00000000000${digit}`;

const userChange: UserChange = {
	changeId: id(1),
	deviceSequence: 1,
	kind: 'user',
	op: 'update',
	id: id(2),
	baseVersion: 3,
	previousChangeId: null,
	groupId: null,
	uploadId: id(3),
	schema: changeSchemaNumber,
	set: {
		user: { phone: '', mustChangePassword: true },
		registrations: { [id(4)]: { role: 'marker' }, [id(5)]: null }
	},
	before: { user: { phone: '+441' }, registrations: { [id(4)]: { role: 'candidate' } } },
	allowsSharedEmail: false,
	password: { envelope: 'a'.repeat(64), slot: 999 }
};

const examChange: ExamChange = {
	changeId: id(1),
	deviceSequence: 1,
	kind: 'exam',
	op: 'create',
	id: id(2),
	baseVersion: 0,
	previousChangeId: null,
	groupId: null,
	uploadId: null,
	schema: changeSchemaNumber,
	set: {
		name: 'Exam',
		kind: 'standard',
		startsAt: null,
		venues: [{ name: 'Hall', seats: null }],
		createdAt: '2026-01-02T03:04:05.000Z'
	},
	before: {}
};

describe('M5 changes', () => {
	test.each([
		['of a user', userChange],
		['of an exam', examChange]
	])('%s go through as they are', (_, change) => {
		expect(changeSchema.parse(structuredClone(change))).toEqual(change);
	});

	test.each([
		['an id in capitals', { id: id(2).toUpperCase() }],
		['no UUID', { changeId: 'x' }],
		['a sequence of 0', { deviceSequence: 0 }],
		['a version below 0', { baseVersion: -1 }],
		['an unknown operation', { op: 'erase' }],
		['an unknown kind', { kind: 'venue' }],
		['a field nobody knows', { extra: 1 }],
		['a user field nobody knows', { set: { user: { isAdmin: true }, registrations: {} } }],
		['the id as a user field', { set: { user: { id: id(9) }, registrations: {} } }],
		['the version as a user field', { set: { user: { version: 9 }, registrations: {} } }],
		['a short username', { set: { user: { username: 'x' }, registrations: {} } }],
		['a long username', { set: { user: { username: 'x'.repeat(65) }, registrations: {} } }],
		['F1 a control character', { set: { user: { lastName: 'a\u0007' }, registrations: {} } }],
		['F1 half a character', { set: { user: { lastName: 'a\ud800' }, registrations: {} } }],
		['F7 an unknown role', { set: { user: {}, registrations: { [id(4)]: { role: 'boss' } } } }],
		['a registration of no exam', { set: { user: {}, registrations: { x: { role: 'marker' } } } }],
		['W5 a password in clear', { password: 'secret' }],
		['W5 a slot too many', { password: { envelope: 'a'.repeat(64), slot: 1000 } }]
	])('refused: %s', (_, part) => {
		expect(changeSchema.safeParse({ ...userChange, ...part }).success).toBe(false);
	});

	test('a name of two units a character is taken', () => {
		const set = { user: { firstName: '\u{20bb7}\u{1f642}' }, registrations: {} };
		expect(changeSchema.safeParse({ ...userChange, set }).success).toBe(true);
	});
});

test.each([
	['A'.repeat(64), 0],
	['a'.repeat(63), 0],
	['a'.repeat(64), -1],
	['a'.repeat(64), 1.5]
])('W5 a password reference %s %s is refused', (envelope, slot) => {
	expect(passwordReferenceSchema.safeParse({ envelope, slot }).success).toBe(false);
});

describe('Y2 a push', () => {
	const push = (count: number) => ({
		deviceId: id(1),
		batchId: id(2),
		organisationId: id(3),
		schema: changeSchemaNumber,
		changes: Array.from({ length: count }, () => userChange)
	});

	test.each([
		[0, false],
		[1, true],
		[pushLimits.changes, true],
		[pushLimits.changes + 1, false]
	])('of %s changes: %s', (count, expected) => {
		expect(pushRequestSchema.safeParse(push(count)).success).toBe(expected);
	});
});

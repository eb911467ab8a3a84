import { describe, expect, test } from 'vitest';
import type { UserChange } from './change';
import { asksForMail, isSameTold, mailHindrance, toldOf } from './mails';
import type { Exam, Registration, User } from './records';
import type { Settings } from './settings';

const exam: Exam = {
	id: 'e',
	name: 'Anatomy',
	kind: 'standard',
	startsAt: '2026-06-01T09:00:00Z',
	venues: [],
	version: 1,
	deletedAt: null,
	createdAt: '2026-01-01T00:00:00Z'
};
const booked: Registration = {
	role: 'candidate',
	eligible: true,
	venue: 'Hall B',
	bookingStatus: 'Booked'
};
const user = (
	registration: Partial<Registration> | null = {},
	parts: Partial<User> = {}
): User => ({
	id: 'u',
	clientId: 'C-1',
	username: 'ada',
	title: '',
	firstName: 'Ada',
	lastName: '',
	email: 'ada@example.org',
	phone: '',
	photo: null,
	mustChangePassword: false,
	deletedAt: null,
	version: 1,
	registrations: registration ? { e: { ...booked, ...registration } } : {},
	...parts
});

describe('S8 which change asks for a mail', () => {
	type Parts = Pick<UserChange, 'op' | 'set' | 'before'>;
	const change = (
		op: UserChange['op'],
		set: Partial<UserChange['set']> = {},
		before: Partial<UserChange['before']> = {}
	): Parts => ({
		op,
		set: { user: {}, registrations: {}, ...set },
		before: { user: {}, registrations: {}, ...before }
	});
	const registration = (set: Partial<Registration>, before: Partial<Registration> | null) =>
		change('update', { registrations: { e: set } }, { registrations: { e: before } });
	const both = { new: true, new_and_updated: true };
	const updated = { new: false, new_and_updated: true };
	const neither = { new: false, new_and_updated: false };
	test.each<[string, Parts, Record<Exclude<Settings['emailDetails'], 'none'>, boolean>]>([
		['a create', change('create'), both],
		['a new registration', registration(booked, null), updated],
		['another role', registration({ role: 'marker' }, booked), updated],
		['another venue', registration({ venue: 'C' }, booked), updated],
		['another booking', registration({ bookingStatus: 'Not Booked' }, booked), updated],
		['another username', change('update', { user: { username: 'bob' } }), updated],
		['eligible alone', registration({ eligible: false }, booked), neither],
		['another name', change('update', { user: { firstName: 'Bo' } }), neither],
		['another exam', change('update', { registrations: { f: booked } }), neither],
		['taken out', change('update', { registrations: { e: null } }), neither],
		['a delete', change('delete'), neither]
	])('%s', (_, parts, expected) => {
		expect(asksForMail('none', parts, 'e')).toBe(false);
		expect(asksForMail('new', parts, 'e')).toBe(expected.new);
		expect(asksForMail('new_and_updated', parts, 'e')).toBe(expected.new_and_updated);
	});
});

describe('Y9 why there is none', () => {
	const now = Date.parse('2026-05-01T00:00:00Z');
	const start = Date.parse('2026-06-01T09:00:00Z');
	test.each<[string | null, User, Exam | undefined, number]>([
		[null, user(), exam, now],
		[null, user(), { ...exam, startsAt: null }, start + 1],
		[null, user({ role: 'marker', bookingStatus: 'Not Booked' }), exam, start - 1],
		['exam_started', user(), exam, start],
		['not_eligible', user({ eligible: false }), exam, now],
		['not_booked', user({ bookingStatus: 'Not Booked' }), exam, now],
		['no_email', user({}, { email: '' }), exam, now],
		['not_registered', user(null), exam, now],
		['deleted', user({}, { deletedAt: '2026-05-01T00:00:00Z' }), exam, now],
		['exam_deleted', user(), { ...exam, deletedAt: '2026-05-01T00:00:00Z' }, now],
		['exam_deleted', user(), undefined, now]
	])('%s', (hindrance, who, what, nowMs) => {
		expect(mailHindrance(who, what, nowMs)).toBe(hindrance);
	});
});

describe('Y9 what a user has been told', () => {
	const told = toldOf(user(), 'e');
	test.each<[string, User | undefined, boolean]>([
		['the same', user(), true],
		['another name and address', user({}, { firstName: 'Bo', email: 'b@example.org' }), true],
		['eligible', user({ eligible: false }), true],
		['username', user({}, { username: 'bob' }), false],
		['venue', user({ venue: 'C' }), false],
		['role', user({ role: 'marker' }), false],
		['booking', user({ bookingStatus: 'Not Booked' }), false],
		['taken out', user(null), false],
		['deleted', user({}, { deletedAt: 'x' }), false],
		['never there', undefined, false]
	])('%s', (_, other, isSame) => {
		expect(isSameTold(told, toldOf(other, 'e'))).toBe(isSame);
	});
	test('nobody twice is the same', () => {
		expect(isSameTold(toldOf(undefined, 'e'), toldOf(user(null), 'e'))).toBe(true);
	});
});

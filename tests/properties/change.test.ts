/** M5: a change and its inverse give the state before. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { UserChange } from '../../src/lib/core/change';
import { applyToUser, undoOnUser } from '../../src/lib/core/change-values';
import { personOf } from '../../src/lib/core/persons';
import { userFields, type Registration, type User } from '../../src/lib/core/records';
import { differences } from '../../src/lib/storage/differences';
import { examId, otherExamId, registered, stored } from '../world';

const text = fc.constantFrom('', 'One', 'Two', 'Ünal');
const registration: fc.Arbitrary<Registration> = fc.record({
	role: fc.constantFrom('candidate', 'invigilator', 'marker'),
	eligible: fc.boolean(),
	venue: text,
	bookingStatus: fc.constantFrom('Booked', 'Not Booked')
});
const user: fc.Arbitrary<User> = fc
	.record({
		title: text,
		firstName: text,
		lastName: text,
		email: text,
		phone: text,
		clientId: text,
		username: text,
		mustChangePassword: fc.boolean(),
		registrations: fc.oneof(
			fc.constant({}),
			fc.constant({ [otherExamId]: registered }),
			registration.map((of) => ({ [examId]: of })),
			registration.map((of) => ({ [examId]: of, [otherExamId]: registered }))
		)
	})
	.map((values) => stored('a', values));

const at = '2026-11-20T00:00:00.000Z';

function change(set: UserChange['set'], before: UserChange['set']): UserChange {
	return {
		kind: 'user',
		op: 'update',
		changeId: '01920000-0000-7000-8000-0000000000c1',
		deviceSequence: 1,
		id: 'id-a',
		baseVersion: 1,
		previousChangeId: null,
		groupId: null,
		uploadId: null,
		schema: 1,
		set,
		before,
		allowsSharedEmail: false,
		password: null
	};
}

test('M5 a change and its inverse give the state before', () => {
	fc.assert(
		fc.property(user, user, (before, other) => {
			const made = differences(before, personOf(other, examId), examId);
			const changed = applyToUser(before, change(made.set, made.before), at);
			for (const field of userFields) expect(changed[field]).toBe(other[field]);
			expect(changed.mustChangePassword).toBe(other.mustChangePassword);
			expect(changed.registrations[examId]).toEqual(other.registrations[examId]);
			expect(changed.registrations[otherExamId]).toEqual(before.registrations[otherExamId]);
			expect(undoOnUser(changed, change(made.set, made.before), at)).toEqual(before);
		}),
		{ numRuns: 2000 }
	);
});

import { describe, expect, test } from 'vitest';
import { examId, otherExamId, registered, stored } from '../../../tests/world';
import type { UserChange, UserValues } from './change';
import type { User } from './records';
import { reverseChange } from './reverse';

const none: UserValues = { user: {}, registrations: {} };
const photo = (letter: string) => ({ sha256: letter.repeat(64), sourceSha256: letter.repeat(64) });

function change(op: UserChange['op'], set: UserValues, before: UserValues = none): UserChange {
	return {
		changeId: 'c',
		deviceSequence: 1,
		kind: 'user',
		op,
		id: 'id-a',
		baseVersion: 1,
		previousChangeId: null,
		groupId: null,
		uploadId: 'u',
		schema: 1,
		set,
		before,
		allowsSharedEmail: false,
		password: null
	};
}

const user = (values: UserValues['user']): UserValues => ({ user: values, registrations: {} });
const inExam = (values: UserValues['registrations'][string]): UserValues => ({
	user: {},
	registrations: { [examId]: values }
});
const created = change('create', {
	user: { username: 'u.a', clientId: 'C-a', firstName: 'Name' },
	registrations: { [examId]: registered }
});
const deleted = { deletedAt: '2026-11-01T00:00:00.000Z' };

describe('V9 what takes a change back', () => {
	test.each<[string, UserChange, Partial<User>, boolean, object]>([
		[
			'a value goes back',
			change('update', user({ title: 'Dr' }), user({ title: 'Mr' })),
			{ title: 'Dr' },
			false,
			{ op: 'update', set: user({ title: 'Mr' }), before: user({ title: 'Dr' }), reason: null }
		],
		[
			'an edited value stays',
			change('update', user({ title: 'Dr' }), user({ title: 'Mr' })),
			{ title: 'Prof' },
			true,
			{ op: null, reason: 'edited', kept: ['title'] }
		],
		[
			'one that is back already needs nothing',
			change('update', user({ title: 'Dr' }), user({ title: 'Mr' })),
			{ title: 'Mr' },
			false,
			{ op: null, reason: null }
		],
		[
			'others edited since are told',
			change('update', user({ title: 'Dr' }), user({ title: 'Mr' })),
			{ title: 'Dr' },
			true,
			{ op: 'update', reason: 'touched' }
		],
		[
			'a photo goes back',
			change('update', user({ photo: photo('b') }), user({ photo: photo('a') })),
			{ photo: photo('b') },
			false,
			{ op: 'update', set: user({ photo: photo('a') }) }
		],
		[
			'a first photo goes away',
			change('update', user({ photo: photo('b') }), user({ photo: null })),
			{ photo: photo('b') },
			false,
			{ op: 'update', set: user({ photo: null }) }
		],
		[
			'a photo replaced since stays',
			change('update', user({ photo: photo('b') }), user({ photo: null })),
			{ photo: photo('c') },
			true,
			{ op: null, kept: ['photo'] }
		],
		[
			'who was added to the exam goes out',
			change('update', inExam(registered), inExam(null)),
			{},
			false,
			{ op: 'update', set: inExam(null), before: inExam(registered) }
		],
		[
			'but not when booked since',
			change('update', inExam(registered), inExam(null)),
			{ registrations: { [examId]: { ...registered, bookingStatus: 'Booked' } } },
			true,
			{ op: null, kept: ['bookingStatus'] }
		],
		[
			'who was taken out comes back',
			change('update', inExam(null), inExam(registered)),
			{ registrations: {} },
			false,
			{ op: 'update', set: inExam(registered), before: inExam(null) }
		],
		[
			'a field of the registration goes back',
			change('update', inExam({ eligible: false }), inExam({ eligible: true })),
			{ registrations: { [examId]: { ...registered, eligible: false } } },
			false,
			{ op: 'update', set: inExam({ eligible: true }) }
		],
		[
			'a password stays with its mark',
			{
				...change(
					'update',
					user({ mustChangePassword: true }),
					user({ mustChangePassword: false })
				),
				password: { envelope: 'e', slot: 0 }
			},
			{ mustChangePassword: true },
			false,
			{ op: null, reason: 'password' }
		],
		['who was created goes', created, {}, false, { op: 'delete', reason: null }],
		[
			'but not when edited since',
			created,
			{ phone: '+44' },
			true,
			{ op: null, reason: 'edited', kept: ['phone'] }
		],
		[
			'nor when in another exam by now',
			created,
			{ registrations: { [examId]: registered, [otherExamId]: registered } },
			true,
			{ op: null, reason: 'edited', kept: ['registration'] }
		],
		['nor when deleted since', created, deleted, true, { op: null, reason: 'deleted' }],
		[
			'who was deleted comes back',
			change('delete', none),
			deleted,
			false,
			{ op: 'restore', reason: null }
		],
		['unless restored since', change('delete', none), {}, true, { op: null, reason: 'restored' }],
		[
			'who was restored goes again',
			change('restore', none),
			{},
			false,
			{ op: 'delete', reason: null }
		],
		['unless edited since', change('restore', none), {}, true, { op: null, reason: 'touched' }],
		[
			'nothing is done to who was deleted since',
			change('update', user({ title: 'Dr' }), user({ title: '' })),
			deleted,
			true,
			{ op: null, reason: 'deleted' }
		]
	])('%s', (_name, done, now, isTouched, expected) => {
		expect(reverseChange(done, stored('a', now), isTouched)).toMatchObject(expected);
	});
});

import { describe, expect, test } from 'vitest';
import type { UserChange } from './change';
import type { User } from './records';
import { replan, type Replanned } from './replan';
import { defaultSettings, type Settings } from './settings';

const examId = '019b76da-f238-7ad5-9187-69276c5f9700';
const registration = {
	role: 'candidate',
	eligible: true,
	venue: '',
	bookingStatus: 'Booked'
} as const;

const stored: User = {
	id: '019b76da-f238-7ad5-9187-69276c5f97e8',
	clientId: 'C-1',
	username: 'ada',
	title: '',
	firstName: 'Ada',
	lastName: 'Old',
	email: '',
	phone: '',
	photo: null,
	mustChangePassword: false,
	deletedAt: null,
	version: 4,
	registrations: { [examId]: registration }
};
const other: User = { ...stored, id: '019b76da-f238-7ad5-9187-69276c5f97e9', username: 'bob' };

interface Case {
	readonly settings?: Partial<Settings>;
	readonly set?: UserChange['set']['user'];
	readonly met?: User | null;
	readonly clientIdHolder?: User | null;
	readonly password?: 'file' | 'made';
}

function again({ settings = {}, set = {}, met = stored, ...rest }: Case): Replanned {
	const { clientIdHolder = met, password } = rest;
	const values = { clientId: 'C-1', username: 'ada', firstName: 'Ada', lastName: 'New', ...set };
	const create = {
		kind: 'user',
		op: 'create',
		set: { user: values, registrations: { [examId]: registration } },
		password: password ? { envelope: 'f'.repeat(64), slot: 0 } : null
	} as unknown as UserChange;
	return replan({
		create,
		settings: { ...defaultSettings, ...settings },
		holders: { username: met, clientId: clientIdHolder, email: null },
		isFilePassword: password === 'file'
	});
}

const update = { uploadType: 'add_and_update' } as const;
const override = { ...update, existingDetails: 'override' } as const;

describe('Y6 planned again by the settings of the upload', () => {
	test.each<[string, Case, Partial<Replanned>]>([
		['P2 add new: skip', {}, { action: 'skip', code: 'exists', met: stored }],
		['P6 no changes, in the exam: unchanged', { settings: update }, { action: 'unchanged' }],
		['P6 override: update', { settings: override }, { action: 'update' }],
		[
			'P8 override with the same values: unchanged',
			{ settings: override, set: { lastName: 'Old' } },
			{ action: 'unchanged' }
		],
		[
			'P6 no changes, not in the exam yet: added to it',
			{ settings: update, met: { ...stored, registrations: {} } },
			{ action: 'update' }
		],
		[
			'P13 another Client ID: not taken over',
			{ settings: override, set: { clientId: 'C-9' }, clientIdHolder: null },
			{ action: 'error', code: 'other_client_id' }
		],
		[
			'M4 the Client ID belongs to somebody else',
			{ settings: override, met: null, clientIdHolder: other },
			{ action: 'error', code: 'client_id_taken', met: other }
		],
		[
			'W2 a password made here is not set on an existing user',
			{ settings: { ...update, existingPassword: 'update' }, password: 'made' },
			{ action: 'unchanged', setsPassword: false }
		],
		[
			'W2 one that stood in the file is, where the settings say so',
			{ settings: { ...update, existingPassword: 'update' }, password: 'file' },
			{ action: 'update', setsPassword: true }
		]
	])('%s', (_, given, expected) => {
		expect(again(given)).toMatchObject(expected);
	});

	test('the update takes the values of the file and keeps the rest', () => {
		const { after } = again({ settings: override, met: { ...stored, phone: '+441' } });
		expect(after?.user).toMatchObject({ lastName: 'New', phone: '+441', username: 'ada' });
	});
});

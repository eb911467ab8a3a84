import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { describe, expect, it } from 'vitest';
import type { Change, UserChange } from '../core/change';
import type { User } from '../core/records';
import { openDatabase } from './db';
import { packChanges } from './pack-changes';
import { packUsers } from './pack-users';
import { changesOfUser } from './user-changes';

const exam = '01990000-0000-7000-8000-000000000001';
const other = '01990000-0000-7000-8000-000000000002';

const user: User = {
	id: '01990000-0000-7000-8000-00000000000a',
	clientId: 'C-1',
	username: 'unal',
	title: '',
	firstName: 'Ünal',
	lastName: '王',
	email: 'unal@kaya.example',
	phone: '',
	photo: { sha256: 'a'.repeat(64), sourceSha256: 'b'.repeat(64) },
	mustChangePassword: true,
	deletedAt: '2026-11-01T00:00:00.000Z',
	version: 7,
	registrations: {
		[exam]: { role: 'marker', eligible: false, venue: 'Hall', bookingStatus: 'Booked' },
		[other]: { role: 'candidate', eligible: true, venue: '', bookingStatus: 'Not Booked' }
	}
};

const plain: User = {
	...user,
	id: '01990000-0000-7000-8000-00000000000b',
	photo: null,
	mustChangePassword: false,
	deletedAt: null,
	version: 0,
	registrations: {}
};

function change(deviceSequence: number, more: Partial<UserChange>): UserChange {
	return {
		changeId: `01990000-0000-7000-8000-0000000001${String(deviceSequence).padStart(2, '0')}`,
		deviceSequence,
		kind: 'user',
		op: 'create',
		id: user.id,
		baseVersion: 0,
		previousChangeId: null,
		groupId: null,
		uploadId: 'upload',
		schema: 1,
		set: { user: {}, registrations: {} },
		before: { user: {}, registrations: {} },
		allowsSharedEmail: false,
		password: null,
		...more
	};
}

const changes: (Change | null)[] = [
	change(5, {
		set: {
			user: { username: 'unal', firstName: 'Ünal', mustChangePassword: true },
			registrations: { [exam]: { role: 'marker', eligible: false } }
		},
		password: { envelope: 'e'.repeat(64), slot: 12 },
		mail: exam
	}),
	null,
	change(7, {
		op: 'update',
		baseVersion: 3,
		previousChangeId: '01990000-0000-7000-8000-000000000105',
		groupId: '01990000-0000-7000-8000-0000000000ff',
		allowsSharedEmail: true,
		set: { user: { email: '', lastName: 'x' }, registrations: { [exam]: null } },
		before: { user: { email: 'a@b.example' }, registrations: { [exam]: { venue: 'Hall' } } }
	}),
	change(8, { op: 'delete' }),
	// Of another upload and out of order: kept as it is.
	change(40, { op: 'restore', uploadId: null }),
	{
		...change(9, {}),
		kind: 'exam',
		set: { name: 'Exam' },
		before: {}
	} as unknown as Change
];

async function open() {
	const db = openDatabase('packed', { indexedDB: new IDBFactory(), IDBKeyRange });
	await db.open();
	return db;
}

describe('packed pages', () => {
	it('give users back as they were, by every way of reading', async () => {
		const db = await open();
		const page = { page: 3, users: [user, plain], pending: ['x', ''] };
		await db.userPages.put(page);
		expect(await db.userPages.get(3)).toEqual(page);
		expect(await db.userPages.bulkGet([3, 4])).toEqual([page, undefined]);
		expect(await db.userPages.toArray()).toEqual([page]);
		const seen: unknown[] = [];
		await db.userPages.each((each) => seen.push(each));
		expect(seen).toEqual([page]);
	});

	it('give changes back as they were, and by index', async () => {
		const db = await open();
		const page = { first: 5, uploadId: 'upload', changes, isOpen: 1 as const };
		await db.changePages.add(page);
		expect(await db.changePages.where('isOpen').equals(1).toArray()).toEqual([page]);
		expect(await db.changePages.where('isOpen').equals(1).primaryKeys()).toEqual([5]);
	});

	it('keep what is changed in place', async () => {
		const db = await open();
		await db.userPages.put({ page: 0, users: [plain], pending: [''] });
		await db.userPages.toCollection().modify((page) => {
			page.users = [user];
		});
		expect((await db.userPages.get(0))?.users).toEqual([user]);
	});

	it('are read in the form in which earlier versions stored them: texts', async () => {
		const db = await open();
		const stored = db.backendDB().transaction(['userPages', 'changePages'], 'readwrite');
		const text = JSON.stringify(packUsers([user, plain]));
		stored.objectStore('userPages').put({ page: 0, packed: text, pending: ['', 'x'] });
		const page = { first: 5, uploadId: 'upload' };
		const packed = JSON.stringify(packChanges(changes, page));
		stored.objectStore('changePages').put({ ...page, isOpen: 1, packed });
		await new Promise((resolve) => (stored.oncomplete = resolve));
		expect(await db.userPages.get(0)).toEqual({
			page: 0,
			users: [user, plain],
			pending: ['', 'x']
		});
		expect(await db.changePages.get(5)).toEqual({ ...page, isOpen: 1, changes });
		expect((await changesOfUser(db, user.id)).length).toBeGreaterThan(0);
	});
});

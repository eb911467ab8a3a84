import { describe, expect, test } from 'vitest';
import type { UserChange } from '../../src/lib/core/change';
import { keepEnvelope } from '../../src/lib/server/envelopes';
import { sha256 } from '../../src/lib/server/canonical';
import {
	createExam,
	createUser,
	examChange,
	noonMs,
	openDesk,
	updateUser,
	userChange,
	versionOf,
	type Desk
} from './device';
import type { RunningEngine } from './engines';

type Registrations = UserChange['set']['registrations'];

const registered = (id: string, set: Registrations, before: Registrations = {}) =>
	userChange({
		op: 'update',
		id,
		baseVersion: 2,
		set: { user: {}, registrations: set },
		before: { user: {}, registrations: before }
	});

/** Ines and Omar, an exam at version 1 and a user at version 2 that both have pulled. */
async function twoDesks(engine: () => RunningEngine) {
	const ines = await openDesk(engine().store);
	const omar = await ines.beside('admin', 'Omar');
	const exam = createExam();
	const user = createUser({ username: 'ada', clientId: 'C1', title: 'Ms', phone: '+441' });
	await ines.push(exam, user);
	return { ines, omar, userId: user.id, examId: exam.id };
}

const storedUser = async (desk: Desk) => (await desk.pull()).users[0];

export function describeConflicts(engine: () => RunningEngine): void {
	const open = () => twoDesks(engine);

	describe('two devices', () => {
		test('Y5 edits of different fields merge, and the later is told', async () => {
			const { ines, omar, userId } = await open();
			const base = { baseVersion: 2 };
			await ines.push(
				updateUser(userId, { set: { title: 'Dr' }, before: { title: 'Ms' }, ...base })
			);
			const late = updateUser(userId, {
				set: { phone: '+442' },
				before: { phone: '+441' },
				...base
			});
			expect(await omar.push(late)).toEqual([
				{ changeId: late.changeId, outcome: 'applied', version: 4, isMerged: true }
			]);
			expect(await storedUser(ines)).toMatchObject({ title: 'Dr', phone: '+442', version: 4 });
		});
		test('Y5 edits of one field conflict, with both values, who and when', async () => {
			const { ines, omar, userId } = await open();
			const edit = (title: string) =>
				updateUser(userId, {
					set: { title, phone: '' },
					before: { title: 'Ms', phone: '+441' },
					baseVersion: 2
				});
			await ines.push(
				updateUser(userId, { set: { title: 'Dr' }, before: { title: 'Ms' }, baseVersion: 2 })
			);
			const late = edit('Prof');
			const [outcome] = await omar.push(late);
			expect(outcome).toMatchObject({
				outcome: 'conflict',
				fields: ['title'],
				stored: { id: userId, title: 'Dr', phone: '+441', version: 3 },
				changedBy: 'Ines',
				changedAt: new Date(noonMs).toISOString()
			});
			expect(await omar.push(late)).toEqual([outcome]);
			expect(await storedUser(ines)).toMatchObject({ title: 'Dr', phone: '+441' });
		});
		test('Y5 the same edit on both is no conflict', async () => {
			const { ines, omar, userId } = await open();
			const edit = () =>
				updateUser(userId, { set: { title: 'Dr' }, before: { title: 'Ms' }, baseVersion: 2 });
			await ines.push(edit());
			expect(await omar.push(edit())).toEqual([expect.objectContaining({ isMerged: true })]);
		});
		test('Y5 a field whose value before is not known is not overwritten unseen', async () => {
			const { ines, omar, userId } = await open();
			await ines.push(
				updateUser(userId, { set: { title: 'Dr' }, before: { title: 'Ms' }, baseVersion: 2 })
			);
			const blind = updateUser(userId, { set: { phone: '+443' }, baseVersion: 2 });
			expect(await omar.push(blind)).toEqual([
				expect.objectContaining({ outcome: 'conflict', fields: ['phone'] })
			]);
		});
		test('Y5 what was merged unseen is not overwritten by the next edit in the chain', async () => {
			const { ines, omar, userId } = await open();
			await ines.push(
				updateUser(userId, { set: { title: 'Dr' }, before: { title: 'Ms' }, baseVersion: 2 })
			);
			const first = updateUser(userId, {
				set: { phone: '+442' },
				before: { phone: '+441' },
				baseVersion: 2
			});
			const second = updateUser(userId, {
				set: { title: 'Prof' },
				before: { title: 'Ms' },
				baseVersion: 2,
				previousChangeId: first.changeId
			});
			const third = userChange({
				op: 'delete',
				id: userId,
				before: { user: { title: 'Ms' }, registrations: {} },
				baseVersion: 2,
				previousChangeId: first.changeId
			});
			expect(await omar.push(first, second, third)).toEqual([
				expect.objectContaining({ outcome: 'applied', isMerged: true }),
				expect.objectContaining({ outcome: 'conflict', fields: ['title'] }),
				expect.objectContaining({ outcome: 'conflict', fields: ['deletedAt', 'title'] })
			]);
		});
		test('Y5 what was merged and pulled since is seen: the next delete in the chain stands', async () => {
			const { ines, omar, userId } = await open();
			const title = { set: { title: 'Dr' }, before: { title: 'Ms' } };
			const phone = { set: { phone: '+442' }, before: { phone: '+441' } };
			await ines.push(updateUser(userId, { ...title, baseVersion: 2 }));
			const first = updateUser(userId, { ...phone, baseVersion: 2 });
			const second = updateUser(userId, {
				set: { lastName: 'L' },
				before: { lastName: '' },
				baseVersion: 2,
				previousChangeId: first.changeId
			});
			const remove = (baseVersion: number) =>
				userChange({
					op: 'delete',
					id: userId,
					baseVersion,
					previousChangeId: second.changeId
				});
			expect(await omar.push(first, second, remove(2), remove(3))).toEqual([
				expect.objectContaining({ isMerged: true, version: 4 }),
				expect.objectContaining({ isMerged: true, version: 5 }),
				expect.objectContaining({ outcome: 'conflict' }),
				expect.objectContaining({ outcome: 'applied', version: 6 })
			]);
		});
		test('Y5 a base the server never gave is compared by values', async () => {
			const { omar, userId } = await open();
			const edit = (before: string) =>
				updateUser(userId, { set: { title: 'Dr' }, before: { title: before }, baseVersion: 999 });
			expect(await omar.push(edit('Mx'))).toEqual([
				expect.objectContaining({ outcome: 'conflict', fields: ['title'] })
			]);
			versionOf((await omar.push(edit('Ms')))[0]);
		});
	});

	describe('registrations of two devices', () => {
		test('Y5 both add the user to the exam: what differs is asked, what is equal is not', async () => {
			const { ines, omar, userId, examId } = await open();
			await ines.push(registered(userId, { [examId]: { venue: 'Hall A', eligible: true } }));
			const same = registered(userId, {
				[examId]: { venue: 'Hall A', bookingStatus: 'Not Booked' }
			});
			const other = registered(userId, { [examId]: { venue: 'Hall B' } });
			expect(await omar.push(same, other)).toEqual([
				expect.objectContaining({ outcome: 'applied', isMerged: true }),
				expect.objectContaining({ outcome: 'conflict', fields: [`registrations.${examId}.venue`] })
			]);
		});
		test('Y5 different fields of one registration merge', async () => {
			const { ines, omar, userId, examId } = await open();
			const start = {
				role: 'candidate',
				eligible: true,
				venue: '',
				bookingStatus: 'Not Booked'
			} as const;
			await ines.push(registered(userId, { [examId]: start }));
			const pulled = { [examId]: start };
			const a = {
				...registered(userId, { [examId]: { venue: 'Hall A' } }, pulled),
				baseVersion: 3
			};
			const b = {
				...registered(userId, { [examId]: { eligible: false } }, pulled),
				baseVersion: 3
			};
			await ines.push(a);
			expect(await omar.push(b)).toEqual([expect.objectContaining({ isMerged: true })]);
			expect((await storedUser(ines))?.registrations[examId]).toEqual({
				...start,
				venue: 'Hall A',
				eligible: false
			});
		});
		test('Y5 taken out here, edited there: asked; untouched there: done', async () => {
			const { ines, omar, userId, examId } = await open();
			const start = {
				role: 'candidate',
				eligible: true,
				venue: '',
				bookingStatus: 'Not Booked'
			} as const;
			await ines.push(registered(userId, { [examId]: start }));
			const remove = () => ({
				...registered(userId, { [examId]: null }, { [examId]: start }),
				baseVersion: 3
			});
			await ines.push({
				...registered(userId, { [examId]: { venue: 'Hall A' } }, { [examId]: start }),
				baseVersion: 3
			});
			expect(await omar.push(remove())).toEqual([
				expect.objectContaining({ outcome: 'conflict', fields: [`registrations.${examId}`] })
			]);
			await ines.push({
				...registered(
					userId,
					{ [examId]: { venue: '' } },
					{ [examId]: { ...start, venue: 'Hall A' } }
				),
				baseVersion: 4
			});
			expect(await omar.push(remove())).toEqual([expect.objectContaining({ isMerged: true })]);
			expect((await storedUser(ines))?.registrations).toEqual({});
		});
		test('Y5 edited here, taken out there: asked', async () => {
			const { ines, omar, userId, examId } = await open();
			const start = {
				role: 'candidate',
				eligible: true,
				venue: '',
				bookingStatus: 'Not Booked'
			} as const;
			await ines.push(registered(userId, { [examId]: start }));
			await ines.push({
				...registered(userId, { [examId]: null }, { [examId]: start }),
				baseVersion: 3
			});
			const edit = {
				...registered(userId, { [examId]: { venue: 'Hall A' } }, { [examId]: start }),
				baseVersion: 3
			};
			expect(await omar.push(edit)).toEqual([
				expect.objectContaining({ outcome: 'conflict', fields: [`registrations.${examId}`] })
			]);
		});
	});

	describe('deleting against editing', () => {
		test('Y5 a delete of what another edited since is asked', async () => {
			const { ines, omar, userId } = await open();
			await ines.push(
				updateUser(userId, { set: { title: 'Dr' }, before: { title: 'Ms' }, baseVersion: 2 })
			);
			const before = { user: { title: 'Ms', phone: '+441' }, registrations: {} };
			const remove = userChange({ op: 'delete', id: userId, baseVersion: 2, before });
			expect(await omar.push(remove)).toEqual([
				expect.objectContaining({ outcome: 'conflict', fields: ['deletedAt', 'title'] })
			]);
		});
		test('Y5 an edit of what another deleted is asked', async () => {
			const { ines, omar, userId } = await open();
			await ines.push(userChange({ op: 'delete', id: userId, baseVersion: 2 }));
			const edit = updateUser(userId, {
				set: { title: 'Dr' },
				before: { title: 'Ms' },
				baseVersion: 2
			});
			const [outcome] = await omar.push(edit);
			expect(outcome).toMatchObject({
				outcome: 'conflict',
				fields: ['deletedAt'],
				stored: { deletedAt: new Date(noonMs).toISOString() }
			});
		});
		test('Y5 two deletes agree', async () => {
			const { ines, omar, userId } = await open();
			const remove = () => userChange({ op: 'delete', id: userId, baseVersion: 2 });
			const first = versionOf((await ines.push(remove()))[0]);
			expect((await omar.push(remove())).map(versionOf)).toEqual([first]);
		});
		test('V9 a restore undoes the delete, and is asked when others came between', async () => {
			const { ines, omar, userId } = await open();
			const remove = userChange({ op: 'delete', id: userId, baseVersion: 2 });
			const restore = () => userChange({ op: 'restore', id: userId, baseVersion: 3 });
			expect((await ines.push(remove, restore())).map(versionOf)).toEqual([3, 4]);
			expect((await storedUser(omar))?.deletedAt).toBeNull();
			await omar.push(userChange({ op: 'delete', id: userId, baseVersion: 4 }));
			expect(await ines.push(restore())).toEqual([
				expect.objectContaining({ outcome: 'conflict', fields: ['deletedAt'] })
			]);
		});
		test('Y5 an exam: edits of one field conflict, of two merge', async () => {
			const { ines, omar, examId } = await open();
			const edit = (set: { name?: string; kind?: 'proctored' }, before: object) =>
				examChange({ op: 'update', id: examId, baseVersion: 1, set, before });
			await ines.push(edit({ name: 'Biology' }, { name: 'Anatomy' }));
			expect(
				await omar.push(
					edit({ name: 'Physics' }, { name: 'Anatomy' }),
					edit({ kind: 'proctored' }, { kind: 'standard' })
				)
			).toEqual([
				expect.objectContaining({ outcome: 'conflict', fields: ['name'], changedBy: 'Ines' }),
				expect.objectContaining({ outcome: 'applied', isMerged: true })
			]);
		});
	});

	test('Y5 two passwords for one user are asked', async () => {
		const { ines, omar, userId } = await open();
		const bytes = new TextEncoder().encode(userId);
		const envelope = sha256(bytes);
		await keepEnvelope(ines.store.database, ines.session, { name: envelope, bytes, nowMs: noonMs });
		const change = (slot: number) =>
			updateUser(userId, { set: {}, baseVersion: 2, password: { envelope, slot } });
		versionOf((await ines.push(change(0)))[0]);
		expect(await omar.push(change(1))).toEqual([
			expect.objectContaining({ outcome: 'conflict', fields: ['password'] })
		]);
	});
}

/** V9: undo of an upload on the policy samples. */
import { expect, test } from 'vitest';
import { createDevice, fileOf, fixture, read, save, secondTab } from './device';
import { dump } from './dump';
import { withFault } from './faults/failing-writes';
import { writeMeta } from '../src/lib/storage/meta';
import { undoPreview, undoUpload } from '../src/lib/worker/undo-upload';
import { undoReport } from '../src/lib/worker/undo-report';
import { allUsers, editUser, linesIn, liveUsers, undoOf } from './undo';

const settings = {
	uploadType: 'add_and_update',
	existingDetails: 'override',
	allowDeletes: 'yes'
} as const;

async function updated(existingPassword: 'no_changes' | 'update' = 'no_changes') {
	const device = await createDevice();
	const base = await save(device, await read(device, fixture('policy-base.csv')));
	const before = await liveUsers(device);
	const open = await read(device, fixture('policy-update.csv'), { ...settings, existingPassword });
	const { uploadId, changes } = await save(device, open);
	return { device, before, uploadId, changes, base: base.uploadId };
}

test('V9 undo puts back every user as it was: created, updated, swapped, deleted', async () => {
	const { device, before, uploadId, changes } = await updated();
	const after = await liveUsers(device);
	expect(after).not.toEqual(before);
	const preview = await undoPreview(device.context, { uploadId });
	expect(preview.changes).toEqual({
		create: changes.delete,
		update: changes.update,
		delete: changes.create
	});
	expect(preview.lists.not + preview.lists.kept).toBe(0);
	const undone = await undoOf(device, uploadId);
	expect(await liveUsers(device)).toEqual(before);
	const again = await undoOf(device, undone.uploadId);
	expect(await liveUsers(device)).toEqual(after);
	await undoOf(device, again.uploadId);
	expect(await liveUsers(device)).toEqual(before);
});

test('V9 the second undo of one upload is refused', async () => {
	const { device, uploadId } = await updated();
	await undoOf(device, uploadId);
	await expect(undoOf(device, uploadId)).rejects.toMatchObject({ code: 'nothing_to_save' });
	expect((await undoPreview(device.context, { uploadId })).held).toBe('undone');
});

test('V9 an edit made since survives and is listed, the rest of that user goes back', async () => {
	const { device, before, uploadId } = await updated();
	const stored = (await allUsers(device)).find(({ id, email }) => {
		const was = before.get(id);
		return was && was.email !== email;
	});
	if (!stored) throw new Error('no updated user');
	await editUser(device, stored.id, 'email', 'new@later.example');
	const { uploadId: undoId } = await undoOf(device, uploadId);
	const after = await liveUsers(device);
	const was = before.get(stored.id);
	expect(after.get(stored.id)).toEqual({ ...was, email: 'new@later.example' });
	after.delete(stored.id);
	before.delete(stored.id);
	expect(after).toEqual(before);
	const kept = await linesIn(device, undoId, 'kept');
	expect(kept).toMatchObject([{ userId: stored.id, reason: 'edited', fields: ['email'] }]);
	const csv = await (await undoReport(device.context, { uploadId: undoId })).text();
	expect(csv).toContain('Kept because edited since');
	expect(csv).toContain('Email');
});

test('V9 a created user who was edited since stays', async () => {
	const { device, before, uploadId } = await updated();
	const created = (await allUsers(device)).find(({ id }) => !before.has(id));
	if (!created) throw new Error('no created user');
	await editUser(device, created.id, 'phone', '+447700900123');
	await undoOf(device, uploadId);
	expect([...(await liveUsers(device)).keys()].filter((id) => !before.has(id))).toEqual([
		created.id
	]);
});

test('V9 a former username that another has by now is not taken back', async () => {
	const device = await createDevice();
	const csv = (line: string) => fileOf(['Old Username,Username,First Name,Client ID', line]);
	await save(
		device,
		await read(device, fileOf(['Username,First Name,Client ID', 'ann.one,Ann,A-1']))
	);
	const rename = await read(device, csv('ann.one,ann.two,Ann,A-1'), { ...settings });
	const { uploadId } = await save(device, rename);
	await save(
		device,
		await read(device, fileOf(['Username,First Name,Client ID', 'ann.one,Other,A-2']))
	);
	const { lists, changes } = await undoPreview(device.context, { uploadId });
	expect([lists, changes.update]).toEqual([{ reversed: 0, kept: 0, not: 1 }, 0]);
	expect(await linesIn(device, uploadId, 'not')).toMatchObject([
		{ reason: 'username_taken', other: 'Other', did: 'none' }
	]);
});

test('V9 a password of the upload stays, and is listed', async () => {
	const { device, before, uploadId } = await updated('update');
	const preview = await undoPreview(device.context, { uploadId });
	expect(preview.lists.not).toBeGreaterThan(0);
	const { uploadId: undoId } = await undoOf(device, uploadId);
	const lines = await linesIn(device, undoId, 'not');
	expect(new Set(lines.map(({ reason }) => reason))).toEqual(new Set(['password']));
	const marks = (users: typeof before) =>
		new Map([...users].map(([id, user]) => [id, { ...user, mustChangePassword: false }]));
	expect(marks(await liveUsers(device))).toEqual(marks(before));
});

test('V9, P10 removing many must be typed; an uploader removes nobody', async () => {
	const { device, base } = await updated();
	const { context } = device;
	const { mustType } = await undoPreview(context, { uploadId: base });
	expect(mustType).toBeGreaterThan(5);
	await expect(undoUpload(context, { uploadId: base, typed: null })).rejects.toMatchObject({
		code: 'count_not_typed'
	});
	const organisation = { id: 'o', name: 'O' };
	const account = { id: 'a', name: 'A', email: 'a@x.example', role: 'uploader', organisation };
	await context.db.meta.put({ key: 'account', value: account });
	await context.db.meta.put({ key: 'unsent', value: 1 });
	const preview = await undoPreview(context, { uploadId: base });
	expect([preview.changes.delete, preview.lists.not]).toEqual([0, mustType]);
});

test.each(['full', 'abort'] as const)(
	'V7, V9 %s at any write of an undo: nothing is undone; then it is',
	async (fault) => {
		const { device, before, uploadId } = await updated();
		const start = await dump(device);
		let failing = 1;
		for (; ; failing += 1) {
			const { writes, error } = await withFault(failing, fault, () => undoOf(device, uploadId));
			if (writes < failing) break;
			expect(error, `write ${failing}`).toBeInstanceOf(Error);
			expect(await dump(device), `write ${failing}`).toEqual(start);
		}
		expect(failing).toBeGreaterThan(6);
		expect(await liveUsers(await secondTab(device))).toEqual(before);
	},
	20_000
);

test('V9, Y9 it says first how many were to be mailed about what the server took', async () => {
	const device = await createDevice();
	const { db } = device.context;
	const open = await read(device, fixture('policy-base.csv'), { emailDetails: 'new' });
	const { uploadId } = await save(device, open);
	expect((await undoPreview(device.context, { uploadId })).mailed).toBe(0);
	// The server takes them all.
	await db.changePages.toCollection().modify((page) => {
		page.applied = page.changes;
		page.versions = page.changes.map((_change, at) => at + 1);
		page.changes = page.changes.map(() => null);
		page.isOpen = 0;
	});
	const asked = open.summary.mails.sent;
	expect(asked).toBeGreaterThan(0);
	await writeMeta(db, 'unsent', 0);
	expect((await undoPreview(device.context, { uploadId })).mailed).toBeGreaterThanOrEqual(asked);
});

/** V8: the report of an upload that was saved. */
import { expect, test } from 'vitest';
import { dropOldValues, undoDays } from '../src/lib/storage/old-values';
import { uploadReport } from '../src/lib/worker/upload-report';
import { createDevice, fileOf, fixture, read, save } from './device';

async function linesOf(content: Blob | null): Promise<string[]> {
	return (await (content ?? new Blob()).text()).trim().split('\r\n');
}

test('V8 a saved upload reports again what it did to each user, and where that is', async () => {
	const device = await createDevice();
	await save(device, await read(device, fixture('policy-base.csv')));
	const open = await read(device, fixture('policy-update.csv'), {
		uploadType: 'add_and_update',
		existingDetails: 'override',
		existingPassword: 'update',
		allowDeletes: 'yes'
	});
	const { uploadId, changes } = await save(device, open);
	const lines = await linesOf(await uploadReport(device.context, { uploadId }));
	expect(lines[0]).toBe('Action,Username,Name,Changes,State');
	expect(lines).toHaveLength(1 + changes.create + changes.update + changes.delete);
	expect(lines).toContain(
		'Update,delphine.aubry,Delphine AUBRY,Last Name: Aubry → AUBRY,Saved on this device'
	);
	expect(lines).toContain('Delete,ilse.vermeulen,Ilse Vermeulen,,Saved on this device');
	expect(lines).toContain('Update,mirela.petrescu,Mirela Petrescu,Password,Saved on this device');
});

test('V6, V8 a cell that a spreadsheet would run is defused in it', async () => {
	const device = await createDevice();
	const file = ['Client ID,Username,First Name', '"=1+1",kim.one,"=HYPERLINK(0)"'];
	const { uploadId } = await save(device, await read(device, fileOf(file)));
	const text = (await linesOf(await uploadReport(device.context, { uploadId }))).join('\n');
	expect(text).toContain('HYPERLINK');
	expect(text).not.toMatch(/(^|,)"?=/m);
});

test('X7, V8 once its changes are no longer kept there is no report', async () => {
	const device = await createDevice();
	const { uploadId } = await save(device, await read(device, fixture('policy-base.csv')));
	const { db } = device.context;
	// The server has them all, and the days are over.
	await db.changePages.toCollection().modify({ isOpen: 0 });
	await dropOldValues(db, Date.now() + (undoDays + 1) * 24 * 3600_000);
	expect(await uploadReport(device.context, { uploadId })).toBeNull();
});

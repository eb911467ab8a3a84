/** The last known role on the device (X2): what it may not do is the row's error, without a network too. */
import { expect, test } from 'vitest';
import type { AccountRole } from '../src/lib/core/roles';
import { writeMeta } from '../src/lib/storage/meta';
import { addExam } from '../src/lib/worker/app-state';
import { save as saveShown, show } from '../src/lib/worker/pipeline';
import { createDevice, fileOf, outcomes, read, save, type Device } from './device';

const header = 'Client ID,Username,First Name,Deleted';
const base = fileOf([header, 'C1,ada,Ada,', 'C2,bob,Bob,']);
const update = fileOf([header, 'C1,ada,Augusta,', 'C2,bob,Bob,yes', 'C3,cyd,Cyd,', 'C9,zoe,,yes']);
const settings = {
	uploadType: 'add_and_update',
	existingDetails: 'override',
	allowDeletes: 'yes'
} as const;

async function signIn({ context }: Device, role: AccountRole): Promise<void> {
	await writeMeta(context.db, 'account', {
		id: 'a',
		name: 'A',
		email: 'a@b.example',
		role,
		organisation: { id: 'o', name: 'O' }
	});
}

async function withBase(): Promise<Device> {
	const device = await createDevice();
	await save(device, await read(device, base));
	return device;
}

const told = async (device: Device) =>
	[...(await outcomes(device, await read(device, update, settings))).values()].join(', ');

test.each([
	[null, 'update, delete, create, skip no_such_user'],
	['admin', 'update, delete, create, skip no_such_user'],
	['uploader', 'update, error not_allowed, create, error not_allowed'],
	['viewer', 'error not_allowed, error not_allowed, error not_allowed, error not_allowed']
] as const)('X2 what %s may not do is the error of its rows', async (role, expected) => {
	const device = await withBase();
	if (role) await signIn(device, role);
	expect(await told(device)).toBe(expected);
});

test('X2 rows that change nothing are no errors of a viewer', async () => {
	const device = await withBase();
	await signIn(device, 'viewer');
	const open = await read(device, base, { ...settings, allowDeletes: 'no' });
	expect([...(await outcomes(device, open)).values()]).toEqual(['unchanged', 'unchanged']);
});

test('X2 a role that came with a pull stops the save of a plan that was made before', async () => {
	const device = await withBase();
	const open = await read(device, update, settings);
	await show(device.context, open);
	await signIn(device, 'viewer');
	const ask = { draftId: open.draft.id, typedDeletes: 1 };
	await expect(saveShown(device.context, ask)).rejects.toMatchObject({ code: 'draft_stale' });
	expect(device.context.open?.summary.actions.error).toBe(4);
});

test('X2 a viewer makes no exam', async () => {
	const device = await createDevice();
	await signIn(device, 'viewer');
	const made = addExam(device.context, { name: 'Oral', kind: 'standard' });
	await expect(made).rejects.toMatchObject({ code: 'not_allowed' });
});

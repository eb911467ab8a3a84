import { describe, expect, it } from 'vitest';
import { createDevice, fixture, read, replan, save, viewAll } from './device';

describe('sample files', () => {
	it('users-13.csv', async () => {
		const device = await createDevice();
		const open = await read(device, fixture('users-13.csv'));
		console.log(open.summary.actions, open.summary.warnings, JSON.stringify(open.summary.problems));
		await save(device, open);
		const again = await read(device, fixture('users-13.csv'));
		console.log(again.summary.actions);
		replan(device, again, { uploadType: 'add_and_update', existingDetails: 'override' });
		console.log(again.summary.actions);
		replan(device, again, { existingPassword: 'update' });
		console.log(again.summary.actions);
		expect(open.summary.actions.create).toBe(24);
	});
	it('policy', async () => {
		const device = await createDevice();
		await save(device, await read(device, fixture('policy-base.csv')));
		const open = await read(device, fixture('policy-update.csv'), {
			uploadType: 'add_and_update',
			existingDetails: 'override',
			existingPassword: 'update',
			allowDeletes: 'yes'
		});
		console.log(open.summary.actions, open.summary.warnings);
		for (const v of await viewAll(device, open))
			console.log(v.line, v.action, v.username, v.changes.map((c) => `${c.field}:${c.from}→${c.to}`).join(','), v.issues.map((i) => `${i.level[0]}:${i.code}${JSON.stringify(i.params)}`).join(' '));
		expect(open.summary.actions).toEqual({ create: 6, update: 9, unchanged: 5, skip: 1, delete: 1, error: 11 });
	});
	it('ragged', async () => {
		const device = await createDevice();
		const open = await read(device, fixture('ragged.csv'));
		console.log(open.summary.actions, open.summary.warnings, open.draft.ghostRows, open.draft.blankLines);
		for (const v of await viewAll(device, open))
			console.log(v.line, v.action, v.username, v.name, v.issues.map((i) => `${i.level[0]}:${i.code}`).join(' '));
		const vendor = await read(device, fixture('vendor-16.csv'));
		console.log(vendor.summary.actions, vendor.draft.ghostRows, JSON.stringify(vendor.summary.problems), JSON.stringify(vendor.summary.fileIssues));
		expect(open.facts.count).toBe(13);
	});
});

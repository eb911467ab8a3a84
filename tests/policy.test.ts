/** The upload policy, line by line: every upload type by every choice of "Existing user details". */
import { beforeAll, describe, expect, test } from 'vitest';
import type { OpenDraft } from '../src/lib/worker/open-draft';
import {
	createDevice,
	fixture,
	outcomes,
	read,
	replan,
	save,
	viewAll,
	type Device
} from './device';
import { policyExpectations } from './fixtures/policy-expected';

describe('policy-update.csv against policy-base.csv', () => {
	let device: Device;
	let open: OpenDraft;

	beforeAll(async () => {
		device = await createDevice();
		await save(device, await read(device, fixture('policy-base.csv')));
		open = await read(device, fixture('policy-update.csv'));
	});

	test.each(
		policyExpectations.map((expected) => ({
			...expected,
			name: JSON.stringify(expected.settings).replaceAll('"', '')
		}))
	)('P1–P14 $name', async ({ settings, byLine, counts }) => {
		replan(device, open, settings);
		expect(Object.fromEntries(await outcomes(device, open))).toEqual(Object.fromEntries(byLine));
		expect(Object.values(open.summary.actions)).toEqual(counts);
	});

	const main = {
		uploadType: 'add_and_update',
		existingDetails: 'override',
		existingPassword: 'update',
		allowDeletes: 'yes'
	} as const;

	test('F10, F11, W3: warnings of the main case', async () => {
		replan(device, open, main);
		const warned = (await viewAll(device, open)).flatMap(({ line, issues }) =>
			issues.filter(({ level }) => level === 'warning').map(({ code }) => `${line} ${code}`)
		);
		expect(warned).toEqual([
			'14 role_changes',
			'17 password_weak',
			'21 password_weak',
			'23 password_same',
			'24 password_same',
			'33 venue_unknown'
		]);
		expect(open.summary.warnings).toBe(6);
	});

	test('P11, P12, P13: errors name the line, or the stored user, and the value', async () => {
		replan(device, open, main);
		const views = await viewAll(device, open);
		const errors = Object.fromEntries(
			views.filter(({ action }) => action === 'error').map((view) => [view.line, view.issues[0]])
		);
		expect(errors[27]?.params).toMatchObject({ value: 'pn702@policyhouse.example', line: 20 });
		expect(errors[28]?.params).toMatchObject({ value: 'PN-702', line: 20 });
		expect(errors[19]?.params).toMatchObject({ username: 'rania.khalaf', name: 'Rania Khalaf' });
		expect(errors[25]?.params).toMatchObject({
			value: 'PN-707',
			stored: 'PB-527',
			username: 'kofi'
		});
	});

	test('P14: faults of skipped rows are warnings under "Add new only"', async () => {
		replan(device, open, { ...main, uploadType: 'add_new' });
		const views = await viewAll(device, open);
		const found = views
			.filter(({ line }) => line === 12 || line === 32)
			.map(({ issues }) => issues.map(({ code, level }) => `${level} ${code}`));
		expect(found).toEqual([
			['warning boolean_unknown', 'note exists'],
			['warning email_malformed', 'note exists']
		]);
	});

	test('S10: "Clear the stored value" clears Title, Phone and Venue of line 4', async () => {
		replan(device, open, { ...main, blankCells: 'clear' });
		const line4 = (await viewAll(device, open)).find(({ line }) => line === 4);
		expect(line4?.action).toBe('update');
		expect(line4?.changes).toEqual([
			{ field: 'title', from: 'Mr', to: '' },
			{ field: 'phone', from: '+447700900402', to: '' },
			{ field: 'venue', from: 'Riverside Centre', to: '' }
		]);
	});

	test('P6: "No changes" tells how many rows it keeps from updating', () => {
		replan(device, open, { ...main, existingDetails: 'no_changes' });
		// 3, 5, 6, 8, 9, 11, 14 and 19 differ in their details.
		expect(open.summary.rowsHeldBack).toBe(8);
	});
});

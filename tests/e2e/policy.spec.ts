import Papa from 'papaparse';
import { choose, chooseFile, createExam, expectCounts, fixturePath, save, textOf } from './app';
import { expect, test } from './fixtures';
import { policyCounts } from '../fixtures/policy-counts';

const venues = ['Melbourne', 'Harbour Hall', 'Riverside Centre'];

test('three upload types and four details choices give the counts worked out by hand', async ({
	page
}) => {
	await page.goto('/');
	await createExam(page, 'Policy', venues);
	await chooseFile(page, fixturePath('policy-base.csv'));
	await expectCounts(page, { Create: 30, Error: 0 });
	await save(page);
	await page.getByRole('link', { name: 'Upload', exact: true }).click();
	await chooseFile(page, fixturePath('policy-update.csv'));
	await expectCounts(page, { 'All rows': 33 });
	await page.getByRole('button', { name: /More settings/ }).click();
	for (const { uploadType, details, counts } of policyCounts) {
		await choose(page, 'Upload type', uploadType);
		if (details === null) {
			await expect(page.getByLabel('Existing user details', { exact: true })).toBeDisabled();
		} else {
			await choose(page, 'Existing user details', details);
			await choose(page, 'Existing user password', 'Update from file');
			await choose(page, 'Allow deletes', 'Yes');
		}
		await expectCounts(page, { 'All rows': 33, ...counts });
	}
});

test('V6 the report says what the screen says', async ({ page }) => {
	await page.goto('/');
	await createExam(page, 'Policy', venues);
	await chooseFile(page, fixturePath('policy-base.csv'));
	await save(page);
	await page.getByRole('link', { name: 'Upload', exact: true }).click();
	await chooseFile(page, fixturePath('policy-update.csv'));
	await choose(page, 'Upload type', 'Add new and update existing users');
	await choose(page, 'Existing user details', 'Override with file');
	await expectCounts(page, { Update: 7 });
	const csv = await downloadReport(page, 'CSV');
	expect(csv.split('\r\n')[0]?.replace('\uFEFF', '')).toBe(
		'Line,Action,Username,Name,Changes,Messages'
	);
	const { data } = Papa.parse<Record<string, string>>(csv.replace('\uFEFF', ''), {
		header: true,
		skipEmptyLines: true
	});
	const tally: Record<string, number> = {};
	for (const row of data) tally[row['Action'] ?? ''] = (tally[row['Action'] ?? ''] ?? 0) + 1;
	await expectCounts(page, { Create: 0, Update: 0, Unchanged: 0, Error: 0, ...tally });
	const json = JSON.parse(await downloadReport(page, 'JSON')) as {
		line: number;
		action: string;
		name: string;
		messages: { code: string; text: string }[];
	}[];
	expect(json.map(({ line }) => String(line))).toEqual(data.map((row) => row['Line']));
	expect(json.map(({ messages }) => messages.map(({ text }) => text).join(' '))).toEqual(
		data.map((row) => row['Messages'])
	);
	const deleteRow = page.getByRole('row', { name: /Ilse Vermeulen/ });
	await expect(deleteRow).toContainText('Deletes are off');
	expect(data.find((row) => row['Line'] === '10')?.['Messages']).toContain('Deletes are off');
});

async function downloadReport(page: import('@playwright/test').Page, format: 'CSV' | 'JSON') {
	const download = page.waitForEvent('download');
	await page.getByRole('button', { name: 'Download report' }).click();
	await page.getByRole('menuitem', { name: `Report as ${format}` }).click();
	return textOf(await download);
}

test('F10 an unknown venue is added to the exam from its group, for all its rows', async ({
	page
}) => {
	await page.goto('/');
	await createExam(page, 'Policy', ['Melbourne', 'Harbour Hall']);
	await chooseFile(page, fixturePath('policy-base.csv'));
	const problems = page.getByRole('region', { name: 'Problems' });
	const riverside = problems.getByRole('listitem').filter({ hasText: 'Riverside Centre' });
	await riverside.getByRole('button', { name: 'Add as a venue' }).click();
	await expect(riverside).toHaveCount(0);
	await expectCounts(page, { Create: 30, Error: 0 });
});

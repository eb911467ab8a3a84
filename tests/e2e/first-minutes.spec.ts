import { readFile } from 'node:fs/promises';
import { expectAccessible } from './accessible';
import { choose, chooseFile, counts, expectCounts, save } from './app';
import { open } from './devices';
import { expect, test, waitForServiceWorker } from './fixtures';

test.describe.configure({ timeout: 120_000 });

test('M3 the sample shows problems, photos and a conflict offline, is never sent, and goes with one tap', async ({
	page,
	context,
	server
}) => {
	const asked: string[] = [];
	page.on('request', (request) => {
		if (/\/api\/(push|photos|envelopes)/.test(request.url())) asked.push(request.url());
	});
	await page.goto('/');
	await waitForServiceWorker(page);
	const choices = page.getByRole('region', { name: '1. Choose the exam' });
	await expect(choices.getByRole('button')).toHaveText(['Create an exam', 'Try with sample data']);
	await expect(choices.getByRole('link')).toHaveText(['Sign in']);
	await context.setOffline(true);
	await page.reload();
	await page.getByRole('button', { name: 'Try with sample data' }).click();
	await page.getByRole('button', { name: 'Resume' }).click();
	await expect.poll(async () => (await counts(page))['Warnings'] ?? 0).toBeGreaterThan(0);
	const all = await counts(page);
	for (const action of ['Create', 'Update', 'Unchanged', 'Error', 'Warnings']) {
		expect(all[action], action).toBeGreaterThan(0);
	}
	await expectAccessible(page, "the sample's review");
	await page.getByRole('button', { name: 'Look at the photos' }).click();
	await page.getByRole('button', { name: /Matched$/ }).click();
	await expect(page.locator('main img').first()).toBeVisible();
	await page.getByRole('button', { name: 'Continue to review' }).click();
	await open(page, 'Attention');
	await page
		.getByRole('button', { name: /Mateus|Tomás|Freya|Idris|Ravi/ })
		.first()
		.click();
	await expect(page.getByText('Invented colleague').first()).toBeVisible();
	await open(page, 'Users');
	await expect(page.getByRole('heading', { name: /Users/ })).toContainText('60');

	await context.setOffline(false);
	await page.reload();
	await page.getByRole('button', { name: 'Remove sample data' }).click();
	await expect(page.getByRole('button', { name: 'Create an exam' })).toBeVisible();
	const names = await page.evaluate(() => indexedDB.databases());
	expect(names.map(({ name }) => name)).not.toContain('muster-sample');
	expect(asked).toEqual([]);
	expect(server.said).not.toContain('push');
});

test('M3 the tours are looked at by keyboard alone, with no network', async ({ page, context }) => {
	await page.goto('/');
	await waitForServiceWorker(page);
	await context.setOffline(true);
	await page.reload();
	for (const [kind, first] of [
		['CSV', 'One row for each user'],
		['ZIP', 'One CSV and the photos']
	] as const) {
		await page.getByRole('button', { name: `How to upload a ${kind}` }).focus();
		await page.keyboard.press('Enter');
		const tour = page.getByRole('dialog', { name: `How to upload a ${kind}` });
		await expect(tour.getByRole('heading', { level: 3 })).toHaveText(first);
		await expectAccessible(page, `the tour of a ${kind}`);
		for (let step = 2; step <= 5; step += 1) {
			await tour.getByRole('button', { name: 'Next' }).focus();
			await page.keyboard.press('Enter');
			await expect(tour).toContainText(`Step ${String(step)} of 5`);
			await expect(tour.getByRole('heading', { level: 3 })).toBeFocused();
		}
		await tour.getByRole('button', { name: 'Done' }).focus();
		await page.keyboard.press('Enter');
		await expect(tour).toHaveCount(0);
		await expect(page.getByRole('button', { name: `How to upload a ${kind}` })).toBeFocused();
	}
});

test('H4 both samples load with no message', async ({ page }) => {
	await page.goto('/');
	await page.getByRole('button', { name: 'Create an exam' }).click();
	const dialog = page.getByRole('dialog');
	await dialog.getByLabel('Name', { exact: true }).fill('Samples');
	await dialog.getByLabel('Proctored').check();
	await dialog.getByRole('button', { name: /^Create (the |an )?exam/ }).click();
	for (const [kind, name] of [
		['ZIP', 'muster-sample.zip'],
		['CSV', 'muster-sample.csv']
	] as const) {
		const started = page.waitForEvent('download');
		if (kind === 'ZIP') await page.getByRole('button', { name: 'Download sample ZIP' }).click();
		else {
			await open(page, 'Upload');
			await page.getByRole('button', { name: 'Help and samples' }).click();
			await page.getByRole('menuitem', { name: 'Download sample CSV' }).click();
		}
		const download = await started;
		expect(download.suggestedFilename()).toBe(name);
		const buffer = await readFile(await download.path());
		await chooseFile(page, { name, mimeType: 'application/octet-stream', buffer });
		if (kind === 'ZIP') {
			await expectCounts(page, { 'All rows': 3, Create: 3, Error: 0 });
			expect((await counts(page))['Warnings'] ?? 0).toBe(0);
			await save(page);
		} else {
			await choose(page, 'Upload type', 'Add new and update existing users');
			await choose(page, 'Existing user details', 'Override with file');
			await expectCounts(page, { 'All rows': 3, Unchanged: 3, Error: 0 });
		}
	}
});

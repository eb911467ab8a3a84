import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bigCsv } from '../bench/make-big.mjs';
import { choose, chooseFile, createExam, dropFile, expectCounts, fixturePath, save } from './app';
import { expect, test, waitForServiceWorker } from './fixtures';

const venues = ['Melbourne', 'Harbour Hall', 'Riverside Centre'];

test('the main job: a file becomes users, with no network @main', async ({ page, context }) => {
	await page.goto('/');
	await waitForServiceWorker(page);
	await expect(page.getByRole('button', { name: 'Create an exam' })).toBeVisible();
	await context.setOffline(true);
	await page.reload();
	await createExam(page, 'Pharmacy Licence', venues);

	await dropFile(page, fixturePath('users-13.csv'));
	await expectCounts(page, { 'All rows': 24, Create: 24, Error: 0 });
	await save(page);
	await page.reload();
	await page.getByRole('link', { name: 'Users' }).click();
	await expect(page.getByRole('heading', { name: /Users/ })).toContainText('24');
	await page.getByRole('search').getByRole('textbox').fill('Wróbel');
	await expect(page.getByText('Zuzanna Wróbel')).toBeVisible();

	await page.getByRole('link', { name: 'Upload', exact: true }).click();
	await chooseFile(page, fixturePath('users-13.csv'));
	await expectCounts(page, { 'All rows': 24, Skip: 24, Create: 0 });
	await choose(page, 'Upload type', 'Add new and update existing users');
	await choose(page, 'Existing user details', 'Override with file');
	await expectCounts(page, { Unchanged: 24, Update: 0, Skip: 0 });
	await page.getByRole('button', { name: /More settings/ }).click();
	await choose(page, 'Existing user password', 'Update from file');
	await expectCounts(page, { Unchanged: 21, Update: 3 });
});

test('R7 the first rows are there while the rest is being read @main', async ({ page }) => {
	const folder = await mkdtemp(join(tmpdir(), 'muster-files-'));
	const path = join(folder, 'big.csv');
	await writeFile(path, Buffer.concat([...bigCsv({ rows: 300_000, seed: 3 })]));
	await page.goto('/');
	await createExam(page, 'Big', venues);
	await chooseFile(page, path);
	await expect(page.getByRole('row', { name: /u0000000/ })).toBeVisible();
	await expect(page.getByText(/so far/).first()).toBeVisible();
	await page.getByRole('button', { name: 'Cancel', exact: true }).click();
	await rm(folder, { recursive: true });
});

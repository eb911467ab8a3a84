import type { Page } from '@playwright/test';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chooseFile, createExam, expectCounts, fixturePath, save } from './app';
import { open } from './devices';
import { expect, test as base, waitForServiceWorker } from './fixtures';

/** A copy of the build, inside the project so that it finds the packages, that a test may change. */
const test = base.extend({
	build: async ({ build }, use, info) => {
		const copy = info.outputPath('build');
		await cp(build, copy, { recursive: true });
		await use(copy);
	}
});

/** Makes the build a newer version, as the next `npm run build` would. */
async function raiseVersion(build: string): Promise<void> {
	const client = join(build, 'client');
	const worker = join(client, 'service-worker.js');
	const { version } = JSON.parse(await readFile(join(client, '_app/version.json'), 'utf8')) as {
		readonly version: string;
	};
	const source = await readFile(worker, 'utf8');
	await writeFile(worker, source.replaceAll(version, String(Number(version) + 1)));
	await Promise.all(['.gz', '.br'].map((ending) => rm(worker + ending, { force: true })));
}

const registration = (page: Page) =>
	page.evaluate(async () => {
		const found = await navigator.serviceWorker.getRegistration();
		return { active: found?.active?.state, waiting: found?.waiting?.state };
	});

test('A1 a new version waits for a draft in any tab, then takes over, and the others are told @main', async ({
	page,
	context,
	build,
	server
}) => {
	test.setTimeout(180_000);
	await page.goto('/');
	await waitForServiceWorker(page);
	await server.stop();
	await raiseVersion(build);
	await server.start();
	await page.reload();
	await expect
		.poll(() => registration(page), { timeout: 20_000 })
		.toEqual({ active: 'activated', waiting: 'installed' });
	expect(await page.evaluate(() => caches.keys())).toHaveLength(2);

	// The former version runs on in a tab with a draft; the new one waits for it (A1).
	await createExam(page, 'Updated');
	await chooseFile(page, fixturePath('users-13.csv'));
	await expectCounts(page, { 'All rows': 24 });
	const notice = page.getByRole('complementary', { name: 'Notice' });
	await expect(notice).toContainText('It waits until your draft is saved or discarded.');
	await expect(notice.getByRole('button', { name: 'Update' })).toHaveCount(0);

	const other = await context.newPage();
	await other.goto('/history');
	const offered = other.getByRole('complementary', { name: 'Notice' });
	await expect(offered).toContainText('It waits until the draft in another tab');
	await save(page);
	await expect(offered.getByRole('button', { name: 'Update' })).toBeVisible();
	await open(page, 'Users');
	await offered.getByRole('button', { name: 'Update' }).click();
	// It is loaded again meanwhile, and cannot be asked then.
	await expect
		.poll(() => registration(other).catch(() => null), { timeout: 20_000 })
		.toEqual({ active: 'activated', waiting: undefined });

	// The tab of the former version works on, loads parts of its own version, and is told.
	await expect(notice).toContainText('Muster was updated in another tab.');
	await page.getByRole('search').getByRole('textbox').fill('Wróbel');
	await expect(page.getByText('Zuzanna Wróbel')).toBeVisible();
	await open(page, 'Attention');
	await notice.getByRole('button', { name: 'Reload' }).click();
	await expect(notice).toHaveCount(0);
	await expect(other.getByRole('heading', { name: 'History' })).toBeVisible();
});

test('A1 a tab of an older version lets the newer one have the data, and says so', async ({
	page
}) => {
	await page.goto('/');
	await createExam(page, 'Older');
	await page.evaluate(
		() =>
			new Promise<void>((resolve, reject) => {
				const request = indexedDB.open('muster-unclaimed', 1_000_000);
				request.onsuccess = () => {
					request.result.close();
					resolve();
				};
				request.onerror = () => reject(new Error(String(request.error)));
			})
	);
	const notice = page.getByRole('complementary', { name: 'Notice' });
	await expect(notice).toContainText('This tab runs an older Muster');
	await notice.getByRole('button', { name: 'Reload' }).click();
	await expect(page.getByRole('alert')).toContainText(
		'This tab runs an older Muster than the data on this device'
	);
});

import type { Page } from '@playwright/test';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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

test('A1 lets a new version wait until it is asked to take over', async ({
	page,
	build,
	server
}) => {
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

	await page.evaluate(async () => {
		const changed = new Promise((resolve) => {
			navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true });
		});
		const found = await navigator.serviceWorker.getRegistration();
		found?.waiting?.postMessage({ type: 'SKIP_WAITING' });
		await changed;
	});
	await expect.poll(() => registration(page)).toEqual({ active: 'activated', waiting: undefined });
});

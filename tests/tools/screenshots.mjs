/**
 * `npm run screenshots [-- FOLDER]`, after `npm run build`: every screen at four sizes, light, dark and right to left,
 * into `screenshots/` or the folder named; `--look=dark`, `--width=390` and `--only=review` take some of them. `-- --readme` takes the few that the README shows, into `tests/pictures/`.
 */
import { chromium } from '@playwright/test';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromiumArgs, findChromium } from './chromium.mjs';

/** @typedef {import('@playwright/test').Page} Page */

const root = fileURLToPath(new URL('../../', import.meta.url));
const args = process.argv.slice(2);
const isForReadme = args.includes('--readme');
/** @param {string} name */
const option = (name) => args.find((one) => one.startsWith(`--${name}=`))?.split('=')[1];
const only = option('only');
const folder = isForReadme
	? join(root, 'tests/pictures')
	: resolve(args.find((one) => !one.startsWith('--')) ?? join(root, 'screenshots'));

const sizes = [
	[1180, 820],
	[820, 1180],
	[390, 844],
	[1440, 900]
];
const looks = [
	{ name: 'light', scheme: 'light', language: 'en' },
	{ name: 'dark', scheme: 'dark', language: 'en' },
	{ name: 'ar', scheme: 'light', language: 'ar' }
];

/** On a phone the parts of the review stand behind three buttons. @param {Page} page @param {number} place */
async function part(page, place) {
	const parts = page.locator('.parts button');
	if (await parts.first().isVisible()) await parts.nth(place).click();
}

/** A page stands once the database is open. @param {Page} page @param {string} path */
async function show(page, path) {
	await page.goto(path);
	await page.locator('main h1').first().waitFor();
}

/**
 * Screens in the order of the main way: how each is come to from the one before. No words: they run in any language.
 * @type {readonly { name: string, go: (page: Page) => Promise<unknown> }[]}
 */
const screens = [
	{
		name: 'upload',
		async go(page) {
			await page.goto('/');
			await page.locator('.exam .buttons').waitFor();
		}
	},
	{ name: 'tour', go: (page) => page.locator('.lines .link').first().click() },
	{
		name: 'upload-returning',
		async go(page) {
			await page.goto('/');
			await page.locator('.exam .buttons button').nth(1).click();
			await page.locator('.page ul.card').waitFor();
		}
	},
	{
		name: 'review',
		async go(page) {
			await page.goto('/review');
			await page.locator('[data-row]').first().waitFor();
		}
	},
	{ name: 'review-problems', go: (page) => part(page, 1) },
	{ name: 'review-settings', go: (page) => part(page, 2) },
	{
		name: 'row-form',
		async go(page) {
			await page.goto('/review?action=error');
			await page.locator('[data-row]').first().press('Enter');
			await page.locator('[aria-modal=true] .foot button').last().waitFor();
		}
	},
	{
		name: 'confirm-save',
		async go(page) {
			await page.goto('/review');
			await page.locator('[data-save]').click();
			await page.locator('dialog[open]').waitFor();
		}
	},
	{ name: 'users', go: (page) => show(page, '/users') },
	{ name: 'history', go: (page) => show(page, '/history') },
	{ name: 'attention', go: (page) => show(page, '/attention') },
	{ name: 'exams', go: (page) => show(page, '/exams') },
	{ name: 'settings', go: (page) => show(page, '/settings') },
	{ name: 'about', go: (page) => show(page, '/settings/about') },
	{ name: 'sign-in', go: (page) => show(page, '/sign-in') },
	{
		name: 'receipt',
		async go(page) {
			await page.goto('/review');
			await page.locator('[data-save]').click();
			await page.locator('dialog[open] .foot button').last().click();
			await page.locator('.receipt').waitFor();
		}
	}
];

/** Screens and looks that the README shows. */
const shown = new Set(['review light', 'row-form dark', 'upload-returning ar', 'attention light']);

async function startServer() {
	const dataDir = mkdtempSync(join(tmpdir(), 'muster-pictures-'));
	const env = { ...process.env, HOST: '127.0.0.1', PORT: '0', DATA_DIR: dataDir };
	const child = spawn(process.execPath, [join(root, 'tests/tools/serve.mjs')], {
		env,
		stdio: ['pipe', 'pipe', 'inherit']
	});
	let said = '';
	for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
		said += String(chunk);
		const origin = /ready at (\S+)\n/.exec(said)?.[1];
		if (origin) return { origin, child, dataDir };
	}
	throw new Error('The server did not start');
}

/** @param {Page} page @param {string} path */
async function take(page, path) {
	await page.evaluate(() => document.fonts.ready);
	// Pictures of people come after the rows they stand in.
	await page.waitForTimeout(350);
	await page.screenshot({ path, animations: 'disabled' });
}

const server = await startServer();
mkdirSync(folder, { recursive: true });
const executablePath = findChromium();
const browser = await chromium.launch({
	...(executablePath ? { executablePath } : {}),
	args: chromiumArgs
});
try {
	for (const { name: look, scheme, language } of looks) {
		if (option('look') && option('look') !== look) continue;
		for (const [width = 0, height = 0] of isForReadme ? sizes.slice(0, 1) : sizes) {
			if (option('width') && option('width') !== String(width)) continue;
			const context = await browser.newContext({
				baseURL: server.origin,
				viewport: { width, height },
				colorScheme: scheme === 'dark' ? 'dark' : 'light',
				locale: language === 'ar' ? 'ar' : 'en-GB',
				reducedMotion: 'reduce'
			});
			const page = await context.newPage();
			page.setDefaultTimeout(20_000);
			for (const { name, go } of screens) {
				const file = isForReadme ? `${name}-${look}.png` : `${name}-${String(width)}-${look}.png`;
				try {
					await go(page);
					const isWanted = isForReadme ? shown.has(`${name} ${look}`) : !only || only === name;
					if (isWanted) await take(page, join(folder, file));
				} catch (error) {
					console.error(`${file}: ${String(error).split('\n')[0]}`);
					process.exitCode = 1;
				}
			}
			await context.close();
		}
	}
} finally {
	await browser.close();
	const ended = once(server.child, 'exit');
	server.child.kill('SIGTERM');
	await ended;
	rmSync(server.dataDir, { recursive: true, force: true });
}
console.log(`Pictures are in ${folder}`);

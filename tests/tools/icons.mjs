/** Draws the PNG icons in static/icons from their SVG sources: `node tests/tools/icons.mjs` after a change to one. */
import { chromium } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { chromiumArgs, findChromium } from './chromium.mjs';

const folder = new URL('../../static/icons/', import.meta.url);
const icons = /** @type {const} */ ([
	['mark.svg', 'icon-192.png', 192],
	['mark.svg', 'icon-512.png', 512],
	['maskable.svg', 'maskable-192.png', 192],
	['maskable.svg', 'maskable-512.png', 512],
	['maskable.svg', 'apple-touch-icon.png', 180]
]);

const executablePath = findChromium();
if (!executablePath) throw new Error('No Chromium found: set CHROMIUM to its path.');
const browser = await chromium.launch({ executablePath, args: chromiumArgs });
const page = await browser.newPage();
for (const [source, target, size] of icons) {
	const svg = await readFile(new URL(source, folder), 'utf8');
	await page.setViewportSize({ width: size, height: size });
	await page.setContent(
		`<style>body{margin:0}svg{display:block;width:100vw;height:100vh}</style>${svg}`
	);
	await page.screenshot({ path: new URL(target, folder).pathname, omitBackground: true });
}
await browser.close();

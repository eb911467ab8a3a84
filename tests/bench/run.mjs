/**
 * `npm run bench`: the main job in headless Chromium with a profile on disk, each figure beside PapaParse alone over the
 * same bytes in the same worker of the same run. Prints a table, writes JSON to tests/bench/results.
 *
 *   npm run bench -- [--rows 10000,100000,1000000] [--runs 3] [--stored 0] [--photos 2000] [--screens 100000,1000000]
 *                    [--profile]
 *
 * A package of photos is timed against fflate inflating the same archive alone; --rows '' --photos 0 or --screens ''
 * leaves one part out. The screens are those of the built app, served as it is installed.
 * With --profile it also prints where the worker spent its time, by function.
 */
import { chromium } from '@playwright/test';
import { createServer } from 'node:http';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'vite';
import { messagesPlugin } from '../../src/lib/i18n/compile-messages.js';
import { chromiumArgs, findChromium } from '../tools/chromium.mjs';
import { profileWorker } from './profile.mjs';
import { benchScreens } from './screens.mjs';

const { values } = parseArgs({
	options: {
		rows: { type: 'string', default: '10000,100000,1000000' },
		runs: { type: 'string', default: '3' },
		stored: { type: 'string', default: '0' },
		photos: { type: 'string', default: '2000' },
		screens: { type: 'string', default: '100000,1000000' },
		'password-every': { type: 'string', default: '10' },
		profile: { type: 'boolean', default: false }
	}
});
const root = fileURLToPath(new URL('.', import.meta.url));
const outDir = mkdtempSync(join(tmpdir(), 'muster-bench-'));
const profile = mkdtempSync(join(tmpdir(), 'muster-bench-profile-'));

await build({
	root,
	configFile: false,
	logLevel: 'warn',
	plugins: [messagesPlugin()],
	worker: { format: 'es' },
	build: { outDir, emptyOutDir: true, target: 'esnext', minify: !values.profile }
});

/** @type {Record<string, string>} */
const types = { '.html': 'text/html', '.js': 'text/javascript' };
const server = createServer((request, response) => {
	const path = new URL(request.url ?? '/', 'http://x').pathname;
	try {
		const bytes = readFileSync(join(outDir, path === '/' ? 'index.html' : path));
		response.setHeader('content-type', types[extname(path)] ?? 'text/html');
		response.end(bytes);
	} catch {
		response.writeHead(404).end();
	}
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(null)));
const address = /** @type {import('node:net').AddressInfo} */ (server.address());

const executablePath = findChromium();
const context = await chromium.launchPersistentContext(profile, {
	...(executablePath ? { executablePath } : {}),
	args: chromiumArgs
});
const page = await context.newPage();
page.on('console', (message) => console.log(message.text()));
page.on('pageerror', (error) => console.error(error));
await page.goto(`http://127.0.0.1:${address.port}/`);

/** Resident memory of the page's process in MB, by the browser's own list of processes. */
async function rendererMb() {
	const browser = context.browser();
	if (!browser) return 0;
	const session = await browser.newBrowserCDPSession();
	const { processInfo } = await session.send('SystemInfo.getProcessInfo');
	const sizes = processInfo
		.filter(({ type }) => type === 'renderer')
		.map(({ id }) => {
			try {
				const status = readFileSync(`/proc/${id}/status`, 'utf8');
				return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
			} catch {
				return 0;
			}
		});
	await session.detach();
	return Math.max(...sizes, 0);
}

/**
 * What the work gives, and the most memory of the page's process above what it had before, in MB.
 * @param {() => Promise<any>} work
 */
async function withMemory(work) {
	const idleMb = await rendererMb();
	let peakMb = idleMb;
	const watch = setInterval(() => {
		// The last look may come when the page is gone.
		rendererMb().then(
			(mb) => (peakMb = Math.max(peakMb, mb)),
			() => undefined
		);
	}, 100);
	const timing = await work();
	clearInterval(watch);
	return { ...timing, memoryMb: peakMb - idleMb };
}

/** @param {number[]} list */
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;

const results = [];
for (const rows of values.rows.split(',').filter(Boolean).map(Number)) {
	const timings = [];
	const passwordEvery = Number(values['password-every']);
	const storedRows = Number(values.stored);
	const options = {
		rows,
		seed: 7,
		passwordEvery,
		...(storedRows ? { existingPercent: 30, existingOf: storedRows } : {})
	};
	const stored = storedRows ? { rows: storedRows, seed: 7 } : null;
	for (let run = 0; run < Number(values.runs); run += 1) {
		const stopProfile = values.profile ? await profileWorker(context, page) : null;
		const work = () =>
			page.evaluate(
				([one, other]) => /** @type {any} */ (globalThis).runBench(one, other),
				/** @type {const} */ ([options, stored])
			);
		timings.push(await withMemory(work));
		if (stopProfile) console.log(await stopProfile());
	}
	results.push({ rows, timings });
}
const photoTimings = [];
const photos = Number(values.photos);
if (photos > 0) {
	await page.evaluate((count) => /** @type {any} */ (globalThis).preparePhotos(count), photos);
	// What making the archive took is given back before memory is looked at.
	const session = await context.newCDPSession(page);
	await session.send('HeapProfiler.collectGarbage');
	await page.waitForTimeout(2000);
	for (let run = 0; run < Number(values.runs); run += 1) {
		const work = () =>
			page.evaluate((count) => /** @type {any} */ (globalThis).benchPhotos(count), photos);
		photoTimings.push(await withMemory(work));
	}
}
await context.close();
server.close();
rmSync(outDir, { recursive: true, force: true });
rmSync(profile, { recursive: true, force: true, maxRetries: 5 });

const table = results.map(({ rows, timings }) => {
	/** @param {string} name */
	const ms = (name) => median(timings.map((timing) => timing[name]));
	/** @param {string} name */
	const ratio = (name) => median(timings.map((timing) => timing[name] / timing.papaMs));
	/** @param {string} name */
	const shown = (name) => `${ms(name).toFixed(0)} ms = ${ratio(name).toFixed(2)} P`;
	return {
		rows,
		'P (PapaParse alone)': `${ms('papaMs').toFixed(0)} ms`,
		'first 100 rows': `${ms('firstRowsMs').toFixed(0)} ms`,
		'all checked and planned': shown('plannedMs'),
		'a settings change': `${ms('settingsMs').toFixed(0)} ms`,
		'a cell edited': `${ms('editMs').toFixed(0)} ms (worst ${ms('worstEditMs').toFixed(0)})`,
		undone: `${ms('undoMs').toFixed(0)} ms`,
		saved: shown('savedMs'),
		'longest gap of the page': `${ms('longestGapMs').toFixed(0)} ms`,
		'memory over idle': `${ms('memoryMb').toFixed(0)} MB`
	};
});
if (table.length > 0) console.table(table);

const firstTiming = results[0]?.timings[0];
const settingIds = Object.keys(firstTiming?.settingMs ?? {});
if (settingIds.length > 0) tellSettings();

function tellSettings() {
	console.log(
		'A change of each setting, until every count and 100 rows in view are new, in ms: median'
	);
	console.table(
		results.map(({ rows, timings }) => ({
			rows,
			...Object.fromEntries(
				settingIds.map((id) => [
					id,
					Math.round(median(timings.map(({ settingMs }) => settingMs[id])))
				])
			)
		}))
	);
}

if (photoTimings.length > 0) {
	/** @param {(timing: any) => number} of */
	const middle = (of) => median(photoTimings.map(of));
	/** @param {(timing: any) => number} of */
	const ms = (of) => `${middle(of).toFixed(0)} ms`;
	const perSecond = middle(({ preparedMs }) => (photos * 1000) / preparedMs);
	console.table([
		{
			photos,
			MB: (photoTimings[0].bytes / 2 ** 20).toFixed(0),
			'fflate alone': ms(({ fflateMs }) => fflateMs),
			directory: ms(({ directoryMs }) => directoryMs),
			'directory and matching': ms(({ directoryMs, matchedMs }) => directoryMs + matchedMs),
			'read, checked, hashed': `${ms(({ readMs }) => readMs)} = ${middle(({ readMs, fflateMs }) => readMs / fflateMs).toFixed(2)} of fflate`,
			prepared: `${perSecond.toFixed(0)} a second`,
			'prepared, of fflate': `${middle(({ preparedMs, fflateMs }) => preparedMs / fflateMs).toFixed(1)} times its time`,
			'memory over idle': `${middle(({ memoryMb }) => memoryMb).toFixed(0)} MB`
		}
	]);
}
const screens = [];
for (const rows of values.screens.split(',').filter(Boolean).map(Number)) {
	screens.push({ rows, steps: await benchScreens(rows) });
}
if (screens.length > 0) {
	console.log('From the tap until it stands on the screen: median of eleven (worst; longest gap)');
	console.table(
		screens.map(({ rows, steps }) => ({
			rows,
			...Object.fromEntries(
				Object.entries(steps).map(([name, { median: middle, worst, gap }]) => [
					name,
					`${middle.toFixed(0)} ms (${worst.toFixed(0)}; ${gap.toFixed(0)})`
				])
			)
		}))
	);
}

const folder = join(root, 'results');
mkdirSync(folder, { recursive: true });
const file = join(folder, `${new Date().toISOString().replaceAll(':', '-')}.json`);
writeFileSync(file, JSON.stringify({ table, results, photoTimings, screens }, null, '\t'));

/**
 * `npm run bench`: the main job in headless Chromium with a profile on disk, each figure beside PapaParse alone over the
 * same bytes in the same worker of the same run. Prints tables, writes JSON to tests/bench/results.
 *
 *   npm run bench -- [--quick] [--rows 10000,100000,1000000] [--runs 5] [--stored 600000] [--photos 2000]
 *                    [--screens 100000,1000000] [--no-peers] [--profile]
 *
 * --quick takes five minutes: fewer runs, no second passes, neither photos nor screens. A package of photos is timed
 * against fflate inflating the same archive alone; --rows '', --photos 0 or --screens '' leaves one part out. The screens
 * are those of the built app, served as it is installed. With --profile it also prints where the worker spent its time.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startBench, watchMemory } from './browser.mjs';
import { runMainJob, weighMainJob } from './main-job.mjs';
import { benchScreens } from './screens.mjs';
import { benchPeers, notRun } from './peers.mjs';
import { growth, mainTable, median, screensTable } from './tables.mjs';

const { values } = parseArgs({
	options: {
		quick: { type: 'boolean', default: false },
		rows: { type: 'string', default: '10000,100000,1000000' },
		runs: { type: 'string' },
		stored: { type: 'string', default: '600000' },
		photos: { type: 'string' },
		screens: { type: 'string' },
		'no-peers': { type: 'boolean', default: false },
		'password-every': { type: 'string', default: '10' },
		profile: { type: 'boolean', default: false }
	}
});
const isQuick = values.quick;
const runs = Number(values.runs ?? (isQuick ? 3 : 5));
const stored = Number(values.stored);
const sizes = values.rows.split(',').filter(Boolean).map(Number);
const photos = Number(values.photos ?? (isQuick ? 0 : 2000));
const screenSizes = (values.screens ?? (isQuick ? '' : '100000,1000000'))
	.split(',')
	.filter(Boolean);

const root = fileURLToPath(new URL('.', import.meta.url));
const bench = await startBench(root, values.profile);

/** @type {import('./tables.mjs').Measured[]} */
const results = [];
if (sizes.length > 0) {
	const browser = await bench.open();
	await browser.step('seed', stored);
	const common = { stored, passwordEvery: Number(values['password-every']), isQuick };
	for (const rows of sizes) {
		const few = isQuick && rows >= 1_000_000 ? 1 : runs;
		const options = { ...common, rows, runs: few, isProfiled: values.profile };
		results.push({ rows, timings: await runMainJob(browser, options), memory: null });
	}
	await browser.close();
	for (const measured of results) measured.memory = await weigh({ ...common, rows: measured.rows });
}

/** @param {{ rows: number, stored: number, passwordEvery: number, isQuick: boolean }} options */
async function weigh(options) {
	const browser = await bench.open();
	await browser.step('seed', options.stored);
	const memory = await weighMainJob(browser, { ...options, runs: 1, isProfiled: false });
	await browser.close();
	return memory;
}

if (results.length > 0) {
	console.table(mainTable(results));
	console.log('time(1,000,000) / time(100,000), at most 11:', growth(results));
}

const peers = values['no-peers'] ? {} : await benchPeers(sizes);
if (Object.keys(peers).length > 0) {
	console.table(peers);
	console.log(notRun);
}

const photoTimings = [];
if (photos > 0) {
	const { page, context, collect, close } = await bench.open();
	await page.evaluate((count) => /** @type {any} */ (globalThis).preparePhotos(count), photos);
	// What making the archive took is given back before memory is looked at.
	await collect();
	for (let run = 0; run < runs; run += 1) {
		const memory = await watchMemory(context);
		const timing = await page.evaluate(
			(count) => /** @type {any} */ (globalThis).benchPhotos(count),
			photos
		);
		photoTimings.push({ ...timing, memoryMb: memory.stop() });
	}
	await close();
}
bench.close();

const settingIds = Object.keys(results[0]?.timings[0]?.['settingMs'] ?? {});
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
for (const rows of screenSizes.map(Number)) {
	screens.push({ rows, steps: await benchScreens(rows) });
}
if (screens.length > 0) {
	console.log(
		'From the tap until it stands on the screen: median of eleven (worst) · longest gap, median (worst) · longest task on a processor, of eleven more'
	);
	console.table(screensTable(screens));
}

const folder = join(root, 'results');
mkdirSync(folder, { recursive: true });
const file = join(folder, `${new Date().toISOString().replaceAll(':', '-')}.json`);
writeFileSync(
	file,
	JSON.stringify({ table: mainTable(results), results, peers, photoTimings, screens }, null, '\t')
);

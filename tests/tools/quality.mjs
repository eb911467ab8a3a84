/**
 * `npm run quality`: the figures of the shell, after `npm run build`. Bytes of JavaScript that the first screen loads, the
 * time to usable without a network at a quarter of this machine's speed, shifts of the layout, and Lighthouse's scores.
 * Ends with an error where a figure is beyond its bound. `-- --quick` leaves Lighthouse out.
 */
import { chromium } from '@playwright/test';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { chromiumArgs, findChromium } from './chromium.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const client = join(root, 'build/client');
const lighthouseVersion = '12.8.2';
const bounds = { firstScreenKb: 120, usableMs: 1000, layoutShift: 0, score: 95 };
const runs = 5;

/** @type {string[]} */
const beyond = [];

/** @param {string} what @param {number} figure @param {boolean} isFine @param {string} [unit] */
function tell(what, figure, isFine, unit = '') {
	console.log(`${isFine ? ' ok ' : 'OVER'}  ${what}: ${String(figure)}${unit}`);
	if (!isFine) beyond.push(what);
}

/** @param {readonly number[]} figures */
const median = (figures) => [...figures].sort((a, b) => a - b)[Math.floor(figures.length / 2)] ?? 0;

async function startServer() {
	const dataDir = mkdtempSync(join(tmpdir(), 'muster-quality-'));
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

/** @param {Awaited<ReturnType<typeof startServer>>} server */
async function stopServer({ child, dataDir }) {
	const ended = once(child, 'exit');
	child.kill('SIGTERM');
	await ended;
	rmSync(dataDir, { recursive: true, force: true });
}

/** @param {string} path of an address */
const gzipped = (path) => gzipSync(readFileSync(join(client, path))).length;

/** @param {import('@playwright/test').BrowserContext} context @param {string} origin */
async function firstScreen(context, origin) {
	const page = await context.newPage();
	/** @type {{ path: string, isWorker: boolean }[]} */
	const loaded = [];
	page.on('request', (request) => {
		const { pathname } = new URL(request.url());
		if (!pathname.endsWith('.js')) return;
		const isWorker = pathname.includes('/workers/') || pathname === '/service-worker.js';
		loaded.push({ path: pathname, isWorker });
	});
	await page.goto(origin);
	await page.getByRole('button', { name: 'Create an exam' }).waitFor();
	await page.waitForLoadState('networkidle');
	const own = new Set(loaded.filter(({ isWorker }) => !isWorker).map(({ path }) => path));
	const worker = new Set(loaded.filter(({ isWorker }) => isWorker).map(({ path }) => path));
	const sum = (/** @type {Iterable<string>} */ paths) =>
		[...paths].reduce((bytes, path) => bytes + gzipped(path), 0);
	await page.close();
	return { pageKb: sum(own) / 1000, workerKb: sum(worker) / 1000 };
}

/** Parts of the worker that are loaded on demand, and their size. */
function lateParts() {
	const folder = join(client, '_app/immutable/workers');
	const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
	return files
		.filter((name) => name.endsWith('.js'))
		.map((name) => ({ name, kb: gzipped(join('_app/immutable/workers', name)) / 1000 }));
}

/** @param {import('@playwright/test').BrowserContext} context @param {string} origin */
async function startOffline(context, origin) {
	const page = await context.newPage();
	await page.goto(origin);
	await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated');
	await context.setOffline(true);
	const session = await context.newCDPSession(page);
	await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
	await page.addInitScript(() => {
		const found = { shift: 0, usableMs: 0 };
		Object.assign(window, { quality: found });
		new PerformanceObserver((list) => {
			for (const entry of list.getEntries()) found.shift += /** @type {any} */ (entry).value;
		}).observe({ type: 'layout-shift', buffered: true });
		const buttons = document.getElementsByTagName('button');
		const look = () => {
			// A live list, since looking through the page in each frame would slow what is measured.
			const usable = [...buttons].some(
				(one) => one.textContent?.includes('Create an exam') && one.checkVisibility()
			);
			if (usable) found.usableMs = performance.now();
			else requestAnimationFrame(look);
		};
		requestAnimationFrame(look);
	});
	/** @type {{ usableMs: number, shift: number }[]} */
	const found = [];
	for (let run = 0; run < runs; run += 1) {
		await page.reload();
		// Asking again and again from outside would take from the page's quarter of the processor.
		await page.waitForTimeout(4000);
		found.push(await page.evaluate(() => /** @type {any} */ (window).quality));
	}
	await context.setOffline(false);
	await page.close();
	return found;
}

/** @param {string} origin @param {string} path */
async function lighthouse(origin, path) {
	const flags = chromiumArgs.filter((flag) => flag !== '--disable-background-networking');
	const args = [
		'--yes',
		`lighthouse@${lighthouseVersion}`,
		origin + path,
		'--preset=desktop',
		'--only-categories=performance,accessibility,best-practices',
		'--output=json',
		'--quiet',
		`--chrome-flags=--headless=new ${flags.join(' ')}`
	];
	const env = { ...process.env, CHROME_PATH: findChromium() };
	const child = spawn('npx', args, { env, stdio: ['pipe', 'pipe', 'inherit'] });
	let json = '';
	child.stdout.setEncoding('utf8').on('data', (text) => (json += text));
	const [code] = await once(child, 'close');
	if (code !== 0) throw new Error(`Lighthouse ended with ${String(code)}`);
	/** @type {{ categories: Record<string, { score: number, auditRefs: { id: string }[] }>, audits: Record<string, { score: number | null, title: string }> }} */
	const report = JSON.parse(json);
	return report;
}

const server = await startServer();
const profile = mkdtempSync(join(tmpdir(), 'muster-quality-'));
try {
	const executablePath = findChromium();
	const context = await chromium.launchPersistentContext(profile, {
		...(executablePath ? { executablePath } : {}),
		args: chromiumArgs,
		viewport: { width: 1180, height: 820 }
	});
	const { pageKb, workerKb } = await firstScreen(context, server.origin);
	tell(
		'JavaScript of the first screen, gzip',
		Math.round(pageKb),
		pageKb <= bounds.firstScreenKb,
		' kB'
	);
	console.log(
		`      of the worker and the service worker beside it: ${String(Math.round(workerKb))} kB`
	);
	for (const { name, kb } of lateParts()) console.log(`      ${name}: ${kb.toFixed(1)} kB`);
	const starts = await startOffline(context, server.origin);
	const usable = Math.round(median(starts.map(({ usableMs }) => usableMs)));
	tell(
		`offline start to usable, CPU at a quarter, median of ${String(runs)}`,
		usable,
		usable <= bounds.usableMs,
		' ms'
	);
	const shift = Math.max(...starts.map((start) => start.shift));
	tell('largest layout shift', shift, shift <= bounds.layoutShift);
	await context.close();

	const isQuick = process.argv.includes('--quick');
	const reports = [];
	for (let run = 0; run < runs && !isQuick; run += 1)
		reports.push(await lighthouse(server.origin, '/'));
	for (const category of isQuick ? [] : ['performance', 'accessibility', 'best-practices']) {
		const score = median(reports.map(({ categories }) => (categories[category]?.score ?? 0) * 100));
		tell(`Lighthouse ${category}, median of ${String(runs)}`, score, score >= bounds.score);
		const last = reports.at(-1);
		for (const { id } of last?.categories[category]?.auditRefs ?? []) {
			const audit = last?.audits[id];
			if (audit && audit.score !== null && audit.score < 0.9)
				console.log(`      ${id}: ${audit.title}`);
		}
	}
} finally {
	await stopServer(server);
	rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
}
process.exitCode = beyond.length === 0 ? 0 : 1;

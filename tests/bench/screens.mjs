/**
 * The review as the person has it, in the built app: from the tap until what was asked for stands on the screen, and the
 * longest time in which the page could not have answered another. On few cores a page also waits for a core, so the same
 * is done again under a trace that tells the page's own work from that waiting.
 */
import { chromium } from '@playwright/test';
import { spawn } from 'node:child_process';
import { once as happens } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromiumArgs, findChromium } from '../tools/chromium.mjs';
import { bigCsv } from './make-big.mjs';
import { measureInPage } from './screens-page.mjs';
import { longestTask } from './trace.mjs';

const times = 11;

/**
 * In ms; a gap is the longest of one turn, `task` the longest task of all traced turns in time on a processor.
 * @typedef {{ median: number, worst: number, gap: number, worstGap: number, task: number }} Step
 * @param {number} rows
 * @returns {Promise<Record<string, Step>>}
 */
export async function benchScreens(rows) {
	const folder = mkdtempSync(join(tmpdir(), 'muster-screens-'));
	const server = await startServer(folder);
	const executablePath = findChromium();
	const context = await chromium.launchPersistentContext(join(folder, 'profile'), {
		...(executablePath ? { executablePath } : {}),
		args: chromiumArgs,
		viewport: { width: 1180, height: 820 },
		locale: 'en-GB'
	});
	try {
		const page = context.pages()[0] ?? (await context.newPage());
		page.on('pageerror', (error) => console.error(error));
		await openReview(page, server.origin, await writeCsv(folder, rows));
		return await runSteps(page, rows);
	} finally {
		await context.close();
		server.child.kill('SIGTERM');
		await happens(server.child, 'exit');
		rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
	}
}

/** @param {string} folder */
async function startServer(folder) {
	const entry = fileURLToPath(new URL('../tools/serve.mjs', import.meta.url));
	const build = fileURLToPath(new URL('../../build', import.meta.url));
	const env = {
		PATH: process.env['PATH'] ?? '',
		HOST: '127.0.0.1',
		PORT: '0',
		DATA_DIR: join(folder, 'data'),
		BUILD: build
	};
	const child = spawn(process.execPath, [entry], { env, stdio: ['ignore', 'pipe', 'inherit'] });
	let said = '';
	for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
		said += String(chunk);
		const origin = /ready at (\S+)\n/.exec(said)?.[1];
		if (origin) {
			child.stdout.resume();
			return { child, origin };
		}
	}
	throw new Error(`The server stopped before it was ready: ${said}`);
}

/**
 * @param {string} folder
 * @param {number} rows
 */
async function writeCsv(folder, rows) {
	const path = join(folder, 'big.csv');
	const out = createWriteStream(path);
	for (const part of bigCsv({ rows, seed: 7 })) if (!out.write(part)) await happens(out, 'drain');
	out.end();
	await happens(out, 'close');
	return path;
}

/**
 * @param {import('@playwright/test').Page} page
 * @param {string} origin
 * @param {string} path
 */
async function openReview(page, origin, path) {
	await page.addInitScript(timeAnswers);
	await page.goto(origin);
	await page.getByRole('button', { name: 'Create an exam' }).click();
	const dialog = page.getByRole('dialog');
	await dialog.getByLabel('Name', { exact: true }).fill('Bench');
	await dialog.getByLabel('Venues').fill('Melbourne\nHarbour Hall\nRiverside Centre');
	await dialog.getByRole('button', { name: /^Create (the |an )?exam/ }).click();
	const chooser = page.waitForEvent('filechooser');
	await page.getByRole('button', { name: 'Choose a file' }).first().click();
	await (await chooser).setFiles(path);
	const save = page.getByRole('button', { name: /^Save [\d,]+ changes?/ });
	await save.waitFor({ timeout: 300_000 });
	await page.waitForFunction(
		() => ![...document.querySelectorAll('*')].some((one) => one.textContent?.includes('so far')),
		undefined,
		{ timeout: 300_000 }
	);
}

/** Runs in the page before the app: how long the worker takes for each thing it is asked. */
function timeAnswers() {
	/** @type {{ name: string, ms: number }[]} */
	const answers = [];
	Object.assign(globalThis, { answers });
	const asked = new Map();
	const heard = new WeakSet();
	const post = Worker.prototype.postMessage;
	/** @this {Worker} @param {any} message @param {any} [more] */
	Worker.prototype.postMessage = function (message, more) {
		asked.set(message?.id, { name: message?.name, at: performance.now() });
		if (!heard.has(this)) {
			heard.add(this);
			this.addEventListener('message', ({ data }) => {
				const own = asked.get(data?.id);
				if (own) answers.push({ name: own.name, ms: performance.now() - own.at });
			});
		}
		return post.call(this, message, more);
	};
}

/**
 * @param {import('@playwright/test').Page} page
 * @param {string} name of a request
 * @returns {Promise<Step>} as the page waits for it
 */
async function answersOf(page, name) {
	const all = await page.evaluate(
		(wanted) =>
			/** @type {any} */ (globalThis).answers
				.filter((/** @type {any} */ one) => one.name === wanted)
				.map((/** @type {any} */ one) => one.ms),
		name
	);
	const ms = all.sort((/** @type {number} */ a, /** @type {number} */ b) => a - b);
	const [median, worst] = [ms[Math.floor(ms.length / 2)] ?? 0, ms.at(-1) ?? 0];
	return { median, worst, gap: 0, worstGap: 0, task: 0 };
}

/**
 * @param {import('@playwright/test').Page} page
 * @param {number} rows
 */
async function runSteps(page, rows) {
	/** @type {Record<string, Step>} */
	const found = {};
	/**
	 * @param {string} what
	 * @param {unknown} given
	 */
	const once = (what, given) => page.evaluate(measureInPage, { what, given });
	/**
	 * @param {string} name
	 * @param {(turn: number) => unknown} argumentOf
	 */
	const step = async (name, argumentOf) => {
		const turns = async () => {
			const all = [];
			for (let turn = 0; turn < times; turn += 1) all.push(await once(name, argumentOf(turn)));
			return all;
		};
		const all = await turns();
		// Twelve turns before the traced ones, so that those that alternate go on doing so.
		await once(name, argumentOf(times));
		const task = await longestTask(page, turns);
		const ms = all.map((one) => one.ms).sort((a, b) => a - b);
		const gaps = all.map((one) => one.gapMs).sort((a, b) => a - b);
		found[name] = {
			median: ms[Math.floor(times / 2)] ?? 0,
			worst: ms.at(-1) ?? 0,
			gap: gaps[Math.floor(times / 2)] ?? 0,
			worstGap: gaps.at(-1) ?? 0,
			task
		};
	};
	const at = (/** @type {number} */ turn) => Math.floor((rows * (turn + 1)) / (times + 1));
	await step('filter', (turn) => turn % 2 === 0);
	await once('filter', false);
	await step('sort', () => null);
	await once('sort', null);
	await step('search', (turn) => (turn % 2 === 0 ? 'anna' : 'zi'));
	await once('search', '');
	await step('go to line', at);
	await step('open a row', () => null);
	await step('edit and plan again', (turn) => `Edited ${turn}`);
	found['of it the worker'] = await answersOf(page, 'editCells');
	await step('scroll to the end', () => null);
	return found;
}

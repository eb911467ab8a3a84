/** The bench's page in headless Chromium, with a profile on disk: what a private window keeps in memory flatters writes. */
import { chromium } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { build } from 'vite';
import { messagesPlugin } from '../../src/lib/i18n/compile-messages.js';
import { chromiumArgs, findChromium } from '../tools/chromium.mjs';

/** @type {Record<string, string>} */
const types = { '.html': 'text/html', '.js': 'text/javascript' };

/**
 * @param {string} root folder of the page, with its index.html
 * @param {boolean} isReadable names of functions stay, for profiles
 */
export async function startBench(root, isReadable) {
	// A fresh clone has no settings of the compiler yet.
	if (!existsSync('.svelte-kit/tsconfig.json')) execFileSync('npx', ['svelte-kit', 'sync']);
	const outDir = mkdtempSync(join(tmpdir(), 'muster-bench-'));
	await build({
		root,
		configFile: false,
		logLevel: 'warn',
		plugins: [messagesPlugin()],
		worker: { format: 'es' },
		build: { outDir, emptyOutDir: true, target: 'esnext', minify: !isReadable }
	});
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
	const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
	return {
		/** A browser of its own; close it when done. */
		open: () => openBrowser(`http://127.0.0.1:${port}/`),
		close() {
			server.close();
			rmSync(outDir, { recursive: true, force: true });
		}
	};
}

/** @typedef {Awaited<ReturnType<typeof openBrowser>>} Bench */

/** @param {string} address */
async function openBrowser(address) {
	const profile = mkdtempSync(join(tmpdir(), 'muster-bench-profile-'));
	const executablePath = findChromium();
	const context = await chromium.launchPersistentContext(profile, {
		...(executablePath ? { executablePath } : {}),
		args: chromiumArgs
	});
	const page = await context.newPage();
	page.setDefaultTimeout(0);
	page.on('console', (message) => console.log(message.text()));
	page.on('pageerror', (error) => console.error(error));
	await page.goto(address);
	return {
		context,
		page,
		/**
		 * One step of the page's `bench`; gives what it measured.
		 * @param {string} name
		 * @param {unknown} [argument]
		 * @returns {Promise<any>}
		 */
		step: (name, argument) =>
			page.evaluate(
				([one, given]) => /** @type {any} */ (globalThis).bench[/** @type {string} */ (one)](given),
				/** @type {const} */ ([name, argument])
			),
		/** What is garbage is given back before memory is looked at. */
		async collect() {
			const session = await context.newCDPSession(page);
			await session.send('HeapProfiler.collectGarbage');
			await page.waitForTimeout(1500);
			await session.detach();
		},
		async close() {
			await context.close();
			rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
		}
	};
}

/** @param {import('@playwright/test').BrowserContext} context */
async function rendererMb(context) {
	const browser = context.browser();
	if (!browser) return 0;
	const session = await browser.newBrowserCDPSession();
	const { processInfo } = await session.send('SystemInfo.getProcessInfo');
	await session.detach();
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
	return Math.max(...sizes, 0);
}

/**
 * The most resident memory of the page's process above what it had before, in MB.
 * @param {import('@playwright/test').BrowserContext} context
 */
export async function watchMemory(context) {
	const idleMb = await rendererMb(context);
	let peakMb = idleMb;
	const watch = setInterval(() => {
		// The last look may come when the page is gone.
		rendererMb(context).then(
			(mb) => (peakMb = Math.max(peakMb, mb)),
			() => undefined
		);
	}, 100);
	return {
		idleMb,
		peakMb: () => peakMb - idleMb,
		stop() {
			clearInterval(watch);
			return peakMb - idleMb;
		}
	};
}

/**
 * What every end-to-end test stands on: a server of its own on a free port with an empty data directory, and a Chromium
 * that keeps its profile on disk, as an installed app does. A test that ends with a breach of the content policy or an
 * error in the console fails, whatever it asserted.
 */
import { test as base, chromium, expect, type BrowserContext, type Page } from '@playwright/test';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromiumArgs, findChromium } from '../tools/chromium.mjs';

export interface AppServer {
	/** As in `http://127.0.0.1:41234`, without a slash at the end. */
	readonly origin: string;
	readonly dataDir: string;
	/** What the server printed so far: the first admin's set-up link is there. */
	readonly said: string;
	stop(): Promise<void>;
	/** Starts again at the same address with the same data. */
	start(): Promise<void>;
}

/** Opens further browsers, each with a profile of its own on disk: other devices. */
export type OpenDevice = () => Promise<Page>;

interface Fixtures {
	readonly openDevice: OpenDevice;
	/** The folder in which the browser keeps everything of this test. */
	readonly profile: string;
	/** The folder that the server serves. */
	readonly build: string;
	/** By which name the server listens; a number is no address for passkeys. */
	readonly host: string;
	readonly server: AppServer;
	/** What the pages' listeners heard: 'directive: blocked address'. */
	readonly cspViolations: string[];
	/** Errors in the console and exceptions nobody caught. Take out the ones a test causes on purpose. */
	readonly consoleErrors: string[];
}

export const test = base.extend<Fixtures>({
	cspViolations: async ({}, use) => use([]),
	consoleErrors: async ({}, use) => use([]),
	build: async ({}, use) => use(fileURLToPath(new URL('../../build', import.meta.url))),
	host: ['127.0.0.1', { option: true }],
	server: async ({ build, host }, use) => {
		const folder = await mkdtemp(join(tmpdir(), 'muster-e2e-'));
		const server = createServer(join(folder, 'data'), { build, host });
		await server.start();
		await use(server);
		await server.stop();
		await rm(folder, { recursive: true, force: true });
	},
	profile: async ({}, use) => {
		const profile = await mkdtemp(join(tmpdir(), 'muster-profile-'));
		await use(profile);
		await rm(profile, { recursive: true, force: true, maxRetries: 5 });
	},
	context: async (
		{ server, profile, viewport, colorScheme, locale, hasTouch, cspViolations, consoleErrors },
		use
	) => {
		const look = { viewport, colorScheme, hasTouch, ...(locale ? { locale } : {}) };
		const context = await launchBrowser(profile, { baseURL: server.origin, ...look });
		await listen(context, cspViolations, consoleErrors);
		await use(context);
		await context.close();
		expect(cspViolations, 'breaches of the content policy').toEqual([]);
		expect(consoleErrors, 'errors in the console').toEqual([]);
	},
	openDevice: async ({ server, viewport, locale }, use) => {
		const closing: (() => Promise<void>)[] = [];
		await use(async () => {
			const folder = await mkdtemp(join(tmpdir(), 'muster-profile-'));
			const look = { viewport, ...(locale ? { locale } : {}) };
			const context = await launchBrowser(folder, { baseURL: server.origin, ...look });
			closing.push(async () => {
				await context.close();
				await rm(folder, { recursive: true, force: true, maxRetries: 5 });
			});
			return context.pages()[0] ?? context.newPage();
		});
		for (const close of closing) await close();
	},
	page: async ({ context }, use) => use(context.pages()[0] ?? (await context.newPage()))
});

/** For tests that measure time: `npm test` runs nothing beside them. */
export const alone = { tag: '@alone' };

export { expect } from '@playwright/test';

/** Waits until the service worker has the page, which is when the app may go offline. */
export async function waitForServiceWorker(page: Page): Promise<void> {
	const isReady = () => navigator.serviceWorker.controller?.state === 'activated';
	await page.waitForFunction(isReady, undefined, { timeout: 20_000 });
}

/** The same profile may be opened again, also after its browser was killed. */
export function launchBrowser(
	profile: string,
	options: Parameters<typeof chromium.launchPersistentContext>[1]
): Promise<BrowserContext> {
	const executablePath = findChromium();
	return chromium.launchPersistentContext(profile, {
		...(executablePath ? { executablePath } : {}),
		args: chromiumArgs,
		serviceWorkers: 'allow',
		...options
	});
}

/** The listener is in the page: what a test evaluates there is exempt from the policy, and hears of no breach. */
async function listen(context: BrowserContext, violations: string[], errors: string[]) {
	await context.exposeFunction('reportViolation', (text: string) => violations.push(text));
	await context.addInitScript(() => {
		const report = (globalThis as unknown as { reportViolation: (text: string) => Promise<void> })
			.reportViolation;
		document.addEventListener('securitypolicyviolation', (event) => {
			void report(`${event.effectiveDirective}: ${event.blockedURI} ${event.sample}`.trim());
		});
	});
	context.on('console', (message) => {
		if (message.type() === 'error') errors.push(`${message.text()} (${message.location().url})`);
	});
	context.on('weberror', (error) => errors.push(String(error.error().stack)));
}

function createServer(
	dataDir: string,
	{ build, host }: { readonly build: string; readonly host: string }
): AppServer {
	let child: ChildProcess | undefined;
	let origin: string | undefined;
	const output = { said: '' };
	return {
		dataDir,
		get said() {
			return output.said;
		},
		get origin() {
			if (!origin) throw new Error('The server has not been started');
			return origin;
		},
		async start() {
			const port = origin ? new URL(origin).port : '0';
			({ child, origin } = await launch(
				{ HOST: host, PORT: port, DATA_DIR: dataDir, BUILD: build },
				output
			));
		},
		async stop() {
			if (child?.exitCode !== null || child.signalCode !== null) return;
			const exited = once(child, 'exit');
			child.kill('SIGTERM');
			await exited;
		}
	};
}

async function launch(
	settings: Readonly<Record<'HOST' | 'PORT' | 'DATA_DIR' | 'BUILD', string>>,
	output: { said: string }
) {
	const entry = fileURLToPath(new URL('../tools/serve.mjs', import.meta.url));
	const env = { PATH: process.env['PATH'] ?? '', ...settings };
	const child = spawn(process.execPath, [entry], { env, stdio: ['ignore', 'pipe', 'inherit'] });
	let said = '';
	for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
		said += String(chunk);
		const origin = /ready at (\S+)\n/.exec(said)?.[1];
		if (origin) {
			output.said += said;
			child.stdout.on('data', (more) => (output.said += String(more)));
			child.stdout.resume();
			return { child, origin };
		}
	}
	throw new Error(`The server stopped before it was ready: ${said}`);
}

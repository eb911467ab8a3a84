/** The main job in Firefox, by WebDriver BiDi: a file is read, reviewed, saved, still there after a reload, and sent. */
import Database from 'libsql';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startServer, type ServedApp } from './serve';
import { eventually, launchFirefox, type FirefoxPage } from './bidi';

const file = fileURLToPath(new URL('../fixtures/users-13.csv', import.meta.url));

let folder: string;
let server: ServedApp;
let page: FirefoxPage;

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'muster-firefox-'));
	server = await startServer(join(folder, 'data'));
	page = await launchFirefox(join(folder, 'profile'));
}, 60_000);

afterEach(async () => {
	await page.close();
	await server.stop();
	await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}, 60_000);

async function expectCount(action: string, rows: number): Promise<void> {
	const asked = `[...document.querySelectorAll('button')].map((one) => one.innerText.replace(/\\s+/g, ' '))`;
	await eventually(`${String(rows)} ${action}`, async () => {
		const texts = await page.evaluate<string[]>(asked);
		return texts.includes(`${String(rows)} ${action}`) || undefined;
	});
}

function storedUsers(): number {
	const db = new Database(join(folder, 'data', 'muster.sqlite'), { readonly: true });
	try {
		return db.prepare('select id from users').all().length;
	} finally {
		db.close();
	}
}

test(
	'the main job in Firefox: file, review, save, reload, send',
	{ timeout: 300_000 },
	async () => {
		await page.goto(server.origin);
		await page.click('button', 'Create an exam');
		await page.type('textbox', 'Name', 'Firefox');
		await page.click('button', 'Create exam');
		await page.reads('Drop a CSV or ZIP here');
		await page.giveFile(file);
		await expectCount('Create', 24);
		await page.reload();
		await expectCount('Create', 24);

		await page.click('button', 'Save 24 changes');
		await page.click('button', 'Save 24 changes');
		await page.reads('Saved on this device');
		await page.goto(`${server.origin}/users`);
		await page.reads('Zuzanna');
		const isKept = `navigator.serviceWorker.getRegistration().then((one) => one?.active?.state === 'activated')`;
		await eventually(
			'the service worker',
			async () => (await page.evaluate<boolean>(isKept)) || undefined
		);

		await page.goto(server.setUpLink);
		await page.type('textbox', 'Name', 'Rania Haddad');
		await page.type('textbox', 'Email', 'rania@muster.example');
		await page.type('textbox', 'Password', 'Quiet-lagoon-91-fern');
		await page.click('button', 'Create the account');
		await page.click('button', 'Send 25 changes as Rania Haddad');
		await eventually('24 users on the server', () =>
			Promise.resolve(storedUsers() === 24 || undefined)
		);
		await page.goto(`${server.origin}/history`);
		await page.reads('On the server');
		expect(storedUsers()).toBe(24);
	}
);

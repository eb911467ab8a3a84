/** The main job in Firefox, by WebDriver BiDi: a file is read, reviewed, saved, still there after a reload, and sent. */
import Database from 'libsql';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
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
	const profile = join(folder, 'profile');
	await mkdir(profile);
	page = await launchFirefox(profile);
}, 120_000);

afterEach(async () => {
	await page.close();
	await server.stop();
	await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}, 60_000);

async function expectCount(action: string, rows: number): Promise<void> {
	const asked = `[...document.querySelectorAll('button')].map((one) => one.innerText.replace(/\\s+/g, ' '))`;
	try {
		await eventually(`${String(rows)} ${action}`, async () => {
			const texts = await page.evaluate<string[]>(asked);
			return texts.includes(`${String(rows)} ${action}`) || undefined;
		});
	} catch (cause) {
		const seen = await page.evaluate<string>('document.body.innerText');
		throw new Error(`The page says: ${seen}`, { cause });
	}
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
	{ timeout: 600_000 },
	async () => {
		await page.goto(server.origin);
		await page.click('button', 'Create an exam');
		await page.type('textbox', 'Name', 'Firefox');
		await page.click('button', 'Create exam');
		await page.reads('Firefox');
		await page.giveFile(file);
		await expectCount('Create', 24);
		await page.reload();
		await expectCount('Create', 24);

		await page.click('button', 'Save 24 changes');
		// The question stands over the button of the same name.
		await page.reads('Back to review');
		await page.click('button', 'Save 24 changes');
		await page.reads('Saved on this device');
		await page.goto(`${server.origin}/users`);
		const heading = `document.querySelector('h1')?.innerText.includes('24')`;
		await eventually('24 users', async () => (await page.evaluate<boolean>(heading)) || undefined);
		const isKept = `navigator.serviceWorker.getRegistration().then((one) => one?.active?.state === 'activated')`;
		await eventually(
			'the service worker',
			async () => (await page.evaluate<boolean>(isKept)) || undefined
		);

		await page.goto(server.setUpLink);
		await page.type('textbox', 'Name', 'Rania Haddad');
		await page.type('textbox', 'Email', 'rania@muster.example');
		await page.typePassword('Quiet-lagoon-91-fern');
		await page.click('button', 'Create the account');
		await page.submitDialog();
		await eventually('24 users on the server', () =>
			Promise.resolve(storedUsers() === 24 || undefined)
		);
		await page.goto(`${server.origin}/history`);
		await page.reads('On the server');
		expect(storedUsers()).toBe(24);
	}
);

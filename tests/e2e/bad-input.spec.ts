import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { chooseFile, createExam, expectCounts, fixturePath, save } from './app';
import { alone, expect, test, waitForServiceWorker } from './fixtures';

const header = 'Client ID,Username,First Name\n';

interface Refused {
	readonly name: string;
	readonly bytes: string | Uint8Array;
	/** The letter with which it goes on. */
	readonly grows?: string;
	readonly says: RegExp;
}

const refused: readonly Refused[] = [
	{ name: 'empty.csv', bytes: '', says: /empty/i },
	{ name: 'header.csv', bytes: header, says: /header|row/i },
	{ name: 'ghosts.csv', bytes: `${header},,\n,,\n`, says: /no user|row/i },
	{ name: 'page.csv', bytes: '<html><body>Username</body></html>\n', says: /column|header/i },
	{ name: 'no-username.csv', bytes: 'First Name,Last Name\nA,B\n', says: /Username/ },
	{ name: 'binary.csv', bytes: new Uint8Array([1, 2, 0, 3, 0, 0, 200, 9]), says: /text|CSV/ },
	{ name: 'scan.csv', bytes: '%PDF-1.7 and so on', says: /PDF/ },
	{
		name: 'old.xls',
		bytes: new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0]),
		says: /XLS/
	},
	{
		name: 'cut.csv',
		bytes: Uint8Array.from(`${header}C-1,u.one,Zo\xc3`, (letter) => letter.charCodeAt(0)),
		says: /Line 2/
	},
	{ name: 'photos.zip', bytes: new Uint8Array([0x50, 0x4b, 3, 4, 20, 0, 0, 0]), says: /ZIP/ },
	{ name: 'long.csv', bytes: header, grows: 'x', says: /Line 2/ },
	{ name: 'scan-of-all.csv', bytes: '%PDF-1.7 and so on\n', grows: '\0', says: /PDF/ },
	{ name: 'protected.xlsx', bytes: protectedWorkbook(), says: /password/ }
];

/** Files that go on and on: to 300 MB. */
const grownParts = 30;
const partBytes = 10_000_000;
/** From the choice to the sentence. */
const mostMs = 2000;

/** As a spreadsheet with a password is kept: a compound file whose directory names the encrypted package. */
function protectedWorkbook(): Uint8Array {
	const bytes = new Uint8Array(4096);
	bytes.set([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
	const directory = new DataView(bytes.buffer, 512);
	for (const [entry, name] of ['Root Entry', 'EncryptionInfo', 'EncryptedPackage'].entries()) {
		for (const [at, letter] of Array.from(name).entries()) {
			directory.setUint16(entry * 128 + at * 2, letter.charCodeAt(0), true);
		}
	}
	return bytes;
}

async function storedRecords(page: Page): Promise<Record<string, number>> {
	return page.evaluate(async () => {
		const open = indexedDB.open('muster-unclaimed');
		const db = await new Promise<IDBDatabase>((resolve, reject) => {
			open.onsuccess = () => resolve(open.result);
			open.onerror = () => reject(new Error('not opened'));
		});
		const names = ['drafts', 'draftPages', 'envelopes', 'userPages', 'uploads'];
		const transaction = db.transaction(names, 'readonly');
		const counts = await Promise.all(
			names.map(
				(name) =>
					new Promise<[string, number]>((resolve) => {
						const count = transaction.objectStore(name).count();
						count.onsuccess = () => resolve([name, count.result]);
					})
			)
		);
		db.close();
		return Object.fromEntries(counts);
	});
}

const nothing = { drafts: 0, draftPages: 0, envelopes: 0, userPages: 0, uploads: 0 };

test(
	'R1 a file that cannot be read is refused with one sentence, and nothing is stored',
	alone,
	async ({ page }) => {
		const folder = await mkdtemp(join(tmpdir(), 'muster-files-'));
		await page.goto('/');
		await createExam(page, 'Bad input');
		for (const { name, bytes, grows, says } of refused) {
			const path = join(folder, name);
			await writeFile(path, bytes);
			const part = grows?.repeat(partBytes);
			for (let at = 0; part && at < grownParts; at += 1) await appendFile(path, part);
			const started = Date.now();
			await chooseFile(page, path);
			const alert = page.getByRole('alert').filter({ hasText: name });
			await expect(alert).toContainText(says);
			expect(Date.now() - started, name).toBeLessThan(mostMs);
			await expect(alert).toContainText('Nothing was stored');
			expect(await storedRecords(page)).toEqual(nothing);
			await alert.getByRole('button', { name: 'Close' }).click();
		}
		// The drop zone is ready as before.
		await chooseFile(page, fixturePath('users-13.csv'));
		await expectCounts(page, { Create: 24 });
		await rm(folder, { recursive: true });
	}
);

test('R5 ragged rows and an unclosed quote are errors on their rows, the others go on', async ({
	page
}) => {
	await page.goto('/');
	await createExam(page, 'Ragged');
	await chooseFile(page, fixturePath('ragged.csv'));
	await expectCounts(page, { 'All rows': 13, Create: 10, Error: 3 });
	await expect(page.getByRole('row', { name: /Ben Ostrow/ })).toContainText('cells');
	await save(page);
	await page.getByRole('link', { name: 'Upload', exact: true }).click();
	await expect(page.getByText(/3 rows left from ragged\.csv/)).toBeVisible();
});

test('V5 a draft survives a reload with its settings; discarding it leaves nothing', async ({
	page
}) => {
	await page.goto('/');
	await createExam(page, 'Resumed');
	await chooseFile(page, fixturePath('users-13.csv'));
	await expectCounts(page, { Create: 24 });
	await page.getByLabel('Upload type', { exact: true }).selectOption({
		label: 'Update existing users only'
	});
	await expectCounts(page, { Skip: 24, Create: 0 });
	await page.goto('/');
	await page.getByRole('button', { name: 'Resume', exact: true }).click();
	await expectCounts(page, { Skip: 24, Create: 0 });
	await page.goto('/');
	await page.getByRole('button', { name: 'Discard' }).click();
	await page
		.getByRole('dialog')
		.getByRole('button', { name: /Discard/ })
		.click();
	await expect(page.getByRole('button', { name: 'Resume', exact: true })).toBeHidden();
	expect(await storedRecords(page)).toEqual(nothing);
});

test('R7 cancelling stops at once and leaves no trace', alone, async ({ page }) => {
	const folder = await mkdtemp(join(tmpdir(), 'muster-files-'));
	const path = join(folder, 'big.csv');
	const row = (number: number) =>
		`C-${number},user.${number},Name ${number},last.${number}@big.example\n`;
	const rows = Array.from({ length: 400_000 }, (_, number) => row(number)).join('');
	await writeFile(path, 'Client ID,Username,First Name,Email\n' + rows);
	await page.goto('/');
	await createExam(page, 'Cancelled');
	// What the app fetches for later is not what is measured.
	await waitForServiceWorker(page);
	await chooseFile(page, path);
	const cancel = page.getByRole('button', { name: 'Cancel', exact: true });
	await cancel.click();
	const started = Date.now();
	await expect(page.getByRole('button', { name: 'Choose a file' }).first()).toBeVisible();
	expect(Date.now() - started).toBeLessThan(1000);
	expect(await storedRecords(page)).toEqual(nothing);
	await rm(folder, { recursive: true });
});

test('a draft that another tab takes over is not written by the first', async ({
	page,
	context
}) => {
	await page.goto('/');
	await createExam(page, 'Two tabs');
	await chooseFile(page, fixturePath('users-13.csv'));
	await expectCounts(page, { Create: 24 });
	const other = await context.newPage();
	await other.goto('/');
	await other.getByRole('button', { name: 'Continue here' }).click();
	await expectCounts(other, { Create: 24 });
	await save(other);
	await page.getByLabel('Upload type', { exact: true }).selectOption({
		label: 'Update existing users only'
	});
	await expect(page.getByText(/another tab/i).first()).toBeVisible();
});

/** Steps that people take in the app, by the labels they see. */
import { expect, type Download, type Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

export const countNames = [
	'All rows',
	'Create',
	'Update',
	'Unchanged',
	'Skip',
	'Delete',
	'Error'
] as const;
export type CountName = (typeof countNames)[number];

export function fixturePath(name: string): string {
	return fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
}

export async function createExam(page: Page, name: string, venues: readonly string[] = []) {
	await page.getByRole('button', { name: 'Create an exam' }).click();
	const dialog = page.getByRole('dialog');
	await dialog.getByLabel('Name', { exact: true }).fill(name);
	if (venues.length > 0) await dialog.getByLabel('Venues').fill(venues.join('\n'));
	await dialog.getByRole('button', { name: /^Create (the |an )?exam/ }).click();
	await expect(dialog).toBeHidden();
}

/** By its path, or made here. */
export async function chooseFile(
	page: Page,
	file: string | { name: string; mimeType: string; buffer: Buffer }
): Promise<void> {
	const chooser = page.waitForEvent('filechooser');
	await page.getByRole('button', { name: 'Choose a file' }).first().click();
	await (await chooser).setFiles(file);
}

/** The photos of a package are taken, though the exam was a standard one. */
export async function makeProctored(page: Page): Promise<void> {
	await page.getByRole('button', { name: 'Make this exam proctored' }).click();
	await expect(page.getByRole('button', { name: 'Look at the photos' })).toBeVisible();
}

/** Drops a file on the page as a browser does. */
export async function dropFile(page: Page, file: string): Promise<void> {
	const text = await readFile(file, 'utf8');
	const name = file.split('/').at(-1) ?? file;
	const transfer = await page.evaluateHandle(
		([content, fileName]) => {
			const dropped = new DataTransfer();
			dropped.items.add(new File([content as string], fileName as string));
			return dropped;
		},
		[text, name]
	);
	for (const type of ['dragenter', 'dragover', 'drop']) {
		await page.dispatchEvent('main', type, { dataTransfer: transfer });
	}
}

/** The numbers in the count cells: one look at the page for all of them, since it is asked for again and again. */
export async function counts(page: Page): Promise<Record<string, number>> {
	const names = [...countNames, 'Warnings'];
	const texts = await page.locator('button:visible').allInnerTexts();
	const found: Record<string, number> = {};
	for (const text of texts) {
		const [, number = '', name = ''] = /^([\d,]+)\s+(.+)$/.exec(text.trim()) ?? [];
		if (names.includes(name)) found[name] = Number.parseInt(number.replaceAll(',', ''), 10);
	}
	return found;
}

export async function expectCounts(page: Page, expected: Partial<Record<CountName, number>>) {
	await expect
		.poll(async () => {
			const all = await counts(page);
			return Object.fromEntries(Object.keys(expected).map((name) => [name, all[name]]));
		})
		.toEqual(expected);
}

export async function choose(page: Page, label: string, choice: string): Promise<void> {
	await page.getByLabel(label, { exact: true }).selectOption({ label: choice });
}

/** Saves through the confirmation and waits for the receipt. */
export async function save(page: Page): Promise<void> {
	await page.getByRole('button', { name: /^Save [\d,]+ changes?/ }).click();
	const dialog = page.getByRole('dialog');
	await dialog.getByRole('button', { name: /^Save [\d,]+ changes?/ }).click();
	await expect(page.getByRole('heading', { name: 'Saved on this device' })).toBeVisible();
}

export async function textOf(download: Download): Promise<string> {
	return readFile(await download.path(), 'utf8');
}

/** On the page of users. */
export async function tickUsers(page: Page): Promise<void> {
	await page.getByRole('button', { name: 'More', exact: true }).click();
	await page.getByRole('menuitem', { name: 'Tick users' }).click();
}

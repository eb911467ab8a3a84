/** Rows put right where they stand: by form, for many at once, skipped, undone, and nothing lost on the way (V2, V3, V5). */
import AxeBuilder from '@axe-core/playwright';
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { choose, counts, createExam, expectCounts, fixturePath, save, textOf } from './app';
import { expect, test } from './fixtures';

const policy = 'policy-update.csv';
const tablet = { width: 1180, height: 820 };

/** The sample, and forty people whose address ends in a slip of the hand. */
function longerFile(): { name: string; mimeType: string; buffer: Buffer } {
	const sample = readFileSync(fixturePath(policy), 'utf8').trim();
	const more = Array.from(
		{ length: 40 },
		(_, at) =>
			`PX-${at},slip.${at},Ms,Slip,Number ${at},slip.${at}@gmial.com,Candidate,,,0,Yes,Melbourne,Booked`
	);
	const buffer = Buffer.from([sample, ...more, ''].join('\n'));
	return { name: policy, mimeType: 'text/csv', buffer };
}

/** @param between what is done with the first thirty stored, before the second file is read */
async function openReview(page: Page, between?: () => Promise<void>): Promise<void> {
	page.setDefaultTimeout(15_000);
	await page.goto('/');
	await createExam(page, 'Pharmacy Licence', ['Melbourne', 'Harbour Hall', 'Riverside Centre']);
	for (const file of [fixturePath('policy-base.csv'), longerFile()]) {
		const chooser = page.waitForEvent('filechooser');
		await page.getByRole('button', { name: 'Choose a file' }).first().click();
		await (await chooser).setFiles(file);
		if (typeof file !== 'string') break;
		await save(page);
		await between?.();
		await page.goto('/');
	}
	await choose(page, 'Upload type', 'Add new and update existing users');
	await choose(page, 'Existing user details', 'Override with file');
	await expectCounts(page, { 'All rows': 73 });
}

function form(page: Page) {
	return page.getByRole('dialog');
}

function search(page: Page) {
	return page.getByRole('textbox', { name: 'Name, username, email or Client ID' });
}

/** The group of rows with a slip in their address. */
function slips(page: Page) {
	return page.getByRole('button', { name: /^Email looks mistyped: gmail\.com/ });
}

async function openLine(page: Page, line: number): Promise<void> {
	await page.getByRole('button', { name: 'Go to line' }).click();
	await page.getByRole('spinbutton', { name: 'Go to line' }).fill(String(line));
	await page.keyboard.press('Enter');
	await page.getByRole('button', { name: new RegExp(`^Line ${line},`) }).press('Enter');
	await expect(form(page)).toBeVisible();
}

async function axe(page: Page): Promise<void> {
	// Colours on their way to the other theme have a contrast of their own.
	await page.evaluate(async () => {
		await new Promise(requestAnimationFrame);
		await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
	});
	const { violations } = await new AxeBuilder({ page }).analyze();
	expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
}

const summary = (all: Record<string, number>) => [
	all['Create'],
	all['Update'],
	all['Skip'],
	all['Error']
];

test('V3 three rows by form, forty at once, two skipped, undone and done again, a reload between, saved', async ({
	page
}) => {
	test.setTimeout(240_000);
	let stored: readonly string[] = [];
	await openReview(page, async () => {
		stored = await exportedUsers(page);
	});
	expect(stored).toHaveLength(31);
	const before = await counts(page);

	// By form: a reserved username, a missing one, a Deleted that nobody understands.
	await openLine(page, 30);
	await form(page).getByLabel('Username', { exact: true }).fill('jan.kamp');
	await form(page).getByRole('button', { name: 'Save and next problem' }).click();
	await expectCounts(page, { Error: (before['Error'] ?? 0) - 1 });
	await page.keyboard.press('Escape');
	await openLine(page, 29);
	await form(page).getByLabel('Username', { exact: true }).fill('ines.jolly');
	await page.keyboard.press('Control+s');
	await expect(form(page).getByRole('heading', { level: 2 })).toHaveText('Ines Jolly');
	await expectCounts(page, { Error: (before['Error'] ?? 0) - 2 });
	await page.keyboard.press('Escape');
	await openLine(page, 12);
	await form(page).getByLabel('Deleted', { exact: true }).selectOption({ label: 'No' });
	await page.keyboard.press('Control+s');
	await expectCounts(page, { Error: (before['Error'] ?? 0) - 3 });
	await page.keyboard.press('Escape');
	await expect(form(page)).toBeHidden();

	// Forty at once, each shown before and after.
	await page.getByRole('button', { name: 'Use gmail.com in 40 rows' }).click();
	await expect(form(page).getByText('slip.0@gmail.com')).toBeVisible();
	await axe(page);
	await form(page).getByRole('button', { name: 'Use gmail.com in 40 rows' }).click();
	await expect(slips(page)).toBeHidden();

	// Two skipped.
	for (const line of [31, 34]) {
		await openLine(page, line);
		await form(page).getByRole('button', { name: 'Skip row' }).click();
		await page.keyboard.press('Escape');
		await expect(form(page)).toBeHidden();
	}
	const done = await counts(page);
	expect(done['Skip']).toBe((before['Skip'] ?? 0) + 2);

	// Three steps back, a reload, and forward again: nothing is lost.
	for (let step = 0; step < 3; step += 1) await page.keyboard.press('Control+z');
	await expect(slips(page)).toBeVisible();
	await page.reload();
	await expect(slips(page)).toBeVisible();
	await expect(page.getByRole('button', { name: 'Redo: Email replaced in 40 rows' })).toBeVisible();
	for (let step = 0; step < 3; step += 1) await page.keyboard.press('Control+Shift+Z');
	await expectCounts(page, { Skip: done['Skip'] ?? 0, Error: done['Error'] ?? 0 });
	expect(summary(await counts(page))).toEqual(summary(done));
	await save(page);
	await page.goto('/users');
	await search(page).fill('slip.39@gmail.com');
	await expect(page.getByText('Slip Number 39').first()).toBeVisible();
	await search(page).fill('ines.jolly');
	await expect(page.getByText('Ines Jolly').first()).toBeVisible();

	// One whom the upload updated is edited afterwards; then the upload is undone.
	await search(page).fill('bettina.kranz');
	await page
		.getByRole('row', { name: /bettina\.kranz/ })
		.getByRole('button')
		.click();
	await page.getByRole('textbox', { name: 'Phone', exact: true }).fill('+447700900999');
	await page.getByRole('button', { name: 'Save changes' }).click();
	await expect(page.getByText('No changes yet')).toBeVisible();
	await page.getByRole('link', { name: 'History', exact: true }).click();
	await page.getByRole('button', { name: `Undo ${policy}`, exact: true }).click();
	await expect(
		form(page).getByRole('button', { name: /Kept because edited since$/ })
	).toContainText('1');
	await axe(page);
	const typed = form(page).getByLabel(/^Type \d+ to confirm$/);
	const label = await form(page)
		.getByText(/^Type \d+ to confirm$/)
		.innerText();
	await typed.fill(label.replace(/\D/g, ''));
	await form(page)
		.getByRole('button', { name: /^Undo \d+ changes/ })
		.click();
	await expect(page.getByRole('heading', { name: 'Saved on this device' })).toBeVisible();
	const after = await exportedUsers(page);
	const isEdited = (line: string) => line.includes(',bettina.kranz,');
	expect(after.filter((line) => !isEdited(line))).toEqual(stored.filter((line) => !isEdited(line)));
	expect(after.find(isEdited)).toContain('+447700900999');
});

/** All users of the device as a file, sorted: what they are, and what they are in the exam. */
async function exportedUsers(page: Page): Promise<string[]> {
	await page.goto('/users');
	await page.getByRole('button', { name: 'More', exact: true }).click();
	const downloading = page.waitForEvent('download');
	await page.getByRole('menuitem', { name: 'Export as CSV' }).click();
	return (await textOf(await downloading)).trim().split(/\r?\n/).sort();
}

test('V3, A3 by keyboard alone: from problem to problem, focus kept, told what happened; nothing for axe', async ({
	page
}) => {
	test.setTimeout(120_000);
	await openReview(page);
	await page.keyboard.press('F8');
	await expect(page.locator('[data-row]:focus')).toHaveCount(1);
	await page.keyboard.press('Enter');
	await expect(form(page)).toBeVisible();
	await expect(form(page).getByLabel('Deleted', { exact: true })).toBeFocused();
	await axe(page);
	await page.emulateMedia({ colorScheme: 'dark' });
	await axe(page);
	await page.emulateMedia({ colorScheme: 'light' });
	const first = await form(page).getByRole('heading', { level: 2 }).innerText();
	await page.keyboard.press('F8');
	await expect(form(page).getByRole('heading', { level: 2 })).not.toHaveText(first);
	await page.keyboard.press('Shift+F8');
	await expect(form(page).getByRole('heading', { level: 2 })).toHaveText(first);
	await expect(form(page).getByLabel('Deleted', { exact: true })).toBeFocused();
	await form(page).getByLabel('Deleted', { exact: true }).selectOption('');
	await page.keyboard.press('Control+s');
	await expect(form(page).getByRole('status')).toContainText(/Line \d+ fixed\. \d+ errors left\./);
	await expect(form(page).getByLabel('Deleted', { exact: true })).toBeFocused();
	await page.keyboard.press('Control+z');
	await expect(form(page).getByRole('status')).toContainText('Undone: Deleted in line');
	await expect(form(page).getByLabel('Deleted', { exact: true })).toHaveValue('yes');
	await page.keyboard.press('Control+Shift+Z');
	await expect(form(page).getByRole('status')).toContainText('Done again: Deleted in line');
	await page.keyboard.press('Escape');
	await expect(form(page)).toBeHidden();
	await expect(page.locator('[data-row]:focus')).toHaveCount(1);
});

test('V3, A3 the form of a row has the page to itself: focus, readers, a way out by key and by tap', async ({
	page
}) => {
	await openReview(page);
	const opener = page.getByRole('button', { name: /^Line 2,/ });
	await opener.click();
	await expect(form(page)).toBeVisible();
	await expect(form(page).getByRole('button', { name: 'Save and next problem' })).toBeVisible();
	await expect(page.getByRole('heading', { level: 1 })).toHaveCount(0);
	const isInside = () =>
		page.evaluate(() => document.activeElement?.closest('[aria-modal="true"]') !== null);
	for (const key of ['Tab', 'Shift+Tab']) {
		const seen = new Set<string>();
		for (let press = 0; press < 60; press += 1) {
			await page.keyboard.press(key);
			expect(await isInside()).toBe(true);
			seen.add(await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 300) ?? ''));
		}
		// All of it, and round again.
		expect(seen.size).toBeGreaterThan(12);
		expect(seen.size).toBeLessThan(60);
	}
	await page.evaluate(() => document.querySelector<HTMLElement>('[data-search]')?.focus());
	expect(await isInside()).toBe(true);
	await page.keyboard.press('/');
	expect(await isInside()).toBe(true);
	await page.keyboard.press('Escape');
	await expect(form(page)).toBeHidden();
	await expect(opener).toBeFocused();
	await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
	await opener.click();
	await expect(form(page)).toBeVisible();
	await page.mouse.click(200, 400);
	await expect(form(page)).toBeHidden();
	await expect(opener).toBeFocused();
});

test('V2 find and replace counts and shows its rows first, leaves out the unticked, and is one step', async ({
	page
}) => {
	test.setTimeout(120_000);
	await openReview(page);
	await page.getByRole('button', { name: 'Find and replace' }).click();
	await form(page).getByLabel('Column').selectOption({ label: 'Last Name' });
	await form(page).getByLabel('Find').fill('number ');
	await form(page).getByLabel('Replace with').fill('No. ');
	await expect(form(page).getByText('40 rows change')).toBeVisible();
	// Whoever turns the tablet over a long list is told of no fault.
	for (const size of [{ width: 390, height: 844 }, tablet]) {
		await page.setViewportSize(size);
		await expect(form(page).getByText('40 rows change')).toBeVisible();
		await expect(page.getByText('Something went wrong in Muster')).toHaveCount(0);
	}
	await form(page)
		.getByRole('checkbox', { name: /Number 0/ })
		.uncheck();
	await axe(page);
	await form(page).getByRole('button', { name: 'Replace in 39 rows' }).click();
	await expect(form(page)).toBeHidden();
	await search(page).fill('No. 3');
	await expect(page.getByText('Slip No. 39')).toBeVisible();
	await page.getByRole('button', { name: 'Undo: Last Name replaced in 39 rows' }).click();
	await expect(page.getByText('Slip No. 39')).toBeHidden();
});

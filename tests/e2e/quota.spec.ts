/**
 * V7: the disk is full at some point of reading, saving or undoing: one sentence, nothing half stored, and the same step
 * works when there is room again.
 *
 * Three points in `npm test`, twenty-one in `npm run test:faults`.
 */
import type { Page } from '@playwright/test';
import { createExam, expectCounts } from './app';
import { historyRow, open } from './devices';
import { expect, test, waitForServiceWorker } from './fixtures';
import { reopen, type Opened, type Place } from './reopen';

const points = process.env['FULL'] ? 7 : 1;
/** Parts of the room that the step takes, from none to nearly all. */
const parts = Array.from({ length: points }, (_, at) => at / points);
/** How long the browser goes on with what it knew of the room, and some more. */
const looksAgainMs = 32_000;
const rows = 3000;
/** A draft is small: fewer rows fit into what the browser lets pass before it asks for the room. */
const readRows = 40_000;
/** Bytes, a little more than saving these rows writes. */
const savingTakes = 2_000_000;
const fullText = 'This device has no space left';

async function chooseRows(page: Page, name: string, count = rows): Promise<void> {
	const line = (n: number) =>
		`C-${name}-${n},${name}.${n},First${n},Last${n},${name}.${n}@north.example`;
	const lines = Array.from({ length: count }, (_, n) => line(n));
	const head = 'Client ID,Username,First Name,Last Name,Email';
	const buffer = Buffer.from([head, ...lines].join('\r\n'));
	const chooser = page.waitForEvent('filechooser');
	await page.getByRole('button', { name: 'Choose a file' }).first().click();
	await (await chooser).setFiles({ name: `${name}.csv`, mimeType: 'text/csv', buffer });
}

const saveName = /^Save [\d,]+ changes?/;
const saveButton = (page: Page) => page.getByRole('button', { name: saveName });
const draft = (page: Page, name: string) => page.getByText(`${name}.csv is not saved yet`);
const refusal = (page: Page) => page.getByText(fullText);

/** True when the file is read, false when the disk was too full for it. */
async function isRead(page: Page): Promise<boolean> {
	await expect(saveButton(page).or(refusal(page)).first()).toBeVisible({ timeout: 30_000 });
	return saveButton(page).isVisible();
}

async function tapSave(page: Page): Promise<boolean> {
	await saveButton(page).click();
	await page.getByRole('dialog').getByRole('button', { name: saveName }).click();
	const receipt = page.getByRole('heading', { name: 'Saved on this device' });
	await expect(receipt.or(refusal(page)).first()).toBeVisible({ timeout: 30_000 });
	return receipt.isVisible();
}

async function discardDraft(page: Page): Promise<void> {
	await page.getByRole('button', { name: 'Discard' }).click();
	await page
		.getByRole('dialog')
		.getByRole('button', { name: /Discard/ })
		.click();
	await expect(draft(page, 'rows')).toHaveCount(0);
}

/** The first start, with an exam; answers how many bytes the site keeps then. */
async function prepare(place: Place): Promise<number> {
	const first = await reopen(place);
	await createExam(first.page, 'Full');
	// What is kept for offline comes and goes no more: the room that is left is that of the data.
	await waitForServiceWorker(first.page);
	const used = await first.used();
	await first.context.close();
	return used;
}

/** Opens the app, does the step, and closes it. */
async function during<T>(
	place: Place,
	room: number | undefined,
	step: (opened: Opened) => Promise<T>
): Promise<T> {
	const opened = await reopen(place, room);
	const answer = await step(opened);
	await opened.context.close();
	return answer;
}

test('V7 a disk that is full while a file is read leaves no draft, and the file is read when there is room', async ({
	server,
	profile
}) => {
	test.setTimeout(60_000 + points * 30_000);
	const place = { server, profile };
	const before = await prepare(place);
	const takes = await during(place, undefined, async ({ page, used }) => {
		await chooseRows(page, 'rows', readRows);
		expect(await isRead(page)).toBe(true);
		const after = await used();
		await open(page, 'Upload');
		await discardDraft(page);
		return after - before;
	});
	let refusals = 0;
	for (const part of parts) {
		const succeeded = await during(place, Math.round(takes * part), async ({ page }) => {
			await chooseRows(page, 'rows', readRows);
			return isRead(page);
		});
		refusals += succeeded ? 0 : 1;
		await during(place, undefined, async ({ page }) => {
			await expect(page.getByRole('heading', { name: 'Upload users' })).toBeVisible();
			await expect(draft(page, 'rows')).toHaveCount(succeeded ? 1 : 0);
			if (succeeded) return discardDraft(page);
			await chooseRows(page, 'rows', readRows);
			await expectCounts(page, { Create: readRows });
			await open(page, 'Upload');
			return discardDraft(page);
		});
	}
	console.log(`reading takes ${takes} bytes; refused at ${refusals} of ${points} points`);
	expect(refusals).toBeGreaterThan(0);
});

test('V7 a disk that is full while a draft is saved leaves the draft whole, and it is saved when there is room @main', async ({
	server,
	profile
}) => {
	test.setTimeout(60_000 + points * 60_000);
	const place = { server, profile };
	await prepare(place);
	let refusals = 0;
	for (const [at, part] of parts.entries()) {
		const file = `part-${at}`;
		await during(place, undefined, async ({ page }) => {
			await chooseRows(page, file);
			expect(await isRead(page)).toBe(true);
		});
		const isSaved = await during(
			place,
			Math.round(savingTakes * part),
			async ({ page, freeRoom }) => {
				await page.getByRole('button', { name: 'Resume' }).click();
				if (await tapSave(page)) return true;
				refusals += 1;
				if (at > 0) return false;
				// Whoever frees some room goes on where they were.
				await freeRoom();
				await page.waitForTimeout(looksAgainMs);
				await page.getByRole('dialog').getByRole('button', { name: saveName }).click();
				await expect(page.getByRole('heading', { name: 'Saved on this device' })).toBeVisible();
				return true;
			}
		);
		await during(place, undefined, async ({ page }) => {
			await expectUsers(page, rows * (isSaved ? at + 1 : at));
			await open(page, 'History');
			await expect(historyRow(page, `${file}.csv`)).toHaveCount(isSaved ? 1 : 0);
			await open(page, 'Upload');
			await expect(draft(page, file)).toHaveCount(isSaved ? 0 : 1);
			if (isSaved) return;
			await page.getByRole('button', { name: 'Resume' }).click();
			await expectCounts(page, { Create: rows });
			expect(await tapSave(page)).toBe(true);
			await expectUsers(page, rows * (at + 1));
		});
	}
	console.log(`saving was refused at ${refusals} of ${points} points`);
	expect(refusals).toBeGreaterThan(0);
});

test('V9 a disk that is full while an upload is undone leaves it as it was, and it is undone when there is room @main', async ({
	server,
	profile
}) => {
	test.setTimeout(60_000 + points * 60_000);
	const place = { server, profile };
	await prepare(place);
	let refusals = 0;
	for (const [at, part] of parts.entries()) {
		const file = `part-${at}`;
		await during(place, undefined, async ({ page }) => {
			await chooseRows(page, file);
			expect(await isRead(page)).toBe(true);
			expect(await tapSave(page)).toBe(true);
			await expectUsers(page, rows);
		});
		const isUndone = await during(place, Math.round(savingTakes * part), ({ page }) =>
			undoFile(page, file)
		);
		refusals += isUndone ? 0 : 1;
		await during(place, undefined, async ({ page }) => {
			await expectUsers(page, isUndone ? 0 : rows);
			await open(page, 'History');
			await expect(page.getByText(`Undo of ${file}.csv`)).toHaveCount(isUndone ? 1 : 0);
			if (isUndone) return;
			expect(await undoFile(page, file)).toBe(true);
			await expectUsers(page, 0);
		});
	}
	console.log(`undoing was refused at ${refusals} of ${points} points`);
	expect(refusals).toBeGreaterThan(0);
});

/** True when it is undone, false when the disk was too full for it. */
async function undoFile(page: Page, file: string): Promise<boolean> {
	await open(page, 'History');
	await page.getByRole('button', { name: `Undo ${file}.csv`, exact: true }).click();
	const dialog = page.getByRole('dialog', { name: `Undo ${file}.csv?` });
	await dialog.getByLabel('Type 3,000 to confirm').fill(String(rows));
	await dialog.getByRole('button', { name: /^Undo [\d,]+ changes/ }).click();
	const receipt = page.getByRole('heading', { name: 'Saved on this device' });
	await expect(receipt.or(refusal(page)).first()).toBeVisible({ timeout: 30_000 });
	return receipt.isVisible();
}

async function expectUsers(page: Page, count: number): Promise<void> {
	await open(page, 'Users');
	const heading = page.getByRole('heading', { name: /^Users\s*[\d,]*$/ });
	const shown = async () => Number((await heading.innerText()).replace(/\D/g, ''));
	await expect.poll(shown, { timeout: 30_000 }).toBe(count);
}

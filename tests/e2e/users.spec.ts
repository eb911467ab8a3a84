/** Users, exams and venues: looked for, changed by hand, deleted and restored, exported and loaded again (V10). */
import AxeBuilder from '@axe-core/playwright';
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { choose, chooseFile, createExam, expectCounts, fixturePath, save } from './app';
import { historyRow, open, setUpAdmin, signIn, stored } from './devices';
import { expect, test } from './fixtures';

const venues = ['Melbourne', 'Harbour Hall', 'Riverside Centre'];

async function saveBase(page: Page): Promise<void> {
	page.setDefaultTimeout(15_000);
	await createExam(page, 'Policy', venues);
	await chooseFile(page, fixturePath('policy-base.csv'));
	await save(page);
	await open(page, 'Users');
	await expect(heading(page)).toContainText('30');
}

const heading = (page: Page) => page.getByRole('heading', { name: /^Users/ });
const rows = (page: Page) =>
	page.getByRole('table', { name: 'Users' }).locator('tbody').getByRole('row');
const search = (page: Page) => page.getByRole('search').getByRole('textbox');

async function openUser(page: Page, text: string): Promise<void> {
	await search(page).fill(text);
	await expect(rows(page)).toHaveCount(1);
	await rows(page).getByRole('button').click();
	await expect(page.getByRole('heading', { level: 2 }).first()).toBeVisible();
}

async function expectAccessible(page: Page): Promise<void> {
	const { violations } = await new AxeBuilder({ page }).analyze();
	expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
}

test('V10 a user is edited, deleted and restored by keyboard; the time line tells it', async ({
	page
}) => {
	test.setTimeout(120_000);
	await page.goto('/');
	await saveBase(page);
	await expectAccessible(page);
	await search(page).fill('amara');
	await expect.poll(() => rows(page).count()).toBeLessThan(30);
	await search(page).fill('');
	await page.getByLabel('Show users with the role').selectOption('Marker');
	await expect(heading(page)).not.toContainText('30');
	await page.getByLabel('Show users with the role').selectOption('All roles');
	await expect(heading(page)).toContainText('30');

	await rows(page).getByRole('button').first().focus();
	await page.keyboard.press('ArrowDown');
	await page.keyboard.press('Enter');
	const form = page.getByRole('form');
	const name = await form.getByRole('heading', { level: 2 }).innerText();
	await expect(form.getByText('No changes yet')).toBeVisible();
	await expect(form.getByRole('listitem').filter({ hasText: 'Created' })).toContainText(
		'policy-base.csv'
	);
	await form.getByLabel('Title', { exact: true }).fill('Prof');
	await form.getByLabel('Email', { exact: true }).fill('not an address');
	await expect(form.getByText('2 fields changed')).toBeVisible();
	await page.keyboard.press('Control+s');
	await expect(form.getByLabel('Email', { exact: true })).toBeFocused();
	await expect(form.getByLabel('Email', { exact: true })).toHaveAttribute('aria-invalid', 'true');
	await expectAccessible(page);
	await page.emulateMedia({ colorScheme: 'dark' });
	await expectAccessible(page);
	await form.getByLabel('Email', { exact: true }).fill('new@policyhouse.example');
	await page.keyboard.press('Enter');
	await expect(form.getByText('No changes yet')).toBeVisible();
	await expect(form.getByRole('listitem').first()).toContainText('By hand');
	await expect(form.getByRole('listitem').first()).toContainText('→ Prof');

	await form.getByRole('button', { name: 'Delete user' }).press('Enter');
	const dialog = page.getByRole('dialog', { name: `Delete ${name}?` });
	await expectAccessible(page);
	await dialog.getByRole('button', { name: 'Delete user' }).press('Enter');
	await expect(heading(page)).toContainText('29');
	await form.getByRole('button', { name: 'Restore user' }).press('Enter');
	await expect(heading(page)).toContainText('30');
	await page.reload();
	await openUser(page, 'new@policyhouse.example');
	await expect(page.getByLabel('Title', { exact: true })).toHaveValue('Prof');
	await page.getByLabel('Show users by state').selectOption('Deleted');
	await expect(page.getByText('No user matches')).toBeVisible();
});

test('V10, Y5 two devices edit other fields of one user, and both stand', async ({
	page,
	server,
	openDevice
}) => {
	test.setTimeout(180_000);
	await page.goto('/');
	await setUpAdmin(page, server);
	await saveBase(page);
	await open(page, 'History');
	const base = historyRow(page, 'policy-base.csv');
	await expect(base).toContainText('On the server', { timeout: 30_000 });
	const other = await openDevice();
	await signIn(other);
	await open(other, 'Users');
	await expect(heading(other)).toContainText('30', { timeout: 30_000 });
	await open(page, 'Users');
	const username = (await rows(page).first().locator('.id').innerText()).trim();
	for (const device of [page, other]) await openUser(device, username);
	await other.context().setOffline(true);
	await page.getByLabel('Title', { exact: true }).fill('Prof');
	await other.getByLabel('Phone', { exact: true }).fill('+442079460123');
	for (const device of [page, other]) {
		await device.getByRole('button', { name: 'Save changes' }).click();
		await expect(device.getByText('No changes yet')).toBeVisible();
	}
	await expect(other.getByRole('listitem').first()).toContainText('Saved on this device');
	const both = "select username from users where title = 'Prof' and phone = '+442079460123'";
	await expect
		.poll(() => stored(server, "select 1 from users where title = 'Prof'").length, {
			timeout: 30_000
		})
		.toBe(1);
	await other.context().setOffline(false);
	await expect.poll(() => stored(server, both), { timeout: 30_000 }).toEqual([{ username }]);
	await expect(other.getByLabel('Title', { exact: true })).toHaveValue('Prof', {
		timeout: 30_000
	});
});

test('V10 an export loads again and changes nobody', async ({ page }) => {
	test.setTimeout(120_000);
	await page.goto('/');
	await saveBase(page);
	const downloading = page.waitForEvent('download');
	await page.getByRole('button', { name: 'More', exact: true }).click();
	await page.getByRole('menuitem', { name: 'Export as CSV' }).click();
	const download = await downloading;
	expect(download.suggestedFilename()).toBe('users Policy.csv');
	const buffer = await readFile(await download.path());
	await open(page, 'Upload');
	const chooser = page.waitForEvent('filechooser');
	await page.getByRole('button', { name: 'Choose a file' }).first().click();
	await (await chooser).setFiles({ name: 'users.csv', mimeType: 'text/csv', buffer });
	await choose(page, 'Upload type', 'Add new and update existing users');
	await choose(page, 'Existing user details', 'Override with file');
	await expectCounts(page, { 'All rows': 30, Unchanged: 30 });
});

test('V10 exams and venues: renamed with their users, taken out only where nobody is', async ({
	page
}) => {
	test.setTimeout(120_000);
	await page.goto('/');
	await saveBase(page);
	await page.getByRole('link', { name: 'Exams and venues' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Exams and venues');
	await expectAccessible(page);
	const line = page.getByRole('row', { name: /^Melbourne/ });
	const users = (await line.getByRole('cell').last().innerText()).trim();
	expect(Number(users)).toBeGreaterThan(0);
	await expect(page.getByRole('button', { name: 'Delete Policy' })).toHaveAttribute(
		'aria-disabled',
		'true'
	);
	await page.getByRole('button', { name: 'Edit Policy' }).click();
	const dialog = page.getByRole('dialog');
	await expect(dialog.getByRole('button', { name: 'Take out Melbourne' })).toHaveAttribute(
		'aria-disabled',
		'true'
	);
	await dialog.getByLabel('Venue', { exact: true }).first().fill('Melbourne North');
	await dialog.getByLabel('Seats of Melbourne North').fill('many');
	await dialog.getByRole('button', { name: 'Add a venue' }).click();
	await page.keyboard.type('Annexe');
	await dialog.getByRole('button', { name: 'Save changes' }).click();
	await expect(dialog.getByLabel('Seats of Melbourne North')).toBeFocused();
	await expectAccessible(page);
	await dialog.getByLabel('Seats of Melbourne North').fill('40');
	await dialog.getByRole('button', { name: 'Save changes' }).click();
	await expect(dialog).toBeHidden();
	const renamed = page.getByRole('row', { name: /^Melbourne North/ });
	await expect(renamed.getByRole('cell')).toHaveText(['40', users]);
	await page.getByRole('button', { name: 'Edit Policy' }).click();
	await dialog.getByRole('button', { name: 'Take out Annexe' }).click();
	await dialog.getByRole('button', { name: 'Save changes' }).click();
	await expect(page.getByRole('row', { name: /^Annexe/ })).toHaveCount(0);
	await open(page, 'Users');
	await page.getByLabel('Show users at').selectOption('Melbourne North');
	await expect(heading(page)).toContainText(users);
});

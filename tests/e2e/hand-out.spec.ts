import type { Page } from '@playwright/test';
import { chooseFile, createExam, fixturePath, save, tickUsers } from './app';
import { filesBelow, holdersOf } from './at-rest';
import { historyRow, open } from './devices';
import { expect, test } from './fixtures';

test.describe.configure({ timeout: 120_000 });

const venues = ['Melbourne', 'Harbour Hall', 'Riverside Centre'];

async function saveUsers(page: Page): Promise<void> {
	await page.goto('/');
	await createExam(page, 'Pharmacy Licence', venues);
	await chooseFile(page, fixturePath('users-13.csv'));
	await save(page);
}

/** The passwords on the sheet, which only the page holds. */
async function onPaper(page: Page): Promise<string[]> {
	return page.locator('.secret').evaluateAll((all) => all.map(({ textContent }) => textContent));
}

async function printed(page: Page): Promise<void> {
	// No printer is asked; what follows from printing is.
	await page.evaluate(() => {
		globalThis.print = () => {
			globalThis.dispatchEvent(new Event('beforeprint'));
		};
	});
	await page.getByRole('button', { name: /^Print [\d,]+ users?$/ }).click();
}

test('W6 the sheet is printed offline from the receipt, and is nowhere after the app was closed', async ({
	page,
	context,
	profile,
	server
}) => {
	await saveUsers(page);
	await context.setOffline(true);
	await expect(page.getByText('21 passwords were made here.')).toBeVisible();
	await page.getByRole('link', { name: 'Hand-out sheet' }).first().click();
	await expect(page.getByRole('button', { name: 'Print 21 users' })).toBeVisible();
	const passwords = await onPaper(page);
	expect(new Set(passwords).size).toBe(21);
	for (const password of passwords) expect(password).toHaveLength(16);
	// Whoever looks over a shoulder sees no password; the paper has them, and nothing but them.
	await expect(page.locator('.secret').first()).toBeHidden();
	await expect(page.getByText('Hidden until printed')).toHaveCount(21);
	await page.emulateMedia({ media: 'print' });
	for (const each of await page.locator('.secret').all()) await expect(each).toBeVisible();
	await expect(page.getByText('Hidden until printed').first()).toBeHidden();
	await expect(page.getByRole('navigation')).toBeHidden();
	await expect(page.getByRole('button')).toHaveCount(0);
	await expect(page.getByText('Not on the server yet', { exact: true })).toHaveCount(21);
	const pdf = await page.pdf({ format: 'A4' });
	expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
	await page.emulateMedia({ media: 'screen' });
	await printed(page);
	await expect(
		page.getByRole('main').getByText(/^Written to the history: printed for 21 users at/)
	).toBeVisible();
	await open(page, 'History');
	await expect(historyRow(page, 'users-13.csv')).toContainText('Hand-out sheet printed');
	await context.close();
	const stored = [...(await filesBelow(profile)), ...(await filesBelow(server.dataDir))];
	expect(holdersOf(stored, 'haefliger').length).toBeGreaterThan(0);
	for (const password of passwords) expect(holdersOf(stored, password)).toEqual([]);
});

test('W6 after a reload it says that it is gone, and W7 makes new ones', async ({ page }) => {
	await saveUsers(page);
	await page.getByRole('link', { name: 'Hand-out sheet' }).first().click();
	await expect(page.locator('.secret')).toHaveCount(21);
	const former = await onPaper(page);
	await page.reload();
	await expect(page.getByText('These passwords cannot be shown again')).toBeVisible();
	await expect(page.locator('.secret')).toHaveCount(0);
	await page.getByRole('button', { name: 'Make new passwords' }).click();
	const dialog = page.getByRole('dialog', { name: 'Make new passwords for 21 users?' });
	await dialog.getByRole('radio', { name: /Five words/ }).check();
	await dialog.getByRole('button', { name: 'Make 21 new passwords' }).click();
	await expect(page.getByRole('heading', { name: 'Saved on this device' })).toBeVisible();
	await expect(historyRow(page, 'users-13.csv')).toContainText(
		'Every password was handed out or replaced'
	);
	await expect(historyRow(page, 'New passwords for 21 users')).toContainText(
		'21 passwords not handed out'
	);
	await page.getByRole('link', { name: 'Hand-out sheet' }).first().click();
	await expect(page.locator('.secret')).toHaveCount(21);
	const fresh = await onPaper(page);
	for (const password of fresh) expect(password.split('-')).toHaveLength(5);
	expect(fresh.filter((password) => former.includes(password))).toEqual([]);
});

test('W7 for one user, for those at a venue, and for ticked ones', async ({ page }) => {
	await saveUsers(page);
	await open(page, 'Users');
	const list = page.getByRole('region', { name: 'Users' });
	const heading = page.getByRole('heading', { name: /^Users/ });
	await expect(heading).toContainText('24');
	await list.getByLabel('Show users at').selectOption('Harbour Hall');
	await expect(heading).not.toContainText('24');
	await expect(heading).toContainText(/[1-9]/);
	const shown = Number((await heading.innerText()).replace(/\D/g, ''));
	await tickUsers(page);
	await page.getByRole('button', { name: `Tick all ${shown}` }).click();
	await list.getByRole('checkbox').first().click();
	await expect(page.getByText(`${shown - 1} ticked`)).toBeVisible();
	await page.getByRole('button', { name: 'Make new passwords' }).click();
	await page.getByRole('button', { name: new RegExp(`^Make ${shown - 1} new password`) }).click();
	await page.getByRole('link', { name: 'Hand-out sheet' }).first().click();
	await expect(page.locator('.secret')).toHaveCount(shown - 1);
	await expect(page.getByRole('heading', { level: 2 })).toHaveText(['Harbour Hall']);
	await open(page, 'Users');
	await list.getByRole('table').getByRole('button').first().click();
	await page.getByRole('button', { name: 'Make a new password' }).click();
	await page.getByLabel('Ask for another password at the next sign-in').check();
	await page.getByRole('button', { name: 'Make 1 new password' }).click();
	await page.getByRole('link', { name: 'Hand-out sheet' }).first().click();
	await expect(page.locator('.secret')).toHaveCount(1);
});

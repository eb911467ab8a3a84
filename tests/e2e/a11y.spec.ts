import { expectAccessible } from './accessible';
import {
	choose,
	chooseFile,
	createExam,
	expectCounts,
	fixturePath,
	save,
	textOf,
	tickUsers
} from './app';
import { meetNewerPhone, open, setUpAdmin } from './devices';
import { expect, test } from './fixtures';

test.describe.configure({ timeout: 180_000 });

test('A3 pages with nothing in them', async ({ page, server }) => {
	await page.goto('/');
	await expect(page.getByRole('button', { name: 'Create an exam' })).toBeVisible();
	await expectAccessible(page, 'the first start');
	for (const tab of ['Users', 'History', 'Attention', 'Settings'] as const) {
		await open(page, tab);
		await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
		await expectAccessible(page, tab);
	}
	await page.getByRole('button', { name: /^Connection/ }).click();
	await expect(page.getByRole('dialog')).toBeVisible();
	await expectAccessible(page, 'the connection');
	await page.goto('/sign-in');
	await expect(page.getByLabel('Email', { exact: true })).toBeVisible();
	await expectAccessible(page, 'sign-in');
	await page.goto(/https?:\/\/\S+\/set-up\/admin\/\S+/.exec(server.said)?.[0] ?? '');
	await expect(page.getByLabel('Password', { exact: true })).toBeVisible();
	await expectAccessible(page, "the first admin's set-up");
});

test('A3 from the file to what was saved', async ({ page }) => {
	await page.goto('/');
	await createExam(page, 'Policy', ['Melbourne', 'Harbour Hall']);
	await chooseFile(page, fixturePath('policy-base.csv'));
	await save(page);
	await expectAccessible(page, 'the receipt');
	await open(page, 'Users');
	await expect(page.getByRole('heading', { name: /Users/ })).toContainText('30');
	await expectAccessible(page, 'users');
	await open(page, 'Upload');
	await chooseFile(page, fixturePath('policy-update.csv'));
	await choose(page, 'Upload type', 'Add new and update existing users');
	await choose(page, 'Existing user details', 'Override with file');
	await page.getByRole('button', { name: /More settings/ }).click();
	await choose(page, 'Allow deletes', 'Yes');
	await expectCounts(page, { Create: 6, Update: 7, Delete: 1 });
	await expectAccessible(page, 'the review');
	await page.getByRole('button', { name: /^Save [\d,]+ changes?/ }).click();
	const dialog = page.getByRole('dialog');
	for (const [action, rows] of Object.entries({ create: 6, update: 7, delete: 1 })) {
		const name = `Look at rows that ${action}`;
		await dialog.getByRole('button', { name }).click();
		await expect(dialog.getByRole('list', { name }).getByRole('listitem')).toHaveCount(rows);
	}
	const sample = dialog.getByRole('listitem').filter({ hasText: 'Delphine' }).last();
	await expect(sample).toContainText(/Last Name:\s*Aubry.*AUBRY/s);
	await expectAccessible(page, 'the confirmation of a save');
	await dialog.getByRole('button', { name: 'Go to these rows' }).last().click();
	await expect(dialog).toHaveCount(0);
	await expect(page.getByRole('row', { name: /Ilse Vermeulen/ })).toContainText('Delete');
	await open(page, 'History');
	await page.getByRole('button', { name: 'Details of policy-base.csv' }).click();
	await expect(dialog).toContainText('SHA-256');
	await expect(dialog).toContainText('Add new only, skip existing users');
	await expectAccessible(page, 'the details of an upload');
	const downloading = page.waitForEvent('download');
	await dialog.getByRole('button', { name: 'Download report' }).click();
	expect(await textOf(await downloading)).toContain('Create,abel.stroud,Abel Stroud');
});

test('A3 what came back from the server, and the account', async ({ page, server, openDevice }) => {
	const other = await meetNewerPhone({ page, server, openDevice });
	await open(other, 'Attention');
	await expect(other.getByRole('heading', { name: 'Ama Boateng' })).toBeVisible();
	await expectAccessible(other, 'a conflict');
	await open(other, 'History');
	await expect(other.getByRole('link', { name: '1 needs attention' })).toBeVisible();
	await expectAccessible(other, 'the history');
	await open(other, 'Settings');
	await other.getByRole('button', { name: 'Sign out…' }).click();
	await expect(other.getByRole('dialog')).toBeVisible();
	await expectAccessible(other, 'signing out');
});

test('A3 the question whose the unclaimed uploads are', async ({ page, server }) => {
	await page.goto('/');
	await createExam(page, 'Policy');
	await chooseFile(page, fixturePath('policy-base.csv'));
	await save(page);
	await setUpAdmin(page, server);
	await expect(page.getByRole('dialog')).toBeVisible();
	await expectAccessible(page, 'the question');
});

test('A3 the hand-out sheet and new passwords', async ({ page }) => {
	await page.goto('/');
	await createExam(page, 'Passwords', ['Melbourne', 'Harbour Hall']);
	await chooseFile(page, fixturePath('users-13.csv'));
	await save(page);
	await page.getByRole('link', { name: 'Hand-out sheet' }).first().click();
	await expect(page.getByRole('button', { name: /^Print/ })).toBeVisible();
	await expectAccessible(page, 'the hand-out sheet');
	await open(page, 'Users');
	await tickUsers(page);
	await page.getByRole('checkbox').first().click();
	await expectAccessible(page, 'ticked users');
	await page.getByRole('button', { name: 'Make new passwords' }).click();
	await expect(page.getByRole('dialog')).toBeVisible();
	await expectAccessible(page, 'new passwords');
});

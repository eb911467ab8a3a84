import Database from 'libsql';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { choose, chooseFile, createExam, expectCounts, fixturePath, save } from './app';
import { expect, test, waitForServiceWorker, type AppServer } from './fixtures';

const venues = ['Melbourne', 'Harbour Hall', 'Riverside Centre'];
const admin = {
	name: 'Rania Haddad',
	email: 'rania@muster.example',
	password: 'Quiet-lagoon-91-fern'
};

async function setUpAdmin(page: Page, server: AppServer): Promise<void> {
	await expect.poll(() => server.said).toMatch(/\/set-up\/admin\/\S+/);
	const link = /https?:\/\/\S+\/set-up\/admin\/\S+/.exec(server.said)?.[0] ?? '';
	await page.goto(link);
	await page.getByLabel('Name', { exact: true }).fill(admin.name);
	await page.getByLabel('Email', { exact: true }).fill(admin.email);
	await page.getByLabel('Password', { exact: true }).fill(admin.password);
	await page
		.getByRole('main')
		.getByRole('button', { name: /account/i })
		.click();
	await expect(page.getByRole('heading', { name: 'Upload users' })).toBeVisible();
}

async function signIn(page: Page): Promise<void> {
	await page.goto('/sign-in');
	await page.getByLabel('Email', { exact: true }).fill(admin.email);
	await page.getByLabel('Password', { exact: true }).fill(admin.password);
	await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
	await expect(page.getByRole('heading', { name: 'Upload users' })).toBeVisible();
}

/** What the server's own file holds, read beside the server. */
function stored<T>(server: AppServer, query: string): T[] {
	const db = new Database(join(server.dataDir, 'muster.sqlite'), { readonly: true });
	try {
		return db.prepare(query).all() as T[];
	} finally {
		db.close();
	}
}

const liveUsers = 'select username, email from users where deleted_at is null order by username';

test('what was saved offline reaches the server once, under the name of who sends it', async ({
	page,
	context,
	server
}) => {
	await page.goto('/');
	await waitForServiceWorker(page);
	await expect(page.getByRole('button', { name: 'Create an exam' })).toBeVisible();
	await context.setOffline(true);
	await page.reload();
	await createExam(page, 'Pharmacy Licence', venues);
	await chooseFile(page, fixturePath('users-13.csv'));
	await expectCounts(page, { Create: 24 });
	await save(page);
	await page.reload();
	await context.setOffline(false);
	await expect(
		page.getByRole('button', { name: /Sign in to send 24 changes/ }).first()
	).toBeVisible({ timeout: 30_000 });
	await setUpAdmin(page, server);
	const question = page.getByRole('dialog', { name: 'Send what was saved on this device?' });
	await expect(question.getByText('24 changes from users-13.csv')).toBeVisible();
	expect(stored(server, liveUsers)).toEqual([]);
	await question.getByRole('button', { name: `Send 24 changes as ${admin.name}` }).click();
	await expect.poll(() => stored(server, liveUsers).length, { timeout: 30_000 }).toBe(24);
	expect(stored(server, 'select name from exams')).toEqual([{ name: 'Pharmacy Licence' }]);
	expect(stored(server, 'select user_id from passwords_pending').length).toBe(24);
	expect(stored(server, 'select user_id from registrations').length).toBe(24);
	await page.getByRole('link', { name: 'History', exact: true }).click();
	await expect(page.getByText('On the server').first()).toBeVisible();
});

test('a swap of emails, a second device, and one list saved on both', async ({
	page,
	context,
	server,
	openDevice
}) => {
	test.setTimeout(150_000);
	await page.goto('/');
	await setUpAdmin(page, server);
	await page.goto('/');
	await createExam(page, 'Policy', venues);
	await chooseFile(page, fixturePath('policy-base.csv'));
	await save(page);
	await expect.poll(() => stored(server, liveUsers).length, { timeout: 30_000 }).toBe(30);
	await page.getByRole('link', { name: 'Upload', exact: true }).click();
	await chooseFile(page, fixturePath('policy-update.csv'));
	await choose(page, 'Upload type', 'Add new and update existing users');
	await choose(page, 'Existing user details', 'Override with file');
	await expectCounts(page, { Create: 6, Update: 7 });
	await save(page);
	const swapped = `select email from users where username in ('giulia.moretto', 'hassan.barakzai') order by username`;
	await expect
		.poll(() => stored<{ email: string }>(server, swapped).map(({ email }) => email), {
			timeout: 30_000
		})
		.toEqual(['hassan.barakzai@policyhouse.example', 'giulia.moretto@policyhouse.example']);
	expect(stored(server, liveUsers).length).toBe(36);

	const other = await openDevice();
	await signIn(other);
	await other.goto('/users');
	await expect(other.getByRole('heading', { name: /Users/ })).toContainText('36', {
		timeout: 30_000
	});

	for (const device of [page, other]) {
		await device.goto('/');
		await waitForServiceWorker(device);
		await expect(device.getByRole('button', { name: 'Connection: Online' })).toBeVisible();
		await device.context().setOffline(true);
		await chooseFile(device, fixturePath('users-13.csv'));
		// The first device has a draft of the rows that its last save left out.
		const discard = device.getByRole('button', { name: 'Discard and read users-13.csv' });
		if (device === page) await discard.click();
		await expectCounts(device, { Create: 24 });
		await save(device);
	}
	await context.setOffline(false);
	await expect.poll(() => stored(server, liveUsers).length, { timeout: 30_000 }).toBe(60);
	await other.context().setOffline(false);
	await expect(other.getByText(/24 rows planned again/).first()).toBeVisible({ timeout: 60_000 });
	expect(stored(server, liveUsers).length).toBe(60);
	// The second is asked once; what it agrees to makes nobody twice.
	await other.getByRole('link', { name: /^Attention/ }).click();
	await other.getByRole('button', { name: /24 rows planned again/ }).click();
	await expect(other.getByText(/24 rows planned again/).first()).toBeVisible();
	await other.getByRole('main').getByRole('button', { name: 'Agree for 24 rows' }).click();
	await expect(other.getByText('Nothing needs attention')).toBeVisible({ timeout: 30_000 });
	await other.getByRole('link', { name: 'History', exact: true }).click();
	await expect(other.getByText('On the server').first()).toBeVisible({ timeout: 30_000 });
	expect(stored(server, liveUsers).length).toBe(60);
});

test('X5 signing out of a shared device takes its data away, after saying what is unsent', async ({
	page,
	context,
	server
}) => {
	await page.goto('/');
	await setUpAdmin(page, server);
	await page.goto('/');
	await createExam(page, 'Policy', venues);
	await chooseFile(page, fixturePath('users-13.csv'));
	await save(page);
	await expect.poll(() => stored(server, liveUsers).length, { timeout: 30_000 }).toBe(24);
	await page.getByRole('link', { name: 'Settings', exact: true }).click();
	await page.getByRole('button', { name: 'Sign out…' }).click();
	const dialog = page.getByRole('dialog', { name: 'Sign out of Muster?' });
	await expect(dialog.getByText('Everything saved here is on the server.')).toBeVisible();
	await context.setOffline(true);
	await expect(dialog.getByText('There is no network now.')).toBeVisible({ timeout: 30_000 });
	await context.setOffline(false);
	await expect(dialog.getByText('There is no network now.')).toHaveCount(0, { timeout: 30_000 });
	await dialog.getByRole('button', { name: 'Sign out', exact: true }).click();
	await expect(dialog).toBeHidden();
	const left = await page.evaluate(async () =>
		(await indexedDB.databases()).map(({ name }) => name)
	);
	expect(left.filter((name) => name?.startsWith('muster-org-'))).toEqual([]);
	await page.goto('/users');
	await expect(page.getByText('Abel')).toHaveCount(0);
	expect(stored(server, liveUsers).length).toBe(24);
});

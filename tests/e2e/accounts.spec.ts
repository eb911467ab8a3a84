/** Accounts, devices and what is set for all, from one device to the other (X1, X2, X5, M6, Y11, A7). */
import type { Page } from '@playwright/test';
import Database from 'libsql';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { expectAccessible } from './accessible';
import { createExam, save, textOf } from './app';
import { historyRow, open, setUpAdmin, signIn, stored, uploadLines } from './devices';
import { expect, test, waitForServiceWorker } from './fixtures';

const lines = ['Client ID,Username,First Name,Phone', 'N-1,ama.boateng,Ama,020 7946 0018'];

async function part(page: Page, name: string): Promise<void> {
	await open(page, 'Settings');
	await page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name }).click();
}

test('X1 X5 M6 an admin sets the organisation, invites an uploader, revokes their device, and it wipes itself', async ({
	page,
	server,
	openDevice
}) => {
	test.setTimeout(180_000);
	await page.goto('/');
	await setUpAdmin(page, server);

	await part(page, 'Organisation');
	await page.getByLabel('Name', { exact: true }).fill('North Gate');
	await page.getByLabel('Country for phones without one').selectOption('GB');
	await page.getByLabel('Hours until users are locked').fill('0');
	await page.getByRole('button', { name: 'Save settings' }).click();
	await expect(page.getByText('Enter a whole number from 1 to 168.')).toBeVisible();
	await page.getByLabel('Hours until users are locked').fill('24');
	await page.getByRole('button', { name: 'Save settings' }).click();
	await expect(page.getByRole('main').getByText('Saved on the server.')).toBeVisible();
	await expectAccessible(page, 'the organisation');

	await part(page, 'People');
	await page.getByLabel('Role of the new account').selectOption('uploader');
	await page.getByRole('button', { name: 'Make a link' }).click();
	const link = await page.getByLabel('Invitation link').inputValue();
	expect(link).toMatch(/\/invite\/[\w-]{43}$/);
	await expectAccessible(page, 'people');

	const other = await openDevice();
	await other.goto(link);
	await expect(other.getByRole('heading', { name: 'Join Muster' })).toBeVisible();
	await other.getByLabel('Name', { exact: true }).fill('Omar Said');
	await other.getByLabel('Email', { exact: true }).fill('omar@muster.example');
	await other.getByLabel('Password', { exact: true }).fill('Quiet-lagoon-92-fern');
	await other.getByRole('button', { name: 'Create the account' }).click();
	await expect(other.getByRole('heading', { name: 'Upload users' })).toBeVisible();
	await part(other, 'Organisation');
	await expect(other.getByText('You are signed in as uploader.')).toBeVisible();

	// F8: the country that the admin set reads the phone.
	await open(other, 'Upload');
	await createExam(other, 'Policy');
	await uploadLines(other, 'base.csv', lines);
	await save(other);
	await expect(historyRow(other, 'base.csv')).toContainText('On the server', { timeout: 30_000 });
	expect(stored(server, 'select phone from users')).toEqual([{ phone: '+442079460018' }]);

	await part(page, 'Devices');
	const row = page.getByRole('main').locator('.row').filter({ hasText: 'Omar Said' });
	await row.getByRole('button', { name: 'Revoke…' }).click();
	await expectAccessible(page, 'revoking a device');
	await page.getByRole('dialog').getByRole('button', { name: 'Revoke the device' }).click();
	await expect(row).toContainText('Revoked, and not heard of since');
	await other.reload();
	await expect(other.getByText('An admin revoked this device.')).toBeVisible({ timeout: 30_000 });
	await expect
		.poll(() =>
			other.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name ?? ''))
		)
		.not.toContainEqual(expect.stringMatching(/^muster-org-/));
	await part(page, 'People');
	const account = page.getByRole('main').locator('.row').filter({ hasText: 'omar@' });
	await account.getByRole('button', { name: 'Disable…' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Disable the account' }).click();
	await expect(account).toContainText('Disabled');
	await part(page, 'Audit');
	await page.getByRole('button', { name: 'Check the chain' }).click();
	await expect(page.getByText(/All [\d,]+ rows are whole\./)).toBeVisible();
	await expectAccessible(page, 'the audit');
});

test('X2 A7 Y11 users lock when the sign-in is old; keys are shown once; support details name nobody', async ({
	page,
	server,
	context,
	consoleErrors
}) => {
	test.setTimeout(120_000);
	await page.goto('/');
	await setUpAdmin(page, server);
	await createExam(page, 'Policy');
	await uploadLines(page, 'base.csv', lines);
	await save(page);
	await expect(historyRow(page, 'base.csv')).toContainText('On the server', { timeout: 30_000 });

	await part(page, 'Exam system');
	await page.getByLabel('Name of a new key').fill('Exam hall');
	await page.getByRole('button', { name: 'Make a key' }).click();
	const key = await page.getByLabel('Key “Exam hall”').inputValue();
	expect(key).toMatch(/^muster_/);
	const pull = () =>
		page.request.get(`${server.origin}/api/pull`, { headers: { authorization: `Bearer ${key}` } });
	expect((await pull()).status()).toBe(200);
	await page.reload();
	await expect(page.getByText('Exam hall')).toBeVisible();
	await expect(page.locator('body')).not.toContainText(key);
	await page.getByRole('button', { name: 'Revoke…' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Revoke the key' }).click();
	await expect(page.getByRole('main')).toContainText('Revoked');
	expect((await pull()).status()).toBe(401);

	await part(page, 'About');
	const details = page.getByRole('region', { name: 'Support details' });
	await expect(details).toContainText(/Last push: \S+ 200/);
	await expect(details).toContainText('users: 1');
	for (const value of ['ama', 'Ama', 'base.csv', 'Policy', 'rania', '7946'])
		await expect(details).not.toContainText(value);
	await expectAccessible(page, 'about');

	await open(page, 'Users');
	await expect(page.getByText('ama.boateng').first()).toBeVisible();
	await waitForServiceWorker(page);
	await page.evaluate(async () => {
		const name = (await indexedDB.databases()).find((one) => one.name?.includes('-org-'))?.name;
		const db = await new Promise<IDBDatabase>((done, failed) => {
			const asked = indexedDB.open(name ?? '');
			asked.onsuccess = () => done(asked.result);
			asked.onerror = () => failed(new Error('not opened'));
		});
		const store = db.transaction('meta', 'readwrite').objectStore('meta');
		const value = new Date(Date.now() - 13 * 3600_000).toISOString();
		await new Promise((done) => (store.put({ key: 'signedInAt', value }).onsuccess = done));
		db.close();
	});
	await context.setOffline(true);
	await page.reload();
	await expect(
		page.getByRole('heading', { name: 'Users are locked' }).or(page.getByText('Users are locked'))
	).toBeVisible();
	await expect(page.getByText('ama.boateng')).toHaveCount(0);
	// Reading, checking and saving go on without a network.
	await uploadLines(page, 'more.csv', [lines[0] ?? '', 'N-2,ben.okafor,Ben,']);
	await save(page);
	await context.setOffline(false);
	await signIn(page);
	await open(page, 'Users');
	await expect(page.getByText('ama.boateng').first()).toBeVisible();
	// The browser says that there was no network.
	consoleErrors.length = 0;
});

test('X7 an admin exports a person, and erases them on the server and on the device', async ({
	page,
	server
}) => {
	await page.goto('/');
	await setUpAdmin(page, server);
	await createExam(page, 'Policy');
	await uploadLines(page, 'base.csv', lines);
	await save(page);
	await expect(historyRow(page, 'base.csv')).toContainText('On the server', { timeout: 30_000 });
	await open(page, 'Users');
	await page
		.getByRole('table', { name: 'Users' })
		.getByRole('button', { name: /ama\.boateng|Ama/ })
		.first()
		.click();
	const downloaded = page.waitForEvent('download');
	await page.getByRole('button', { name: 'Export this person' }).click();
	expect(JSON.parse(await textOf(await downloaded))).toMatchObject({
		user: { username: 'ama.boateng', firstName: 'Ama' }
	});
	await page.getByRole('button', { name: 'Erase this person…' }).click();
	const dialog = page.getByRole('dialog');
	// Not enabled yet: a click on it all the same does nothing.
	await dialog.getByRole('button', { name: 'Erase for good' }).click({ force: true });
	await expect(dialog).toBeVisible();
	await dialog.getByLabel('Type the username ama.boateng').fill('ama.boateng');
	await dialog.getByRole('button', { name: 'Erase for good' }).click();
	await expect(page.getByText('ama.boateng')).toHaveCount(0, { timeout: 30_000 });
	expect(stored(server, 'select username, phone from users')).toEqual([
		{ username: '', phone: '' }
	]);
});

test('Y11 W3 by the link of a mail a user sets a password, under the rules, once', async ({
	page,
	server,
	consoleErrors
}) => {
	await page.goto('/');
	await setUpAdmin(page, server);
	await createExam(page, 'Policy');
	await uploadLines(page, 'base.csv', lines);
	await save(page);
	await expect(historyRow(page, 'base.csv')).toContainText('On the server', { timeout: 30_000 });
	const token = 'a'.repeat(43);
	const db = new Database(join(server.dataDir, 'muster.sqlite'));
	db.prepare(
		`insert into user_set_up_links (organisation_id, token_hash, user_id, created_at, expires_at)
		select organisation_id, ?, id, '2026-01-01', '2999-01-01' from users`
	).run(createHash('sha256').update(token).digest('hex'));
	db.close();

	await page.goto(`/set-up/${token}`);
	await expect(page.getByText('For ama.boateng at')).toBeVisible();
	await expect(page.getByRole('navigation')).toHaveCount(0);
	const password = page.getByLabel('Password', { exact: true });
	const button = page.getByRole('button', { name: 'Set the password' });
	await password.fill('12345678');
	await button.click();
	await expect(page.getByText('Password is a run of letters, digits or keys.')).toBeVisible();
	await expectAccessible(page, 'setting a password');
	await password.fill('quiet-lagoon-93-fern');
	await button.click();
	await expect(page.getByText('Your password is set')).toBeVisible();
	expect(stored(server, 'select must_change_password as must from users')).toEqual([{ must: 0 }]);
	await page.reload();
	await expect(page.getByText('This link was used, has expired, or is not whole.')).toBeVisible();
	// The browser reports the refusal, which is meant.
	consoleErrors.length = 0;
});

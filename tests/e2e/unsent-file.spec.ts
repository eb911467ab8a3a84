/**
 * Y6: a device that never reaches the server again exports what waits; another one opens the file and sends it. When the
 * first comes back after all, nothing is doubled. Y1: until then an exam that starts soon is named.
 */
import { expectAccessible } from './accessible';
import { chooseFile, createExam, expectCounts, fixturePath, save } from './app';
import { admin, historyRow, open, setUpAdmin, signIn, stored, usersWithPassword } from './devices';
import { expect, test, waitForServiceWorker } from './fixtures';

const liveUsers = 'select username from users where deleted_at is null';

test('Y6 what one device cannot send another sends from a file, once', async ({
	page,
	context,
	server,
	openDevice
}) => {
	test.setTimeout(150_000);
	await page.goto('/');
	await setUpAdmin(page, server);
	const other = await openDevice();
	await signIn(other);
	await waitForServiceWorker(page);
	await context.setOffline(true);
	await createExam(page, 'Pharmacy Licence', ['Melbourne', 'Harbour Hall', 'Riverside Centre']);
	await chooseFile(page, fixturePath('users-13.csv'));
	await expectCounts(page, { Create: 24 });
	await save(page);

	await open(page, 'Attention');
	const here = page.getByRole('region', { name: 'On this device' });
	await expect(here).toContainText('24 changes are saved on this device');
	await expect(here).toContainText('The oldest is from');
	await here.getByRole('button', { name: 'Export unsent changes…' }).click();
	const exporting = page.getByRole('dialog', { name: 'Export unsent changes' });
	await expect(exporting).toContainText('24 changes that are not on the server yet');
	await expectAccessible(page, 'exporting unsent changes');
	const download = page.waitForEvent('download');
	await exporting.getByRole('button', { name: 'Export', exact: true }).click();
	const file = await download;
	expect(file.suggestedFilename()).toMatch(/^unsent changes \d{4}-\d{2}-\d{2}\.muster$/);
	await expect(exporting).toBeHidden();

	for (const [button, users] of [
		[`Send 24 changes as ${admin.name}`, 24],
		['All of it is on this device already.', 24]
	] as const) {
		await open(other, 'Attention');
		const chooser = other.waitForEvent('filechooser');
		await other.getByRole('button', { name: 'Open unsent changes…' }).click();
		await (await chooser).setFiles(await file.path());
		const opening = other.getByRole('dialog', { name: 'Open unsent changes' });
		await expect(opening).toContainText('24 changes from users-13.csv');
		if (button.startsWith('Send')) {
			await expectAccessible(other, 'opening unsent changes');
			await opening.getByRole('button', { name: button }).click();
		} else {
			await expect(opening).toContainText(button);
			await opening.getByRole('button', { name: 'Cancel' }).click();
		}
		await expect(opening).toBeHidden();
		await expect.poll(() => stored(server, liveUsers).length, { timeout: 30_000 }).toBe(users);
	}
	await open(other, 'History');
	await expect(historyRow(other, 'users-13.csv')).toContainText('On the server');
	await open(other, 'Users');
	await expect(other.getByRole('heading', { name: /Users/ })).toContainText('24');
	expect(stored(server, usersWithPassword).length).toBe(24);

	await context.setOffline(false);
	await open(page, 'History');
	await expect(historyRow(page, 'users-13.csv')).toContainText('On the server', {
		timeout: 60_000
	});
	expect(stored(server, liveUsers).length).toBe(24);
	await open(page, 'Attention');
	await expect(page.getByText('Nothing needs attention')).toBeVisible();
	await expect(here).toContainText('Nothing waits to be sent.');
});

test('Y1 Y7 an exam that starts soon is named while changes wait; pausing, going on, the last error', async ({
	page,
	context,
	server,
	consoleErrors
}) => {
	test.setTimeout(90_000);
	await page.goto('/');
	await setUpAdmin(page, server);
	await waitForServiceWorker(page);
	await context.setOffline(true);
	await page.getByRole('button', { name: 'Create an exam' }).click();
	const dialog = page.getByRole('dialog');
	await dialog.getByLabel('Name', { exact: true }).fill('Oral');
	const start = new Date(Date.now() + 5 * 3600_000);
	const local = new Date(start.getTime() - start.getTimezoneOffset() * 60_000);
	await dialog.getByLabel(/^Start/).fill(local.toISOString().slice(0, 16));
	await dialog.getByRole('button', { name: /^Create (the |an )?exam/ }).click();
	await expect(dialog).toBeHidden();
	const notice = page.getByRole('complementary', { name: 'Notice' });
	const buffer = Buffer.from('Client ID,Username,First Name\r\n1,ana,Ana');
	await chooseFile(page, { name: 'ana.csv', mimeType: 'text/csv', buffer });
	await expect(notice.getByText('Oral starts')).toHaveCount(0);
	await expectCounts(page, { Create: 1 });
	await save(page);
	await expect(notice).toContainText('Oral starts in 5 hours, and 1 change is not on the server');
	await notice.getByRole('button', { name: 'See what waits' }).click();
	const here = page.getByRole('region', { name: 'On this device' });
	await server.stop();
	await context.setOffline(false);
	await expect(here).toContainText('Last try: no answer from the server.', { timeout: 30_000 });
	await server.start();
	await here.getByRole('button', { name: 'Send now' }).click();
	await expect.poll(() => stored(server, liveUsers).length, { timeout: 30_000 }).toBe(1);
	await expect(page.getByText('Oral starts')).toHaveCount(0);
	// The browser itself tells of each request that found no server.
	const isOwn = (text: string) => !text.includes('ERR_CONNECTION_REFUSED');
	consoleErrors.splice(0, consoleErrors.length, ...consoleErrors.filter(isOwn));
});

import { choose, chooseFile, createExam, expectCounts, fixturePath, save } from './app';
import {
	admin,
	historyRow,
	meetNewerPhone,
	open,
	setUpAdmin,
	signIn,
	stored,
	usersWithPassword
} from './devices';
import { expect, test, waitForServiceWorker } from './fixtures';

const venues = ['Melbourne', 'Harbour Hall', 'Riverside Centre'];
const liveUsers = 'select username, email from users where deleted_at is null order by username';

test('what was saved offline reaches the server once, under the name of who sends it @main', async ({
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
	await expect(historyRow(page, 'users-13.csv')).toContainText('Saved on this device');
	await page.reload();
	await expect(historyRow(page, 'users-13.csv')).toContainText('Saved on this device');
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
	expect(stored(server, usersWithPassword).length).toBe(24);
	expect(stored(server, 'select user_id from registrations').length).toBe(24);
	await open(page, 'History');
	await expect(historyRow(page, 'users-13.csv')).toContainText('On the server');
});

test('a browser that lost what it had stored says so, and gets back what was sent', async ({
	page,
	server
}) => {
	await page.goto('/');
	await setUpAdmin(page, server);
	await page.goto('/');
	await createExam(page, 'Policy', venues);
	await chooseFile(page, fixturePath('policy-base.csv'));
	await save(page);
	await expect.poll(() => stored(server, liveUsers).length, { timeout: 30_000 }).toBe(30);
	await page.reload();
	await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
	await expect(page.getByText('This browser has lost what was stored here.')).toHaveCount(0);
	// As it does with a damaged database. What is no page of the app holds none open, and has no icon.
	await page.route('**/favicon.ico', (route) => route.fulfill({ status: 204 }));
	await page.goto('/api/health');
	await page.evaluate(async () => {
		for (const { name } of await indexedDB.databases()) {
			await new Promise((done, failed) => {
				const removal = indexedDB.deleteDatabase(name ?? '');
				removal.onsuccess = done;
				removal.onerror = failed;
			});
		}
	});
	await page.goto('/');
	await expect(page.getByText('This browser has lost what was stored here.')).toBeVisible();
	await page.getByRole('button', { name: 'Close' }).click();
	await expect(page.getByText('This browser has lost what was stored here.')).toHaveCount(0);
	await open(page, 'Users');
	await expect(page.getByRole('heading', { name: 'Users 30' })).toBeVisible({ timeout: 30_000 });
	await page.reload();
	await expect(page.getByRole('heading', { name: 'Users 30' })).toBeVisible();
	await expect(page.getByText('This browser has lost what was stored here.')).toHaveCount(0);
});

test('a swap of emails, a second device, and one list saved on both @main', async ({
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
	await open(page, 'Upload');
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
	await expect(historyRow(page, 'users-13.csv')).toContainText('On the server');

	await other.context().setOffline(false);
	const question = '24 rows planned again: skip instead of create';
	await expect(other.getByText(question).first()).toBeVisible({ timeout: 60_000 });
	await expect(historyRow(other, 'users-13.csv')).toContainText('24 need attention');
	expect(stored(server, liveUsers).length).toBe(60);
	await open(other, 'Attention');
	await expect(other.getByRole('heading', { name: question })).toBeVisible();
	await other.getByRole('main').getByRole('button', { name: 'Agree for 24 rows' }).click();
	await expect(other.getByRole('heading', { name: question })).toBeHidden();
	await open(other, 'History');
	await expect(historyRow(other, 'users-13.csv')).toContainText('On the server');
	await other.reload();
	await expect(historyRow(other, 'users-13.csv')).toContainText('On the server');
	await expect(other.getByText(question)).toBeHidden();
	expect(stored(server, liveUsers).length).toBe(60);
	await open(other, 'Users');
	await expect(other.getByRole('heading', { name: /Users/ })).toContainText('60');
});

test('two devices set one phone: the second keeps its change beside the stored one', async ({
	page,
	server,
	openDevice
}) => {
	test.setTimeout(120_000);
	const other = await meetNewerPhone({ page, server, openDevice });
	await expect(historyRow(other, 'phones.csv')).toContainText('1 needs attention', {
		timeout: 60_000
	});
	await historyRow(other, 'phones.csv').getByRole('link', { name: '1 needs attention' }).click();
	await expect(other.getByRole('heading', { name: 'Ama Boateng' })).toBeVisible();
	const row = other.getByRole('row', { name: /^Phone/ });
	await expect(row.getByRole('cell')).toHaveText(['+442079460303', '+442079460202']);
	const phone = `select phone from users where username = 'ama.boateng'`;
	const email = `select email from users where username = 'ben.okafor'`;
	expect(stored(server, email)).toEqual([{ email: 'ben@south.example' }]);
	expect(stored(server, phone)).toEqual([{ phone: '+442079460202' }]);
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
	await open(page, 'Users');
	await expect(page.getByText('Aoife Brennan').first()).toBeVisible();
	await open(page, 'Settings');
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
	await open(page, 'Users');
	await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
	await expect(page.getByText('Aoife Brennan')).toHaveCount(0);
	expect(stored(server, liveUsers).length).toBe(24);
});

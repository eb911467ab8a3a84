import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { choose, chooseFile, createExam, expectCounts, fixturePath, save, textOf } from './app';
import { historyRow, open, setUpAdmin, signIn, stored } from './devices';
import { expect, test } from './fixtures';

const venues = ['Melbourne', 'Harbour Hall', 'Riverside Centre'];
const everyone = `select u.username, u.client_id, u.first_name, u.last_name, u.title, u.email, u.phone, u.must_change_password,
	r.role, r.eligible, r.venue, r.booking_status from users u left join registrations r on r.user_id = u.id
	where u.deleted_at is null order by u.username`;

interface Person {
	readonly username: string;
	readonly email: string;
	readonly phone: string;
}

async function expectNoViolations(page: Page): Promise<void> {
	const found = await new AxeBuilder({ page }).analyze();
	expect(found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
}

async function upload(page: Page, file: string): Promise<void> {
	await open(page, 'Upload');
	await chooseFile(page, fixturePath(file));
	const discard = page.getByRole('button', { name: `Discard and read ${file}` });
	await expect(discard.or(page.getByLabel('Upload type', { exact: true })).first()).toBeVisible();
	if (await discard.isVisible()) await discard.click();
	await choose(page, 'Upload type', 'Add new and update existing users');
	await choose(page, 'Existing user details', 'Override with file');
}

function count(dialog: Locator, list: string): Locator {
	return dialog.getByRole('button', { name: new RegExp(`${list}$`) });
}

test('V9 undo of an upload reaches the server; the user edited since is kept and listed; a second device sees it', async ({
	page,
	server,
	openDevice
}) => {
	test.setTimeout(180_000);
	await page.goto('/');
	await setUpAdmin(page, server);
	await page.goto('/');
	await createExam(page, 'Policy', venues);
	await chooseFile(page, fixturePath('policy-base.csv'));
	await save(page);
	await expect.poll(() => stored(server, everyone).length, { timeout: 30_000 }).toBe(30);
	const before = stored<Person>(server, everyone);

	await upload(page, 'policy-update.csv');
	await expectCounts(page, { Create: 6, Update: 7 });
	await save(page);
	await expect.poll(() => stored(server, everyone).length, { timeout: 30_000 }).toBe(36);
	const edited = stored<Person>(server, everyone).find(({ username, phone, email }) =>
		before.find((was) => was.username === username && (was.phone !== phone || was.email !== email))
	);
	if (!edited) throw new Error('nobody was updated');

	// One of those updated gets another email and phone afterwards.
	await open(page, 'Upload');
	const chooser = page.waitForEvent('filechooser');
	await page.getByRole('button', { name: 'Choose a file' }).first().click();
	const line = `${edited.username},later@policyhouse.example,+442079460999`;
	const buffer = Buffer.from(`Username,Email,Phone\r\n${line}\r\n`);
	await (await chooser).setFiles({ name: 'later.csv', mimeType: 'text/csv', buffer });
	await page.getByRole('button', { name: 'Discard and read later.csv' }).click();
	await choose(page, 'Upload type', 'Update existing users only');
	await choose(page, 'Existing user details', 'Override with file');
	await expectCounts(page, { Update: 1 });
	await save(page);
	await expect(historyRow(page, 'later.csv')).toContainText('On the server', { timeout: 30_000 });

	const row = historyRow(page, 'policy-update.csv');
	await row.getByRole('button', { name: 'Undo policy-update.csv' }).click();
	const dialog = page.getByRole('dialog', { name: 'Undo policy-update.csv?' });
	await expect(dialog.getByText('6 users that it created are removed')).toBeVisible();
	await expect(count(dialog, 'Kept because edited since')).toContainText('1');
	await expectNoViolations(page);
	await count(dialog, 'Kept because edited since').press('Enter');
	await expect(dialog.getByText(edited.username)).toBeVisible();
	await expectNoViolations(page);
	const downloading = page.waitForEvent('download');
	await dialog.getByRole('button', { name: 'Download the lists' }).click();
	const csv = await textOf(await downloading);
	expect(csv).toContain(`Kept because edited since,${edited.username}`);
	const typed = dialog.getByLabel('Type 6 to confirm');
	await expect(typed).toBeVisible();
	await typed.fill('6');
	await typed.press('Enter');
	await expect(page.getByRole('heading', { name: 'Saved on this device' })).toBeVisible();
	await expectNoViolations(page);

	const expected = before.map((person) =>
		person.username === edited.username
			? { ...person, email: 'later@policyhouse.example', phone: '+442079460999' }
			: person
	);
	await expect.poll(() => stored(server, everyone), { timeout: 30_000 }).toEqual(expected);
	const undone = historyRow(page, 'Undo of policy-update.csv');
	await expect(undone).toContainText('On the server', { timeout: 30_000 });
	await expect(undone).toContainText('6 users removed');
	await undone.getByRole('button', { name: 'Lists of Undo of policy-update.csv' }).click();
	const lists = page.getByRole('dialog', { name: 'Undo of policy-update.csv' });
	await count(lists, 'Kept because edited since').click();
	await expect(lists.getByText(edited.username)).toBeVisible();
	await lists.getByRole('button', { name: 'Close' }).click();

	const other = await openDevice();
	await signIn(other);
	await open(other, 'Users');
	await expect(other.getByRole('heading', { name: /Users/ })).toContainText('30', {
		timeout: 30_000
	});
	await other.getByRole('search').getByRole('textbox').fill('later@policyhouse.example');
	const met = other.getByRole('table', { name: 'Users' }).locator('tbody').getByRole('row');
	await expect(met).toHaveCount(1);
	await expect(met).toContainText(edited.username);
	await met.getByRole('button').click();
	await expect(other.getByLabel('Phone')).toHaveValue('+442079460999');

	await page.reload();
	await historyRow(page, 'Undo of policy-update.csv')
		.getByRole('button', { name: 'Undo Undo of policy-update.csv' })
		.click();
	const again = page.getByRole('dialog', { name: 'Undo the undo of policy-update.csv?' });
	await again.getByRole('button', { name: /^Undo \d+ changes/ }).click();
	await expect.poll(() => stored(server, everyone).length, { timeout: 30_000 }).toBe(36);
	await other.reload();
	await expect(other.getByRole('heading', { name: /Users/ })).toContainText('36', {
		timeout: 30_000
	});
});

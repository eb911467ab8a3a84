import type { Page } from '@playwright/test';
import { expectAccessible } from './accessible';
import { choose, expectCounts, save } from './app';
import { historyRow, meetNewerPhone, open, stored, uploadLines } from './devices';
import { expect, test, type AppServer } from './fixtures';

test.describe.configure({ timeout: 180_000 });

const list = (page: Page) => page.getByRole('group', { name: 'Changes that came back' });
const nothing = 'Nothing needs attention';

function phoneOf(server: AppServer): unknown {
	return stored(server, `select phone from users where username = 'ama.boateng'`);
}

/** A new user of each device with one email; the second comes back. */
async function meetSharedEmail(page: Page, other: Page): Promise<void> {
	await other.context().setOffline(true);
	const head = 'Client ID,Username,First Name,Last Name,Email,Venue';
	for (const [device, name, row] of [
		[page, 'first.csv', 'N-8,cleo.mensah,Cleo,Mensah,cleo@north.example,'],
		[other, 'second.csv', 'N-9,cleo.m,Cleo,M,cleo@north.example,']
	] as const) {
		await uploadLines(device, name, [head, row]);
		await choose(device, 'Upload type', 'Add new only, skip existing users');
		await expectCounts(device, { Create: 1 });
		await save(device);
	}
	await expect(historyRow(page, 'first.csv')).toContainText('On the server', { timeout: 30_000 });
	await other.context().setOffline(false);
	await expect(historyRow(other, 'second.csv')).toContainText('1 needs attention', {
		timeout: 60_000
	});
}

test('Y5 a conflict is shown field by field and settled: mine, theirs, typed, taken back @main', async ({
	page,
	server,
	openDevice
}) => {
	const other = await meetNewerPhone({ page, server, openDevice });
	await open(other, 'Attention');
	await expect(other.getByRole('heading', { name: 'Ama Boateng' })).toBeVisible({
		timeout: 60_000
	});
	await expect(other.getByText('Rania Haddad').first()).toBeVisible();
	await expectAccessible(other, 'a conflict to settle');

	await other.getByRole('button', { name: 'Take theirs', exact: true }).click();
	await other.getByRole('button', { name: 'Take 1 back' }).click();
	await list(other).getByRole('button', { name: 'Ama Boateng' }).click();
	const phone = other.getByRole('row', { name: /^Phone/ });
	await expect(phone.getByRole('radio').first()).toBeChecked();
	await phone.getByRole('radio').nth(1).check();
	await phone.getByRole('radio').first().check();
	await other.getByRole('button', { name: 'Edit by hand' }).click();
	await expect(other.getByRole('textbox', { name: /^Phone/ })).toBeFocused();
	await other.keyboard.press('ControlOrMeta+a');
	await other.keyboard.type('nobody');
	await other.getByRole('button', { name: 'Save this choice and next' }).click();
	await expect(other.getByRole('textbox', { name: /^Phone/ })).toBeFocused();
	await expect(other.getByRole('textbox', { name: /^Phone/ })).toHaveAttribute(
		'aria-invalid',
		'true'
	);
	await other.keyboard.press('ControlOrMeta+a');
	await other.keyboard.type('+44 20 7946 0404');
	await other.getByRole('button', { name: 'Save this choice and next' }).click();
	await expect(other.getByText(nothing)).toBeVisible();
	await expect.poll(() => phoneOf(server)).toEqual([{ phone: '+442079460404' }]);
	await open(other, 'History');
	await expect(historyRow(other, 'phones.csv')).toContainText('On the server');
});

test('Y6 what was refused is fixed and sent again, given up, or the same person', async ({
	page,
	server,
	openDevice
}) => {
	const other = await meetNewerPhone({ page, server, openDevice });
	await open(other, 'Attention');
	await other.getByRole('button', { name: 'Keep mine', exact: true }).click({ timeout: 60_000 });
	await expect(other.getByText(nothing)).toBeVisible();
	await expect.poll(() => phoneOf(server)).toEqual([{ phone: '+442079460303' }]);

	await meetSharedEmail(page, other);
	await open(other, 'Attention');
	await expect(other.getByText('Email is taken now: another user has').first()).toBeVisible();
	await expect(other.getByText('Email is taken · 1 change')).toBeVisible();
	await expectAccessible(other, 'a rejection');
	await other.getByRole('button', { name: 'Send again' }).click();
	await expect(other.getByRole('textbox', { name: 'Email' })).toHaveAttribute(
		'aria-invalid',
		'true'
	);
	await other.getByRole('textbox', { name: 'Email' }).fill('cleo.m@south.example');
	await other.getByRole('button', { name: 'Send again' }).click();
	await expect(other.getByText(nothing)).toBeVisible();
	const query = `select username, email from users where username like 'cleo%' order by username`;
	await expect
		.poll(() => stored(server, query))
		.toEqual([
			{ username: 'cleo.m', email: 'cleo.m@south.example' },
			{ username: 'cleo.mensah', email: 'cleo@north.example' }
		]);
});

test('Y6 the same person: the registration moves to the stored user', async ({
	page,
	server,
	openDevice
}) => {
	const other = await meetNewerPhone({ page, server, openDevice });
	await open(other, 'Attention');
	await list(other)
		.getByRole('checkbox', { name: /^Tick all/ })
		.check({ timeout: 60_000 });
	await other.getByRole('button', { name: 'Take theirs for 1' }).click();
	await expect(other.getByRole('button', { name: 'Take 1 back' })).toBeVisible();
	await meetSharedEmail(page, other);
	await open(other, 'Attention');
	await other.getByRole('button', { name: 'Treat as the same person' }).click();
	await expect(list(other).getByRole('checkbox')).toHaveCount(0);
	await open(other, 'History');
	await expect(historyRow(other, 'second.csv')).toContainText('On the server', {
		timeout: 30_000
	});
	const live = `select username from users where deleted_at is null order by username`;
	expect(stored(server, live)).toEqual(
		['ama.boateng', 'ben.okafor', 'cleo.mensah'].map((username) => ({ username }))
	);
});

test('A3 A5 on a phone the list covers nothing sideways, and all is done by keyboard', async ({
	page,
	server,
	openDevice
}) => {
	const other = await meetNewerPhone({ page, server, openDevice });
	await open(other, 'Attention');
	await expect(other.getByRole('heading', { name: 'Ama Boateng' })).toBeVisible({
		timeout: 60_000
	});
	await other.setViewportSize({ width: 390, height: 844 });
	const isWide = () =>
		other.evaluate(
			() => document.documentElement.scrollWidth > document.documentElement.clientWidth
		);
	expect(await isWide()).toBe(false);
	await expectAccessible(other, 'the list on a phone');
	await list(other).getByRole('button', { name: 'Ama Boateng' }).focus();
	await other.keyboard.press('Enter');
	await expect(other.getByRole('heading', { name: 'Ama Boateng' })).toBeVisible();
	expect(await isWide()).toBe(false);
	await expectAccessible(other, 'a conflict on a phone');
	await other
		.getByRole('row', { name: /^Phone/ })
		.getByRole('radio')
		.first()
		.focus();
	await other.keyboard.press('ArrowDown');
	await expect(
		other
			.getByRole('row', { name: /^Phone/ })
			.getByRole('radio')
			.nth(1)
	).toBeChecked();
	await other.getByRole('button', { name: 'Save this choice and next' }).focus();
	await other.keyboard.press('Enter');
	await expect(other.getByText(nothing)).toBeVisible();
	await expect.poll(() => phoneOf(server)).toEqual([{ phone: '+442079460202' }]);
});

/** Steps with a server and several devices: signing in, looking into the server's file, meeting each other's changes. */
import { expect, type Locator, type Page } from '@playwright/test';
import Database from 'libsql';
import { join } from 'node:path';
import { choose, createExam, expectCounts, save } from './app';
import { waitForServiceWorker, type AppServer, type OpenDevice } from './fixtures';

export const admin = {
	name: 'Rania Haddad',
	email: 'rania@muster.example',
	password: 'Quiet-lagoon-91-fern'
};

export async function setUpAdmin(page: Page, server: AppServer): Promise<void> {
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

export async function signIn(page: Page): Promise<void> {
	await page.goto('/sign-in');
	await page.getByLabel('Email', { exact: true }).fill(admin.email);
	await page.getByLabel('Password', { exact: true }).fill(admin.password);
	await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
	await expect(page.getByRole('heading', { name: 'Upload users' })).toBeVisible();
}

export function historyRow(page: Page, fileName: string): Locator {
	return page
		.getByRole('table', { name: 'History' })
		.getByRole('row')
		.filter({ hasText: fileName });
}

export async function open(
	page: Page,
	tab: 'Upload' | 'Users' | 'History' | 'Attention' | 'Settings'
) {
	const tabs = page.getByRole('navigation');
	await tabs.getByRole('link', { name: new RegExp(`^${tab}`) }).click();
	await expect(page).toHaveURL(tab === 'Upload' ? /\/$/ : new RegExp(`/${tab.toLowerCase()}$`));
}

/** Those whose password the server has, hashed already or still in the queue (Y9). */
export const usersWithPassword =
	'select user_id from passwords_pending union select user_id from user_passwords';

/** What the server's own file holds, read beside the server. */
export function stored<T>(server: AppServer, query: string): T[] {
	const db = new Database(join(server.dataDir, 'muster.sqlite'), { readonly: true });
	try {
		return db.prepare(query).all() as T[];
	} finally {
		db.close();
	}
}

const phones = (phone: string, email: string) => [
	'Client ID,Username,First Name,Last Name,Email,Phone',
	`N-1,ama.boateng,Ama,Boateng,ama@north.example,${phone}`,
	`N-2,ben.okafor,Ben,Okafor,${email},`
];

export async function uploadLines(
	page: Page,
	name: string,
	lines: readonly string[]
): Promise<void> {
	await open(page, 'Upload');
	const chooser = page.waitForEvent('filechooser');
	await page.getByRole('button', { name: 'Choose a file' }).first().click();
	const buffer = Buffer.from(lines.join('\r\n'));
	await (await chooser).setFiles({ name, mimeType: 'text/csv', buffer });
}

interface Devices {
	readonly page: Page;
	readonly server: AppServer;
	readonly openDevice: OpenDevice;
}

/** Two devices set one user's phone; the second, which is returned, was offline meanwhile and also sets an email. */
export async function meetNewerPhone({ page, server, openDevice }: Devices): Promise<Page> {
	await page.goto('/');
	await setUpAdmin(page, server);
	await createExam(page, 'Policy');
	await uploadLines(page, 'base.csv', phones('+44 20 7946 0101', 'ben@north.example'));
	await expectCounts(page, { Create: 2 });
	await save(page);
	await expect(historyRow(page, 'base.csv')).toContainText('On the server', { timeout: 30_000 });

	const other = await openDevice();
	await signIn(other);
	await open(other, 'Users');
	await expect(other.getByRole('heading', { name: /Users/ })).toContainText('2');
	await open(other, 'Attention');
	await expect(other.getByText('Nothing needs attention')).toBeVisible();
	await waitForServiceWorker(other);
	await other.context().setOffline(true);

	for (const [device, phone, email] of [
		[page, '+44 20 7946 0202', 'ben@north.example'],
		[other, '+44 20 7946 0303', 'ben@south.example']
	] as const) {
		await uploadLines(device, 'phones.csv', phones(phone, email));
		await choose(device, 'Upload type', 'Update existing users only');
		await choose(device, 'Existing user details', 'Override with file');
		await expectCounts(device, { Update: device === page ? 1 : 2 });
		await save(device);
	}
	const row = historyRow(page, 'phones.csv');
	await expect(row).toContainText('On the server', { timeout: 30_000 });
	await other.context().setOffline(false);
	return other;
}

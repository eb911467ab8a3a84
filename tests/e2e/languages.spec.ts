/** The whole main job in each language: a file, its review, a fix, saved, sent (A4, A5). */
import type { FileChooser, Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { fixturePath } from './app';
import { admin, stored } from './devices';
import { expect, test, waitForServiceWorker, type AppServer } from './fixtures';
import { sidewaysScroll, speaker, type Locale, type Say } from './words';

async function createExam(page: Page, say: Say): Promise<void> {
	await page.getByRole('button', { name: say('exam_create') }).click();
	const dialog = page.getByRole('dialog');
	await dialog.getByLabel(say('exam_name'), { exact: true }).fill('Pharmacy Licence');
	await dialog.getByLabel(say('exam_venues')).fill('Melbourne\nHarbour Hall\nRiverside Centre');
	await dialog.getByRole('button', { name: say('exam_create_button') }).click();
	await expect(dialog).toBeHidden();
}

type File = Parameters<FileChooser['setFiles']>[0];

async function choose(page: Page, say: Say, file: File): Promise<void> {
	const chooser = page.waitForEvent('filechooser');
	await page
		.getByRole('button', { name: say('choose_file') })
		.first()
		.click();
	await (await chooser).setFiles(file);
}

/** Four users, told apart in the words of the language; the role of the third is none. */
function fileIn(say: Say): File {
	const csv = [
		'Username,First Name,Last Name,Client ID,Role,Eligible,Venue,Booking Status,Phone',
		`thabo.nkosi,Thabo,Nkosi,C-1,${say('role_candidate')},${say('yes')},Melbourne,${say('booking_Booked')},+44 20 7946 0018`,
		`ada.byron,Ada,Byron,C-2,${say('role_marker')},${say('no')},,${say('booking_Not_Booked')},`,
		'mei.lin,Mei,Lin,C-3,examiner,,,,',
		'jo.ash,Jo,Ash,C-4,,,,,'
	].join('\r\n');
	return { name: 'candidates.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) };
}

async function fixRole(page: Page, say: Say): Promise<void> {
	await page.getByRole('button', { name: /Mei Lin/ }).click();
	const sheet = page.getByRole('dialog');
	const role = { label: say('role_invigilator') };
	await sheet.getByLabel(say('field_role'), { exact: true }).selectOption(role);
	await sheet.getByRole('button', { name: say('form_save_next') }).click();
}

async function becomeAdmin(page: Page, say: Say, server: AppServer): Promise<void> {
	const [link = ''] = /https?:\/\/\S+\/set-up\/admin\/\S+/.exec(server.said) ?? [];
	await page.goto(link);
	await page.getByLabel(say('account_name'), { exact: true }).fill(admin.name);
	await page.getByLabel(say('account_email'), { exact: true }).fill(admin.email);
	await page.getByLabel(say('account_password'), { exact: true }).fill(admin.password);
	await page
		.getByRole('main')
		.getByRole('button', { name: say('set_up_button') })
		.click();
}

const languages: readonly [locale: Locale, browser: string, direction: string][] = [
	['es', 'es-ES', 'ltr'],
	['ar', 'ar', 'rtl']
];

for (const [locale, browser, direction] of languages) {
	test.describe(`in ${locale}`, () => {
		test.use({ locale: browser });

		test(`A4 the main job in ${locale}`, async ({ page, server }) => {
			const say = speaker(locale);
			const saving = (count: number) =>
				page.getByRole('button', { name: new RegExp(`^${say('save_changes', { count })}`) });
			const fits = async (where: string) => {
				expect(await sidewaysScroll(page), `${where} scrolls sideways`).toBe(0);
			};
			await page.goto('/');
			await expect(page.locator('html')).toHaveAttribute('lang', locale);
			await expect(page.locator('html')).toHaveAttribute('dir', direction);
			await createExam(page, say);
			await fits('the first page');
			await choose(page, say, fileIn(say));
			await expect(saving(3)).toBeVisible();
			await fits('the review');
			await fixRole(page, say);
			await fits('the form of a row');
			await page.keyboard.press('Escape');
			await expect(page.getByRole('dialog')).toBeHidden();
			await saving(4).click();
			await page.getByRole('dialog').getByRole('button', { name: /4/ }).last().click();
			await expect(page.getByRole('heading', { name: say('receipt_title') })).toBeVisible();
			await fits('the receipt');
			await becomeAdmin(page, say, server);
			const question = page.getByRole('dialog', { name: say('adopt_title') });
			await question.getByRole('button', { name: new RegExp(admin.name) }).click();
			const roles = 'select role from registrations order by role';
			await expect
				.poll(() => stored<{ role: string }>(server, roles).map(({ role }) => role), {
					timeout: 30_000
				})
				.toEqual(['candidate', 'candidate', 'invigilator', 'marker']);
		});
	});
}

test('A4 the language is changed on the spot, offline, for the reports too, and loses no draft', async ({
	page,
	context
}) => {
	const say = speaker('ar');
	const saving = page.getByRole('button', {
		name: new RegExp(`^${say('save_changes', { count: 24 })}`)
	});
	await page.goto('/');
	await waitForServiceWorker(page);
	await createExam(page, speaker('en'));
	await choose(page, speaker('en'), fixturePath('users-13.csv'));
	await expect(page.getByRole('button', { name: /^Save 24 changes/ })).toBeVisible();
	await page.getByRole('link', { name: 'Settings' }).click();
	await context.setOffline(true);
	await page.getByLabel('Language of the app').selectOption({ label: 'العربية' });
	await expect(page.getByRole('heading', { name: say('settings_language') })).toBeVisible();
	await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
	await page.goBack();
	await expect(saving).toBeVisible();

	await page.getByRole('button', { name: say('download_report') }).click();
	const download = page.waitForEvent('download');
	await page.getByRole('menuitem', { name: say('report_csv') }).click();
	const report = await download;
	const text = await readFile(await report.path(), 'utf8');
	expect(text).toContain('Line,Action,Username,Name,Changes,Messages');
	expect(text).toContain(`,${say('action_create')},`);
	expect(report.suggestedFilename()).toBe(`${say('report_file', { name: 'users-13' })}.csv`);

	await page.reload();
	await expect(page.locator('html')).toHaveAttribute('lang', 'ar');
	await page.goto('/');
	await page.getByRole('button', { name: say('resume'), exact: true }).click();
	await expect(saving).toBeVisible();
});

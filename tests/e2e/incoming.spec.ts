import type { Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { createExam, dropFile, expectCounts, fixturePath, save } from './app';
import { open } from './devices';
import { expect, test, waitForServiceWorker } from './fixtures';

const second = 'Client ID,Username,First Name\r\nL-1,launched.one,Ada\r\nL-2,launched.two,Bo\r\n';

/** What the system does with the installed app's "Share": a form is posted in a navigation. */
async function share(page: Page, name: string, content: string): Promise<void> {
	await page.evaluate(
		([fileName, text]) => {
			const form = document.createElement('form');
			Object.assign(form, { method: 'POST', action: '/share', enctype: 'multipart/form-data' });
			const input = Object.assign(document.createElement('input'), { type: 'file', name: 'file' });
			const transfer = new DataTransfer();
			transfer.items.add(new File([text ?? ''], fileName ?? '', { type: 'text/csv' }));
			input.files = transfer.files;
			form.append(input);
			document.body.append(form);
			form.submit();
		},
		[name, content]
	);
}

/** Nothing can open a file with the app here: the page's consumer is called as the browser would. */
async function launch(page: Page, name: string, content: string): Promise<void> {
	await page.evaluate(
		([fileName, text]) => {
			const { launched } = window as unknown as {
				launched: (launch: { files: { getFile(): Promise<File> }[] }) => void;
			};
			const file = new File([text ?? ''], fileName ?? '', { type: 'text/csv' });
			launched({ files: [{ getFile: () => Promise.resolve(file) }] });
		},
		[name, content]
	);
}

test('A2 a file shared with the app is in review with no network, and nowhere else', async ({
	page,
	context
}) => {
	await page.goto('/');
	await waitForServiceWorker(page);
	await createExam(page, 'Shared');
	await context.setOffline(true);
	await share(page, 'börse 12.csv', await readFile(fixturePath('users-13.csv'), 'utf8'));
	await expect(page).toHaveURL(/\/review$/, { timeout: 30_000 });
	await expectCounts(page, { 'All rows': 24, Create: 24 });
	await expect(page.getByText('börse 12.csv').filter({ visible: true }).first()).toBeVisible();
	expect(await page.evaluate(() => caches.has('muster-shared'))).toBe(false);
});

test('A2 what is opened with the app lands in review, on any page; beside a draft it asks', async ({
	page
}) => {
	await page.addInitScript(() => {
		const setConsumer = (consumer: unknown) => Object.assign(window, { launched: consumer });
		Object.defineProperty(window, 'launchQueue', { value: { setConsumer } });
	});
	await page.goto('/');
	await createExam(page, 'Opened');
	await open(page, 'History');
	await launch(page, 'first.csv', await readFile(fixturePath('users-13.csv'), 'utf8'));
	await expectCounts(page, { 'All rows': 24 });

	await launch(page, 'second.csv', second);
	const question = page.getByRole('dialog', { name: 'first.csv is not saved yet.' });
	await question.getByRole('button', { name: 'Keep the draft' }).click();
	await expect(question).toBeHidden();
	await expectCounts(page, { 'All rows': 24 });

	await open(page, 'Users');
	await dropFile(page, fixturePath('policy-base.csv'));
	await question.getByRole('button', { name: 'Discard and read policy-base.csv' }).click();
	await expectCounts(page, { 'All rows': 30 });

	await page.reload();
	await expectCounts(page, { 'All rows': 30 });
	await launch(page, 'second.csv', second);
	await page.getByRole('button', { name: 'Discard and read second.csv' }).click();
	await expectCounts(page, { 'All rows': 2 });
});

test('A1 installing is offered after the first save, and only then', async ({ page }) => {
	await page.goto('/');
	await createExam(page, 'Installed');
	await page.evaluate(() => {
		const offer = Object.assign(new Event('beforeinstallprompt'), {
			prompt: () => Promise.resolve(Object.assign(window, { wasAsked: true }))
		});
		window.dispatchEvent(offer);
	});
	const title = page.getByRole('heading', { name: 'Install Muster on this device' });
	await expect(title).toHaveCount(0);
	await dropFile(page, fixturePath('users-13.csv'));
	await save(page);
	await expect(title).toBeVisible();
	await page.getByRole('button', { name: 'Install', exact: true }).click();
	expect(await page.evaluate(() => 'wasAsked' in window)).toBe(true);
	await expect(title).toHaveCount(0);
});

test('A1 an iPad is shown the steps to its home screen, until "Not now"', async ({ page }) => {
	await page.addInitScript(() => {
		Object.defineProperty(navigator, 'standalone', { value: false });
		Object.defineProperty(navigator, 'maxTouchPoints', { value: 5 });
		// No browser of an iPad makes the offer.
		const stop = (event: Event) => event.stopImmediatePropagation();
		window.addEventListener('beforeinstallprompt', stop, { capture: true });
	});
	await page.goto('/');
	await createExam(page, 'Home screen');
	await dropFile(page, fixturePath('users-13.csv'));
	await save(page);
	const card = page.getByRole('region', { name: 'Install Muster on this device' });
	await expect(card.getByRole('listitem')).toHaveText([
		/Share/,
		'Choose Add to Home Screen',
		/then open Muster/
	]);
	await expect(card).toContainText('seven days');
	await card.getByRole('button', { name: 'Not now' }).click();
	await expect(card).toHaveCount(0);
});

/** The whole way from the file to the undone upload, by keyboard alone and by touch on a phone (V3, V6, V9, A3, A5). */
import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { createExam, expectCounts, fixturePath, textOf } from './app';
import { expect, test } from './fixtures';

const policy = 'policy-base.csv';

async function axe(page: Page): Promise<void> {
	const { violations } = await new AxeBuilder({ page }).analyze();
	expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
}

/** Goes on by Tab until it has the focus, as somebody without a pointer does. */
async function tabTo(page: Page, target: Locator): Promise<void> {
	await expect(target).toBeVisible();
	for (let press = 0; press < 120; press += 1) {
		if (await target.evaluate((element) => element === document.activeElement)) return;
		await page.keyboard.press('Tab');
	}
	throw new Error(`The keyboard does not reach ${String(target)}`);
}

async function press(page: Page, target: Locator): Promise<void> {
	await tabTo(page, target);
	await page.keyboard.press('Enter');
}

test('V3, V9, A3 by keyboard alone: file, problem, form, save, undo @main', async ({ page }) => {
	test.setTimeout(120_000);
	await page.goto('/');
	await press(page, page.getByRole('button', { name: 'Create an exam' }));
	await expect(page.getByRole('dialog').getByLabel('Name', { exact: true })).toBeFocused();
	await page.keyboard.type('Policy');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('dialog')).toBeHidden();
	const chooser = page.waitForEvent('filechooser');
	await press(page, page.getByRole('button', { name: 'Choose a file' }).first());
	const lines = [
		'Client ID,Username,First Name,Last Name,Email',
		'K-1,key.one,Ada,One,ada@keys.example',
		'K-2,,Bo,Two,bo@keys.example',
		'K-3,key.three,Cy,Three,cy@gmial.com'
	];
	const buffer = Buffer.from(lines.join('\n'));
	await (await chooser).setFiles({ name: 'keys.csv', mimeType: 'text/csv', buffer });
	await expectCounts(page, { Create: 2, Error: 1 });

	await page.keyboard.press('F8');
	await expect(page.locator('[data-row]:focus')).toHaveCount(1);
	await page.keyboard.press('Enter');
	const dialog = page.getByRole('dialog');
	await expect(dialog.getByLabel('Username', { exact: true })).toBeFocused();
	await page.keyboard.type('key.two');
	await page.keyboard.press('Control+s');
	await expectCounts(page, { Create: 3, Error: 0 });
	await page.keyboard.press('Escape');
	await press(page, page.getByRole('button', { name: /^Use gmail\.com in 1 row/ }));
	const isAsked = await dialog.isVisible();
	if (isAsked) await press(page, dialog.getByRole('button', { name: /^Use gmail\.com in 1 row/ }));
	await expect(page.getByRole('button', { name: /^Email looks mistyped/ })).toBeHidden();

	await press(page, page.getByRole('button', { name: /^Save 3 changes/ }));
	await press(page, dialog.getByRole('button', { name: /^Save 3 changes/ }));
	await expect(page.getByRole('heading', { name: 'Saved on this device' })).toBeVisible();
	await press(page, page.getByRole('button', { name: 'Undo keys.csv', exact: true }));
	await press(page, dialog.getByRole('button', { name: 'Undo 3 changes' }));
	await expect(page.getByText('3 users removed')).toBeVisible();
	await press(page, page.getByRole('link', { name: 'Users', exact: true }));
	await expect(page.getByRole('heading', { name: /^Users/ })).toHaveText(/^\s*Users\s*0\s*$/);
});

test.describe('on a phone @main', () => {
	test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

	/** What the main way asks to be tapped is large enough for a thumb. */
	async function tap(target: Locator): Promise<void> {
		await target.scrollIntoViewIfNeeded();
		const box = await target.boundingBox();
		expect(Math.round(box?.height ?? 0), `height of ${String(target)}`).toBeGreaterThanOrEqual(44);
		expect(Math.round(box?.width ?? 0), `width of ${String(target)}`).toBeGreaterThanOrEqual(44);
		await target.tap();
	}

	async function expectNoSideways(page: Page): Promise<void> {
		const beyond = await page.evaluate(() => {
			const { scrollWidth, clientWidth } = document.documentElement;
			return scrollWidth - clientWidth;
		});
		expect(beyond).toBeLessThanOrEqual(0);
	}

	test('V3, V6, V9, A5 by touch: file, order, form, report, save, undo', async ({ page }) => {
		test.setTimeout(120_000);
		await page.goto('/');
		await createExam(page, 'Policy', ['Melbourne', 'Harbour Hall', 'Riverside Centre']);
		const chooser = page.waitForEvent('filechooser');
		await tap(page.getByRole('button', { name: 'Choose a file' }).first());
		await (await chooser).setFiles(fixturePath(policy));
		const save = page.getByRole('button', { name: /^Save \d+ changes/ });
		await expect(save).toBeVisible();
		await expectNoSideways(page);
		await axe(page);

		const names = page.getByRole('table', { name: 'Rows' }).locator('tbody .full-name');
		const inFile = await names.allInnerTexts();
		await page.getByLabel('Order', { exact: true }).selectOption({ label: 'By Name, backwards' });
		await expect.poll(() => names.allInnerTexts()).not.toEqual(inFile);
		await expect(page).toHaveURL(/sort=name&down=1/);
		await expectNoSideways(page);
		await page.getByLabel('Order', { exact: true }).selectOption({ label: 'As in the file' });
		await expect.poll(() => names.allInnerTexts()).toEqual(inFile);

		await tap(page.getByRole('row').nth(1));
		const dialog = page.getByRole('dialog');
		await expect(dialog).toBeVisible();
		await expectNoSideways(page);
		await axe(page);
		await dialog.getByLabel('First Name', { exact: true }).fill('Touched');
		await tap(dialog.getByRole('button', { name: 'Save and next problem' }));
		await page.keyboard.press('Escape');
		await expect(names.first()).toContainText('Touched');

		const downloading = page.waitForEvent('download');
		await tap(page.getByRole('button', { name: 'Download report' }));
		await tap(page.getByRole('menuitem').first());
		expect(await textOf(await downloading)).toContain('Touched');

		await tap(save);
		await axe(page);
		await tap(dialog.getByRole('button', { name: /^Save \d+ changes/ }));
		await expect(page.getByRole('heading', { name: 'Saved on this device' })).toBeVisible();
		await expectNoSideways(page);
		await axe(page);
		await tap(page.getByRole('button', { name: `Undo ${policy}`, exact: true }));
		await dialog.getByLabel('Type 30 to confirm').fill('30');
		await axe(page);
		await tap(dialog.getByRole('button', { name: /^Undo 30 changes/ }));
		await expect(page.getByText('30 users removed')).toBeVisible();
		await expectNoSideways(page);
	});
});

test.describe('an app on the home screen of an iPad', () => {
	test('V6 a report waits ready, and the share sheet opens in the tap itself', async ({ page }) => {
		await page.addInitScript(() => {
			const shared: unknown[] = [];
			Object.assign(globalThis, { shared });
			Object.defineProperty(navigator, 'standalone', { value: true });
			Object.defineProperty(navigator, 'canShare', { value: () => true });
			const share = ({ files }: { files: File[] }) => {
				shared.push({ name: files[0]?.name, isInTap: navigator.userActivation.isActive });
				return shared.length === 1
					? Promise.reject(new DOMException('closed', 'AbortError'))
					: Promise.resolve();
			};
			Object.defineProperty(navigator, 'share', { value: share });
		});
		await page.goto('/');
		await createExam(page, 'Policy');
		const chooser = page.waitForEvent('filechooser');
		await page.getByRole('button', { name: 'Choose a file' }).first().click();
		await (await chooser).setFiles(fixturePath(policy));
		await page.getByRole('button', { name: 'Download report' }).click();
		await page.getByRole('menuitem').first().click();
		const dialog = page.getByRole('dialog', { name: 'The file is ready' });
		await expect(dialog).toContainText('.csv');
		await axe(page);
		// The sheet is closed without a choice: the file is still there.
		await dialog.getByRole('button', { name: 'Share or save' }).click();
		await expect(dialog).toBeVisible();
		await dialog.getByRole('button', { name: 'Share or save' }).click();
		await expect(dialog).toBeHidden();
		const shared = await page.evaluate(() => (globalThis as unknown as { shared: unknown }).shared);
		const one = { name: expect.stringMatching(/\.csv$/) as unknown, isInTap: true };
		expect(shared).toEqual([one, one]);
	});
});

/** What a screen reader says on the main way: names, roles and order by the accessibility tree, and live texts (A3). */
import type { Page } from '@playwright/test';
import { expectAccessible } from './accessible';
import { chooseFile, createExam, fixturePath, save } from './app';
import { expect, test } from './fixtures';

/** Every text that the polite region says from now on. */
async function listen(page: Page): Promise<() => Promise<string[]>> {
	await page.evaluate(() => {
		const said: string[] = [];
		Object.assign(window, { said });
		const region = document.querySelector('[role=status][aria-live=polite]');
		if (!region) throw new Error('nothing speaks');
		const take = () => said.push(region.textContent.trim());
		new MutationObserver(take).observe(region, {
			childList: true,
			characterData: true,
			subtree: true
		});
	});
	return () => page.evaluate(() => (window as unknown as { said: string[] }).said);
}

test('A3 the main way as a screen reader tells it', async ({ page }) => {
	test.setTimeout(180_000);
	await page.goto('/');
	await expect(page.locator('body')).toMatchAriaSnapshot(`
    - banner:
      - link "Skip to the content"
      - link "Muster"
      - navigation "Main":
        - link "Upload"
        - link "Users"
        - link "History"
        - link "Attention"
        - link "Settings"
    - main:
      - heading "Upload users" [level=1]
      - region "1. Choose the exam":
        - heading "1. Choose the exam" [level=2]
        - button "Create an exam"
        - button "Try with sample data"
        - link "Sign in"
      - region "2. Drop a CSV or ZIP here":
        - heading "2. Drop a CSV or ZIP here" [level=2]
        - button "Choose a file"
  `);
	const said = await listen(page);
	await createExam(page, 'Policy', ['Melbourne', 'Harbour Hall', 'Riverside Centre']);
	await chooseFile(page, fixturePath('policy-base.csv'));
	await save(page);
	await page.getByRole('link', { name: 'Upload', exact: true }).click();
	await chooseFile(page, fixturePath('policy-update.csv'));
	await expect(page).toHaveURL(/\/review/);
	await expect.poll(async () => (await said()).join('\n')).toMatch(/Reading policy-base\.csv/);
	await expect.poll(async () => (await said()).join('\n')).toMatch(/\d+ rows?.*\d+ errors?/);

	await page.getByRole('button', { name: /^\d+\s+Error$/ }).click();
	await expect(page.getByRole('button', { name: /^\d+\s+Error$/ })).toHaveAttribute(
		'aria-pressed',
		'true'
	);
	const table = page.getByRole('table', { name: 'Rows' });
	const total = async () => Number(await table.getAttribute('aria-rowcount')) - 1;
	await expect
		.poll(async () => (await said()).at(-1) === `${String(await total())} rows`)
		.toBe(true);
	expect(await total()).toBe(8);
	const places = await table
		.getByRole('row')
		.evaluateAll((rows) => rows.map((row) => Number(row.getAttribute('aria-rowindex'))));
	expect(places).toEqual(places.map((_, place) => place + 1));
	await expect(table.getByRole('button').filter({ hasText: /./ }).first()).toHaveAccessibleName(
		/\w/
	);
	const first = table.getByRole('button', { name: /^Line \d+, .*, Error, / }).first();
	await expect(first).toBeAttached();

	await first.press('Enter');
	const form = page.getByRole('dialog');
	await expect(form).toBeVisible();
	const wrong = form.locator('[aria-invalid=true]').first();
	await expect(wrong).toBeVisible();
	expect(await wrong.getAttribute('aria-describedby')).toBeTruthy();
	await expect(wrong).toHaveAccessibleDescription(/\w+/);
	await page.keyboard.press('Escape');
	await expect(first).toBeFocused();
});

test('A3 forced colours and reduced motion leave nothing out', async ({ page }) => {
	test.setTimeout(120_000);
	await page.goto('/');
	await createExam(page, 'Colours', ['Melbourne', 'Harbour Hall', 'Riverside Centre']);
	await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
	await chooseFile(page, fixturePath('policy-update.csv'));
	await expect(page.getByRole('button', { name: /^\d+\s+Error$/ })).toBeVisible();
	const edges = (pressed: boolean) =>
		page
			.locator(`button[aria-pressed=${String(pressed)}]:visible`)
			.first()
			.evaluate((cell) => {
				const { outlineStyle, outlineColor, borderBlockEndWidth, borderBlockEndColor } =
					getComputedStyle(cell);
				const foot = getComputedStyle(cell, '::after');
				return [
					outlineStyle,
					outlineStyle === 'none' ? '' : outlineColor,
					borderBlockEndWidth,
					borderBlockEndColor,
					foot.content === 'none' ? '' : foot.borderBlockEndWidth
				].join();
			});
	expect(await edges(true)).not.toBe(await edges(false));
	const moving = await page.evaluate(
		() =>
			[...document.querySelectorAll('*')].filter((one) => {
				const { transitionDuration, animationDuration } = getComputedStyle(one);
				return [transitionDuration, animationDuration].some((time) =>
					time
						.split(',')
						.some((each) => Number.parseFloat(each) > (each.endsWith('ms') ? 80 : 0.08))
				);
			}).length
	);
	expect(moving).toBe(0);
	await page.emulateMedia({ forcedColors: null });
	await page.keyboard.press('?');
	const help = page.getByRole('dialog', { name: 'Keyboard short cuts' });
	await expect(help.getByText('Next problem')).toBeVisible();
	await expectAccessible(page, 'the short cuts');
	await help.getByLabel('Use ? and / as short cuts').uncheck();
	await page.keyboard.press('Escape');
	await page.keyboard.press('?');
	await expect(help).toHaveCount(0);
});

test('A3 the theme is chosen, and there before the first drawing', async ({ page }) => {
	await page.goto('/settings');
	await page.getByText('Dark', { exact: true }).click();
	const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
	expect(await ground()).toBe('dark');
	await page.reload();
	expect(await ground()).toBe('dark');
	await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible();
	await expectAccessible(page, 'the settings of this device');
	await page.getByText('As the system', { exact: true }).click();
	expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBeUndefined();
});

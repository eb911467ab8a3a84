/** V4: rows in another order, searched and filtered, as the address keeps them. */
import { choose, chooseFile, createExam, expectCounts, fixturePath, save } from './app';
import { expect, test } from './fixtures';

test('V4 rows are sorted by their heads, and a reload shows the same rows', async ({ page }) => {
	await page.goto('/');
	await createExam(page, 'Rows', ['Melbourne', 'Harbour Hall', 'Riverside Centre']);
	await chooseFile(page, fixturePath('policy-base.csv'));
	await save(page);
	await page.getByRole('link', { name: 'Upload', exact: true }).click();
	await chooseFile(page, fixturePath('policy-update.csv'));
	await choose(page, 'Upload type', 'Add new and update existing users');
	await choose(page, 'Existing user details', 'Override with file');
	await expectCounts(page, { Create: 6, Update: 7, Error: 13 });

	const table = page.getByRole('table', { name: 'Rows' });
	const names = table.locator('tbody .name');
	const shownNames = async () => (await names.allInnerTexts()).map((name) => name.trim());
	const head = table.getByRole('columnheader', { name: 'Name', exact: true });
	await expect(head).toHaveAttribute('aria-sort', 'none');
	await head.getByRole('button').focus();
	await page.keyboard.press('Enter');
	await expect(head).toHaveAttribute('aria-sort', 'ascending');
	await expect(page).toHaveURL(/\/review\?sort=name$/);
	await expect
		.poll(async () => {
			const all = (await shownNames()).filter(Boolean);
			const inOrder = [...all].sort(new Intl.Collator('en', { sensitivity: 'base' }).compare);
			return all.length > 5 && all.join('|') === inOrder.join('|');
		})
		.toBe(true);
	await head.getByRole('button').click();
	await expect(head).toHaveAttribute('aria-sort', 'descending');

	await page.getByRole('button', { name: /^[\d,]+\s+Error$/ }).click();
	await page.locator('[data-search]').fill('a');
	await expect(page).toHaveURL(/\?action=error&search=a&sort=name&down=1$/);
	await expect.poll(async () => (await names.count()) > 0).toBe(true);
	await expect(page.getByText('Looking')).toHaveCount(0);
	const before = await shownNames();
	await page.reload();
	await expect(head).toHaveAttribute('aria-sort', 'descending');
	await expect(page.locator('[data-search]')).toHaveValue('a');
	await expect.poll(shownNames).toEqual(before);

	// A third press: as in the file. Another file starts with all of its rows.
	await head.getByRole('button').click();
	await expect(head).toHaveAttribute('aria-sort', 'none');
	await page.getByRole('link', { name: 'Upload', exact: true }).click();
	await page.getByRole('button', { name: 'Resume' }).click();
	await expect(page).toHaveURL(/\/review$/);
	await expect(page.locator('[data-search]')).toHaveValue('');
});

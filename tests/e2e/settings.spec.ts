/** Every control of the settings panel, set by its label (S1–S13, S15), with its effect on the counts. */
import { choose, chooseFile, createExam, expectCounts, fixturePath, save } from './app';
import { expect, test } from './fixtures';
import type { Page } from '@playwright/test';

const venues = ['Melbourne', 'Harbour Hall', 'Riverside Centre'];

/** What the steps below start from, and the counts worked out for it in `policy-expected.ts`. */
const start: readonly (readonly [string, string])[] = [
	['Upload type', 'Add new and update existing users'],
	['Existing user details', 'Override with file'],
	['Existing user password', 'Update from file'],
	['Allow deletes', 'Yes']
];
const startCounts = { Create: 6, Update: 9, Unchanged: 5, Skip: 1, Delete: 1, Error: 11 };

/** One control moved away from the start, and by how much each count differs then, with the lines that make it. */
const steps: readonly (readonly [string, string, Partial<typeof startCounts>])[] = [
	// P3: new names for 20–26 and 33; stored Client IDs, deletes and faults are errors.
	[
		'Upload type',
		'Add all, append number to usernames if needed',
		{ Create: 2, Update: -9, Unchanged: -5, Skip: -1, Delete: -1, Error: 14 }
	],
	// W2: 22 and 33 have none.
	['New user password', 'Field required in file', { Create: -2, Error: 2 }],
	// S5: 15 and 17 bring nothing but a password.
	['Existing user password', 'No changes', { Update: -2, Unchanged: 2 }],
	// P10: 10, and 13 whom nobody knows.
	['Allow deletes', 'No', { Skip: -1, Delete: -1, Error: 2 }],
	// S10: 4 empties Title, Phone and Venue.
	['Blank cells', 'Clear the stored value', { Update: 1, Unchanged: -1 }],
	// W4: the mark is a change for those who would stay as they are.
	['Force password change', 'All', { Update: 5, Unchanged: -5 }],
	['Force password change', 'None', {}],
	// F6: 33 has no address to mail to.
	['Email registration details', 'New users', { Create: -1, Error: 1 }],
	// S9: 28 is the Client ID of 20 again.
	['Match existing users by', 'Client ID', { Update: 1, Error: -1 }],
	// S9, P13: 27 is the address of 20, renames that user and frees the Client ID that 28 takes; 33 has no address.
	['Match existing users by', 'Email', { Update: 1, Error: -1 }],
	// S11: 19 and 27 share an address.
	['Email registration details', 'New and updated users', { Create: -1, Error: 1 }],
	['Created password', 'Common password', {}],
	['Prevent duplicate emails', 'No', { Create: 1, Update: 1, Error: -2 }],
	// S12: names are compared folded, so 18 meets its user either way.
	['Standardise usernames', 'No', {}],
	['Generated passwords are', 'Five words', {}]
];

async function openReview(page: Page) {
	await page.goto('/');
	await createExam(page, 'Policy', venues);
	await chooseFile(page, fixturePath('policy-base.csv'));
	await save(page);
	await page.getByRole('link', { name: 'Upload', exact: true }).click();
	await chooseFile(page, fixturePath('policy-update.csv'));
	await page.getByRole('button', { name: /More settings/ }).click();
	for (const [label, choice] of start) await choose(page, label, choice);
	await expectCounts(page, startCounts);
}

test('each control moves the counts as the rules say', async ({ page }) => {
	await openReview(page);
	for (const [label, choice, moves] of steps) {
		const select = page.getByLabel(label, { exact: true });
		const before = await select.locator('option:checked').innerText();
		await test.step(`${label}: ${choice}`, async () => {
			await choose(page, label, choice);
			await expectCounts(page, moved(moves));
			await choose(page, label, before.trim());
			await expectCounts(page, startCounts);
		});
	}
});

function moved(moves: Partial<typeof startCounts>): typeof startCounts {
	const names = Object.keys(startCounts) as (keyof typeof startCounts)[];
	return Object.fromEntries(
		names.map((name) => [name, startCounts[name] + (moves[name] ?? 0)])
	) as typeof startCounts;
}

test('S13 default values fill blank cells; a wrong one is said at its field and holds the save', async ({
	page
}) => {
	await openReview(page);
	await page.getByRole('button', { name: /^Default values/ }).click();
	const fields = page.getByRole('group', { name: 'Blank cells and absent columns' });
	await fields.getByLabel('Title', { exact: true }).fill('%q');
	await fields.getByLabel('Title', { exact: true }).press('Tab');
	await expect(fields.getByText('“%q” is no letter of a template.')).toBeVisible();
	await expect(page.getByText('Correct the default values to save')).toBeVisible();
	await expect(page.getByRole('button', { name: /^Save/ }).last()).toHaveAttribute(
		'aria-disabled',
		'true'
	);
	await fields.getByLabel('Title', { exact: true }).fill('Mx');
	await fields.getByLabel('Title', { exact: true }).press('Tab');
	await expect(fields.getByText('is no letter of a template')).toHaveCount(0);
	await expectCounts(page, startCounts);
	// 4 and 7 have no Title.
	await choose(page, 'Existing user details', 'Override with file and defaults');
	await expectCounts(page, moved({ Update: 2, Unchanged: -2 }));
	await fields.getByLabel('Username', { exact: true }).fill('%-1f%-l');
	await fields.getByLabel('Username', { exact: true }).press('Tab');
	// 29 gets the name ijolly.
	await expectCounts(page, moved({ Create: 1, Update: 2, Unchanged: -2, Error: -1 }));
	await page.getByRole('button', { name: 'Go to line' }).click();
	await page.getByRole('spinbutton', { name: 'Go to line' }).fill('29');
	await page.getByRole('spinbutton', { name: 'Go to line' }).press('Enter');
	await expect(page.getByRole('row', { name: /ijolly/ })).toContainText('Create');
});

test('S15 what can hurt says so with its number; settings are kept under a name and chosen again', async ({
	page
}) => {
	await openReview(page);
	await expect(page.getByText('1 user will be deleted')).toBeVisible();
	await expect(page.getByText('2 stored passwords will be replaced')).toBeVisible();
	await page.getByRole('button', { name: 'Saved settings' }).click();
	await page.getByRole('menuitem', { name: 'Save as…' }).click();
	await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill('December');
	await page.getByRole('dialog').getByRole('button', { name: 'Save settings' }).click();
	await expect(page.getByRole('dialog')).toBeHidden();
	await page.goto('/');
	await page.getByRole('button', { name: 'Discard' }).click();
	await page
		.getByRole('dialog')
		.getByRole('button', { name: /Discard/ })
		.click();
	await chooseFile(page, fixturePath('policy-update.csv'));
	// A new upload starts with the careful choices.
	await expect(page.getByLabel('Upload type', { exact: true })).toHaveValue('add_new');
	await page.getByRole('button', { name: 'Saved settings' }).click();
	await page.getByRole('menuitem', { name: 'December' }).click();
	await expectCounts(page, startCounts);
	await expect(page.getByRole('button', { name: 'December' })).toBeVisible();
});

test('a setting that does not act says why', async ({ page }) => {
	await openReview(page);
	await choose(page, 'Upload type', 'Add new only, skip existing users');
	for (const label of ['Existing user details', 'Existing user password', 'Allow deletes']) {
		const select = page.getByLabel(label, { exact: true });
		await expect(select).toBeDisabled();
		await expect(select).toHaveAccessibleDescription('Not used: this upload only adds users');
	}
	await choose(page, 'New user password', 'Field required in file');
	await expect(page.getByLabel('Created password', { exact: true })).toBeDisabled();
});

test('S9 whom a row meets is a second pass: its counts stand as so far, and saving waits for all', async ({
	page
}) => {
	const lines = Array.from({ length: 60_000 }, (_, n) => `C-${n},user${n},N,L`);
	const buffer = Buffer.from(['Client ID,Username,First Name,Last Name', ...lines].join('\r\n'));
	await page.goto('/');
	await createExam(page, 'Large', venues);
	await page
		.locator('input[type=file]')
		.first()
		.setInputFiles({ name: 'large.csv', mimeType: 'text/csv', buffer });
	await expectCounts(page, { Create: 60_000 });
	await page.evaluate(() => {
		const seen: string[] = [];
		Object.assign(globalThis, { seen });
		new MutationObserver(() => {
			const text = document.body.innerText;
			const soFar = /[\d,]+ rows so far/.exec(text)?.[0];
			if (soFar && seen.at(-2) !== soFar) {
				const isHeld = text.includes('Save opens when every row is checked');
				seen.push(soFar, isHeld ? 'held' : 'open');
			}
		}).observe(document.body, { subtree: true, childList: true, characterData: true });
	});
	await page.getByRole('button', { name: /More settings/ }).click();
	await choose(page, 'Match existing users by', 'Client ID');
	const seen = () => page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen);
	await expect
		.poll(async () => (await seen()).filter((each) => each !== 'held'))
		.toEqual(['4,000 rows so far', '16,000 rows so far']);
	expect(await seen()).not.toContain('open');
	await expect(page.getByText('rows so far')).toHaveCount(0);
	await expectCounts(page, { Create: 60_000 });
	await expect(page.getByRole('button', { name: 'Save 60,000 changes' })).toBeEnabled();
});

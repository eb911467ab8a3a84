/** The main job by touch at every size, and at 320 pixels and 200 % zoom without loss (A3, A5). */
import type { Locator, Page } from '@playwright/test';
import { chooseFile, createExam } from './app';
import { expect, test } from './fixtures';

test.use({ viewport: { width: 1180, height: 820 }, hasTouch: true });

const sizes = [
	{ name: 'a tablet', width: 1180, height: 820 },
	{ name: 'a tablet upright', width: 820, height: 1180 },
	{ name: 'a phone', width: 390, height: 844 },
	{ name: 'a desk', width: 1440, height: 900 },
	{ name: '320 pixels', width: 320, height: 640 },
	// What a page of 1180 × 820 is given at 200 %.
	{ name: 'a tablet at 200 %', width: 590, height: 410 }
] as const;

const boOf = (place: number) => `bo.${String(place)}@north.example`;

function fileOf(place: number) {
	const name = `size-${String(place)}.csv`;
	const row = (n: number, email: string) =>
		`S${String(place)}-${String(n)},size.${String(place)}.${String(n)},Ada,Size,${email}`;
	const lines = [
		'Client ID,Username,First Name,Last Name,Email',
		row(1, `ada.${String(place)}@north.example`),
		row(2, `${boOf(place)}; other@north.example`)
	];
	return { name, mimeType: 'text/csv', buffer: Buffer.from(lines.join('\r\n')) };
}

/** A control is inside of the page's width, and the page is not wider than the window. */
async function expectInside(page: Page, ...targets: readonly Locator[]): Promise<void> {
	const beyond = await page.evaluate(() => {
		const { scrollWidth, clientWidth } = document.documentElement;
		return scrollWidth - clientWidth;
	});
	expect.soft(beyond, `page wider than its window at ${page.url()}`).toBeLessThanOrEqual(0);
	for (const target of targets) {
		await target.scrollIntoViewIfNeeded();
		const box = await target.boundingBox();
		const width = page.viewportSize()?.width ?? 0;
		expect.soft(box?.x, String(target)).toBeGreaterThanOrEqual(0);
		expect.soft((box?.x ?? 0) + (box?.width ?? 0), String(target)).toBeLessThanOrEqual(width);
	}
}

test('A5 the main job by touch at each size, with no sideways scrolling and nothing lost', async ({
	page
}) => {
	test.setTimeout(300_000);
	await page.goto('/');
	await createExam(page, 'Sizes');
	for (const [place, { name, width, height }] of sizes.entries()) {
		await test.step(name, async () => {
			await page.setViewportSize({ width, height });
			await page.goto('/');
			await expectInside(page, page.getByRole('button', { name: 'Choose a file' }).first());
			await chooseFile(page, fileOf(place));
			const save = page.getByRole('button', { name: /^Save \d+ changes?/ });
			await expect(save).toBeVisible();
			await expectInside(page, save);

			const row = page.getByRole('row').filter({ hasText: `size.${String(place)}.2` });
			await row.scrollIntoViewIfNeeded();
			await row.tap();
			const form = page.getByRole('dialog');
			await form.getByLabel('Email', { exact: true }).fill(boOf(place));
			const next = form.getByRole('button', { name: 'Save and next problem' });
			await expectInside(page, next);
			await next.tap();
			await expect(page.getByRole('button', { name: /^Save 2 changes/ }).first()).toBeVisible();
			if (await form.isVisible()) await page.keyboard.press('Escape');

			await save.tap();
			const confirm = form.getByRole('button', { name: 'Save 2 changes' });
			await expectInside(page, confirm);
			await confirm.tap();
			await expect(page.getByRole('heading', { name: 'Saved on this device' })).toBeVisible();
			await expectInside(page);
			for (const path of ['/users', '/attention', '/settings', '/exams', '/sign-in']) {
				await page.goto(path);
				await expect(page.locator('main')).not.toBeEmpty();
				await expectInside(page);
			}
		});
	}
	await page.goto('/users');
	const users = String(2 * sizes.length);
	await expect(page.getByRole('heading', { name: /^Users/ })).toContainText(users);
});

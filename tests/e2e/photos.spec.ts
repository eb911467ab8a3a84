import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { imageHeader } from '../../src/lib/core/image-header';
import { hasMetadata } from '../../src/lib/core/jpeg';
import { png } from '../drawn-photos';
import { chooseFile, createExam, expectCounts, fixturePath, makeProctored, save } from './app';
import { setUpAdmin, stored } from './devices';
import { expect, test } from './fixtures';

const venues = ['Melbourne', 'Harbour Hall', 'Riverside Centre'];
const kept = 'select sha256, bytes from photos order by sha256';
const withPhoto = 'select photo_sha256 from users where photo_sha256 is not null';

async function expectLists(page: Page, expected: Readonly<Record<string, number>>) {
	for (const [name, count] of Object.entries(expected)) {
		await expect(page.getByRole('button', { name: `${count} ${name}`, exact: true })).toBeVisible();
	}
}

async function expectNoViolations(page: Page): Promise<void> {
	const found = await new AxeBuilder({ page }).analyze();
	expect(found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
}

/** Whether each picture has been read. */
const drawn = (images: (HTMLElement | SVGElement)[]) =>
	images.map((image) => (image as HTMLImageElement).naturalWidth > 0);

test('Z5–Z8 a package of photos: matched, looked at, prepared, saved, and on the server', async ({
	page,
	server
}) => {
	test.setTimeout(120_000);
	await page.goto('/');
	await setUpAdmin(page, server);
	await page.goto('/');
	await createExam(page, 'Proctored', venues);
	await chooseFile(page, fixturePath('proctoring-small.zip'));
	await expectCounts(page, { 'All rows': 12, Create: 12 });
	// M3: the exam takes none until somebody wants them.
	await expect(page.getByText(/^12 photos came with the CSV\./)).toBeVisible();
	await expectNoViolations(page);
	await page.getByRole('button', { name: 'Use the CSV only' }).click();
	await expect(page.getByText('The CSV only is used.')).toBeVisible();
	await page.getByRole('button', { name: 'Change', exact: true }).last().click();
	await makeProctored(page);
	await page.getByRole('button', { name: 'Look at the photos' }).click();
	await expectLists(page, {
		Matched: 7,
		'Rows without a photo': 1,
		'Photos without a row': 1,
		'Two photos': 0,
		'Shared photo': 2,
		'Cannot be used': 2,
		Replaced: 0
	});
	await expect(page.getByText('All photos are ready')).toBeVisible({ timeout: 30_000 });

	// The photo without a row is put onto the row without a photo.
	await page.getByRole('button', { name: '1 Rows without a photo' }).click();
	await page.getByRole('button', { name: /^Use MC-99999\.jpg for/ }).click();
	await expectLists(page, { Matched: 8, 'Rows without a photo': 0, 'Photos without a row': 0 });

	// A photo from the disk, for one of whom the package has none that can be used.
	await page.getByRole('button', { name: '2 Cannot be used' }).click();
	const chooser = page.waitForEvent('filechooser');
	await page.getByRole('button', { name: 'Pick a file' }).click();
	const picked = { name: 'picked.png', mimeType: 'image/png', buffer: Buffer.from(png(1)) };
	await (await chooser).setFiles(picked);
	await expectLists(page, { Matched: 9, 'Cannot be used': 1 });
	await expect(page.getByText('All photos are ready')).toBeVisible({ timeout: 30_000 });
	await expectNoViolations(page);
	await page.getByRole('button', { name: 'Continue to review' }).click();
	const inRows = page.getByRole('row').locator('img');
	await expect(inRows).toHaveCount(9);
	expect(await inRows.evaluateAll(drawn)).toEqual(Array(9).fill(true));
	await expectNoViolations(page);
	await save(page);

	await expect.poll(() => stored(server, kept).length, { timeout: 30_000 }).toBe(9);
	expect(stored(server, withPhoto)).toHaveLength(9);
	const photos = stored<{ bytes: Buffer }>(server, kept).map(({ bytes }) => new Uint8Array(bytes));
	expect(
		photos.filter((bytes) => hasMetadata(bytes) || Buffer.from(bytes).includes('Exif'))
	).toEqual([]);
	// The sideways one stands: 600 × 480 has become 480 × 600.
	const sizes = photos.map((bytes) => imageHeader(bytes)?.height);
	expect(sizes.sort()).toEqual([240, 600, 600, 600, 600, 600, 600, 600, 600]);

	await page.getByRole('link', { name: 'Users', exact: true }).click();
	const inList = page.getByRole('list', { name: 'Users' }).locator('img');
	await expect(inList).toHaveCount(9);
	await page.getByRole('list', { name: 'Users' }).getByRole('button').first().click();
	await expectNoViolations(page);
	await page.getByRole('link', { name: 'Upload', exact: true }).click();
	await chooseFile(page, fixturePath('proctoring-no-photos.csv'));
	await expect(page.getByText('3 candidates have no photo.')).toBeVisible();
});

test('Z7 the lists by keyboard, the key for the whole package', async ({ page }) => {
	await page.goto('/');
	await createExam(page, 'Keys', venues);
	await chooseFile(page, fixturePath('proctoring-small.zip'));
	await makeProctored(page);
	await page.getByRole('button', { name: 'Look at the photos' }).click();
	await expect(page.getByText(/^11 of 12\. Username would match/)).toBeVisible();
	await page.getByLabel('Photos are matched by').selectOption({ label: 'Email' });
	await expectLists(page, { Matched: 0, 'Photos without a row': 12 });
	await page.getByLabel('Photos are matched by').selectOption({ label: 'Client ID' });
	await expectLists(page, { Matched: 7 });
	await page.getByRole('button', { name: '1 Rows without a photo' }).press('Enter');
	await page.getByRole('button', { name: /^Use MC-99999\.jpg for/ }).press('Enter');
	await expectLists(page, { Matched: 8 });
});

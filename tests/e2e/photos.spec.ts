import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { imageHeader } from '../../src/lib/core/image-header';
import { hasMetadata, withoutMetadata } from '../../src/lib/core/jpeg';
import { readArchive } from '../../src/lib/files/zip';
import { inflateEntry } from '../../src/lib/files/zip-inflate';
import { png } from '../drawn-photos';
import { chooseFile, createExam, expectCounts, fixturePath, makeProctored, save } from './app';
import { filesBelow, holdersOf } from './at-rest';
import { setUpAdmin, stored } from './devices';
import { expect, test } from './fixtures';
import { distanceOf, keptByBrowser, pictureOf } from './pictures';

const venues = ['Melbourne', 'Harbour Hall', 'Riverside Centre'];
const kept = 'select sha256, bytes from photos order by sha256';
const sidewaysOne =
	"select bytes from photos join users on sha256 = photo_sha256 where client_id = 'MC-20421'";
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

/** What the camera wrote beside the sideways photo. */
const tags = ['Exif', 'Kestrel Optics', '2026:03:02 09:14:07'];

/** The entry of the sample, as it stands in the archive. */
async function entryOf(name: string): Promise<Uint8Array> {
	const file = new Blob([await readFile(fixturePath('proctoring-small.zip'))]);
	const entries = await readArchive(file, new AbortController().signal);
	const entry = entries.find((each) => each.name.endsWith(name));
	if (!entry) throw new Error(`${name} is not in the archive`);
	return inflateEntry(file, entry);
}

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
	const inBrowser = await keptByBrowser(page, tags);
	expect([inBrowser.pictures > 9, inBrowser.found]).toEqual([true, []]);
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
	expect(holdersOf(await filesBelow(server.dataDir), 'Kestrel Optics')).toEqual([]);
	// The sideways one stands: 600 × 480 has become 480 × 600.
	const sizes = photos.map((bytes) => imageHeader(bytes)?.height);
	expect(sizes.sort()).toEqual([240, 600, 600, 600, 600, 600, 600, 600, 600]);

	const [turned] = stored<{ bytes: Buffer }>(server, sidewaysOne);
	const sideways = await entryOf('MC-20421.jpeg');
	expect([turned === undefined, Buffer.from(sideways).includes('Kestrel Optics')]).toEqual([
		false,
		true
	]);
	const upright = await pictureOf(page, new Uint8Array(turned?.bytes ?? []), [12, 15]);
	const lying = await pictureOf(page, withoutMetadata(sideways), [15, 12]);
	expect([upright.width, upright.height, lying.width, lying.height]).toEqual([480, 600, 600, 480]);
	// Orientation 6: its first column is the last row, and a turn the other way is another picture.
	const turnedBy = (pick: (column: number, row: number) => number) =>
		upright.points.map((_, at) => lying.points[pick(at % 12, Math.floor(at / 12))] ?? 0);
	const right = turnedBy((column, row) => (11 - column) * 15 + row);
	const wrong = turnedBy((column, row) => column * 15 + (14 - row));
	expect(distanceOf(upright.points, right)).toBeLessThan(6);
	expect(distanceOf(upright.points, wrong)).toBeGreaterThan(12);

	await page.getByRole('link', { name: 'Users', exact: true }).click();
	const inList = page.getByRole('table', { name: 'Users' }).locator('img');
	await expect(inList).toHaveCount(9);
	await page.getByRole('table', { name: 'Users' }).getByRole('button').first().click();
	await expectNoViolations(page);
	await page.getByRole('link', { name: 'Upload', exact: true }).click();
	await chooseFile(page, fixturePath('proctoring-no-photos.csv'));
	const without = page.getByRole('region', { name: 'Problems' }).locator('div', {
		has: page.getByText('3 candidates have no photo.')
	});
	await without.getByRole('button', { name: 'Look' }).last().click();
	await expect(page.getByRole('row').filter({ has: page.getByRole('rowheader') })).toHaveCount(3);
});

test('V3 the form of a row: its photo in large, another instead, its place among the lists', async ({
	page
}) => {
	await page.goto('/');
	await createExam(page, 'Forms', venues);
	await chooseFile(page, fixturePath('proctoring-small.zip'));
	await makeProctored(page);
	await page.getByRole('button', { name: /^No photo in the package\s+5 rows/ }).click();
	const withoutOne = page.getByRole('row').filter({ has: page.getByRole('rowheader') });
	await expect(withoutOne).toHaveCount(5);
	await withoutOne.first().click();
	const form = page.getByRole('dialog');
	await expect(form.getByText('Not a photo', { exact: true })).toBeVisible();
	await expectNoViolations(page);
	const chooser = page.waitForEvent('filechooser');
	await form.getByRole('button', { name: 'Replace with a file' }).click();
	const picked = { name: 'picked.png', mimeType: 'image/png', buffer: Buffer.from(png(1)) };
	await (await chooser).setFiles(picked);
	await expect(form.getByText('picked.png')).toBeVisible();
	const large = form.locator('img');
	await expect(large).toHaveAttribute('width', '136');
	expect(await large.evaluateAll(drawn)).toEqual([true]);
	await expectNoViolations(page);
	await form.getByRole('button', { name: 'Take the photo away' }).click();
	await expect(form.getByText('No photo', { exact: true })).toBeAttached();
	await form.getByRole('button', { name: 'Look at the photos' }).click();
	await expect(page.getByRole('heading', { name: /^A photo for/ })).toBeVisible();
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

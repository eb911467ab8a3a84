import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { imageHeader } from '../../src/lib/core/image-header';
import { hasMetadata } from '../../src/lib/core/jpeg';
import { writeZip } from '../zip-writer';
import { chooseFile, createExam, expectCounts, fixturePath, save } from './app';
import { open, setUpAdmin, stored } from './devices';
import { expect, test } from './fixtures';

const venues = ['Melbourne', 'Harbour Hall', 'Riverside Centre'];
const kept = 'select sha256, bytes from photos order by sha256';
const withPhoto = 'select photo_sha256 from users where photo_sha256 is not null';

async function expectLists(page: Page, expected: Readonly<Record<string, number>>) {
	for (const [name, count] of Object.entries(expected)) {
		await expect(page.getByRole('button', { name: `${count} ${name}`, exact: true })).toBeVisible();
	}
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
	await page.getByRole('button', { name: 'Continue to review' }).click();
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
});

test('Z7 the lists by keyboard, the key for the whole package', async ({ page }) => {
	await page.goto('/');
	await createExam(page, 'Keys', venues);
	await chooseFile(page, fixturePath('proctoring-small.zip'));
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

/** A picture of one colour, so that each is another one. */
function png(colour: number): Uint8Array {
	const edge = 240;
	const row = Buffer.alloc(1 + edge * 3);
	for (let at = 1; at < row.length; at += 3) {
		row.writeUIntBE((colour * 7919) & 0xffffff, at, 3);
	}
	const chunk = (name: string, content: Buffer) => {
		const body = Buffer.concat([Buffer.from(name), content]);
		const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
		length.writeUInt32BE(content.length);
		sum.writeUInt32BE(crc32(body));
		return Buffer.concat([length, body, sum]);
	};
	const size = Buffer.from([0, 0, 0, edge, 0, 0, 0, edge, 8, 2, 0, 0, 0]);
	const pixels = deflateSync(Buffer.concat(Array.from({ length: edge }, () => row)));
	const start = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
	const parts = [start, chunk('IHDR', size), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))];
	return new Uint8Array(Buffer.concat(parts));
}

test('V5, Z8 a page that dies in the middle of 500 photos ends with each stored and sent once', async ({
	page,
	context,
	server
}) => {
	test.setTimeout(180_000);
	const folder = await mkdtemp(join(tmpdir(), 'muster-photos-'));
	const path = join(folder, 'many.zip');
	const count = 500;
	const rows = Array.from({ length: count }, (_, n) => `P${n},user${n},Ada,Ek,u${n}@x.example`);
	const csv = ['Client ID,Username,First Name,Last Name,Email', ...rows].join('\n');
	const photos = rows.map((_, n) => ({ name: `P${n}.png`, content: png(n), method: 0 }));
	await writeFile(path, writeZip([{ name: 'users.csv', content: csv }, ...photos]));
	await page.goto('/');
	await setUpAdmin(page, server);
	await page.goto('/');
	await createExam(page, 'Many', venues);
	await chooseFile(page, path);
	await expect(page.getByText(/photos to prepare · /)).toBeVisible({ timeout: 30_000 });
	await page.close();

	const again = await context.newPage();
	await again.goto('/');
	await again.getByRole('button', { name: 'Resume', exact: true }).click();
	const chooser = again.waitForEvent('filechooser');
	await again.getByRole('button', { name: 'Choose many.zip again' }).click();
	await (await chooser).setFiles(path);
	await expect(again.getByText(/photos? to prepare/)).toBeHidden({ timeout: 60_000 });
	await save(again);
	await expect.poll(() => stored(server, kept).length, { timeout: 60_000 }).toBe(count);
	expect(stored(server, withPhoto)).toHaveLength(count);
	await open(again, 'History');
	await rm(folder, { recursive: true });
});

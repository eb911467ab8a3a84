/**
 * Z6, Z8, V5: the browser is killed in the middle of the photos and opened again on the same profile; in the end each is
 * stored and sent once. 60 photos in `npm test`, 500 in `npm run test:faults`.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { png } from '../drawn-photos';
import { writeZip } from '../zip-writer';
import { chooseFile, createExam, makeProctored, save } from './app';
import { setUpAdmin, stored } from './devices';
import { expect, test } from './fixtures';
import { kill, reopen } from './reopen';

const count = process.env['FULL'] ? 500 : 60;

function archive(): Uint8Array {
	const rows = Array.from({ length: count }, (_, n) => `P${n},user${n},Ada,Ek,u${n}@x.example`);
	const csv = ['Client ID,Username,First Name,Last Name,Email', ...rows].join('\n');
	const photos = rows.map((_, n) => ({ name: `P${n}.png`, content: png(n), method: 0 }));
	return writeZip([{ name: 'users.csv', content: csv }, ...photos]);
}

test('V5, Z8 a browser killed in the middle of the photos ends with each stored and sent once', async ({
	server,
	profile
}) => {
	test.setTimeout(90_000 + count * 400);
	const folder = await mkdtemp(join(tmpdir(), 'muster-photos-'));
	const path = join(folder, 'many.zip');
	await writeFile(path, archive());
	let { context, page } = await reopen({ server, profile });
	await setUpAdmin(page, server);
	// The browser writes cookies down only now and then, but always as it closes.
	await context.close();
	({ context, page } = await reopen({ server, profile }));
	await createExam(page, 'Many');
	await chooseFile(page, path);
	await makeProctored(page);
	await expect(page.getByText(/photos to prepare · /)).toBeVisible({ timeout: 30_000 });
	await kill(context);

	({ context, page } = await reopen({ server, profile }));
	const puts: string[] = [];
	context.on('request', (request) => {
		if (request.method() === 'PUT') puts.push(new URL(request.url()).pathname);
	});
	await page.getByRole('button', { name: 'Resume', exact: true }).click();
	const chooser = page.waitForEvent('filechooser');
	await page.getByRole('button', { name: 'Choose many.zip again' }).click();
	await (await chooser).setFiles(path);
	await expect(page.getByText('Wait until the photos are prepared.')).toBeHidden({
		timeout: 60_000
	});
	await save(page);
	const kept = 'select sha256 from photos';
	await expect.poll(() => stored(server, kept).length, { timeout: 120_000 }).toBe(count);
	const sent = puts.filter((name) => name.startsWith('/api/photos/'));
	expect([sent.length, new Set(sent).size]).toEqual([count, count]);
	const withPhoto =
		'select distinct photo_sha256 from users join photos on photos.sha256 = photo_sha256';
	expect(stored(server, withPhoto)).toHaveLength(count);
	await context.close();
	await rm(folder, { recursive: true });
});

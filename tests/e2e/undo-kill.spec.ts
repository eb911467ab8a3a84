/**
 * V7, V9: the browser is killed in the middle of undoing uploads, at any moment, and opened again on the same profile: an
 * undo is done whole or not at all.
 *
 * One kill in `npm test`, twenty in `npm run test:faults`.
 */
import type { Page } from '@playwright/test';
import { choose, createExam, expectCounts, save, textOf } from './app';
import { open } from './devices';
import { expect, test } from './fixtures';
import { kill, reopen } from './reopen';

const rounds = process.env['FULL'] ? 20 : 1;
/** Stored first; each round's upload changes them all. */
const known = 1500;
/** New in each round. */
const fresh = 300;
/** The longest time after the tap: some kills fall into the undo, some after it. */
const latestMs = 400;

const head = 'Client ID,Username,First Name,Last Name';
const line = (name: string, first: string) => `C-${name},${name},${first},Kill`;

/** In round 0 the known users, after it those under another name, and new ones. */
function linesOf(round: number): string[] {
	const all = Array.from({ length: known }, (_, n) => line(`known${n}`, `Round${round}`));
	if (round === 0) return all;
	return [...all, ...Array.from({ length: fresh }, (_, n) => line(`fresh${round}.${n}`, 'New'))];
}

async function saveRound(page: Page, round: number): Promise<void> {
	await open(page, 'Upload');
	const chooser = page.waitForEvent('filechooser');
	await page.getByRole('button', { name: 'Choose a file' }).first().click();
	const buffer = Buffer.from([head, ...linesOf(round)].join('\r\n'));
	await (await chooser).setFiles({ name: `round-${round}.csv`, mimeType: 'text/csv', buffer });
	await choose(page, 'Upload type', 'Add new and update existing users');
	await choose(page, 'Existing user details', 'Override with file');
	const isFirst = round === 0;
	await expectCounts(page, { Create: isFirst ? known : fresh, Update: isFirst ? 0 : known });
	await save(page);
}

/** The tap that undoes; its answer is not waited for. */
async function tapUndo(page: Page, round: number): Promise<void> {
	await open(page, 'History');
	await page.getByRole('button', { name: `Undo round-${round}.csv`, exact: true }).click();
	const dialog = page.getByRole('dialog', { name: `Undo round-${round}.csv?` });
	await dialog.getByLabel(`Type ${fresh} to confirm`).fill(String(fresh));
	await dialog.getByRole('button', { name: /^Undo [\d,]+ changes/ }).click();
}

async function isUndone(page: Page, round: number): Promise<boolean> {
	await open(page, 'History');
	await expect(page.getByRole('table', { name: 'History' })).toBeVisible();
	return (await page.getByText(`Undo of round-${round}.csv`).count()) > 0;
}

/** How many users have each first name, and how many user names there are. */
async function namesOf(page: Page): Promise<Record<string, number>> {
	await open(page, 'Users');
	await page.getByRole('button', { name: 'More', exact: true }).click();
	const downloading = page.waitForEvent('download');
	await page.getByRole('menuitem', { name: 'Export as CSV' }).click();
	const [titles = '', ...lines] = (await textOf(await downloading)).trim().split(/\r?\n/);
	const columns = titles.replace('\ufeff', '').split(',');
	const cell = (text: string, name: string) => text.split(',')[columns.indexOf(name)] ?? '';
	const counted: Record<string, number> = {};
	for (const text of lines) {
		const first = cell(text, 'First Name');
		counted[first] = (counted[first] ?? 0) + 1;
	}
	expect(new Set(lines.map((text) => cell(text, 'Username'))).size).toBe(lines.length);
	return counted;
}

test('V9 killed at any moment of an undo, the browser has all of it or none @main', async ({
	server,
	profile
}) => {
	test.setTimeout(60_000 + rounds * 40_000);
	let { context, page } = await reopen({ server, profile });
	await createExam(page, 'Kill');
	await saveRound(page, 0);
	let before = 0;
	for (let round = 1; round <= rounds; round += 1) {
		await saveRound(page, round);
		await tapUndo(page, round);
		const waitsMs = Math.round(Math.random() * latestMs);
		await page.waitForTimeout(waitsMs);
		await kill(context);
		({ context, page } = await reopen({ server, profile }));
		const isDone = await isUndone(page, round);
		before += isDone ? 0 : 1;
		expect(await namesOf(page), `killed ${waitsMs} ms into the undo of round ${round}`).toEqual(
			isDone ? { Round0: known } : { [`Round${round}`]: known, New: fresh }
		);
		if (isDone) continue;
		await tapUndo(page, round);
		await expect(page.getByRole('heading', { name: 'Saved on this device' })).toBeVisible();
		expect(await namesOf(page)).toEqual({ Round0: known });
	}
	console.log(`${rounds} kills: ${before} before the undo was whole, ${rounds - before} after`);
	await context.close();
});

/**
 * V7: the browser is killed in the middle of saves, at any moment, and opened again on the same profile: an upload is
 * saved whole or not at all, and in the end the server has each user once.
 *
 * Two kills in `npm test`, thirty in `npm run test:faults`; twenty more meet undoing.
 */
import type { Page } from '@playwright/test';
import { choose, createExam, expectCounts } from './app';
import { historyRow, open, setUpAdmin, stored } from './devices';
import { expect, test, type AppServer } from './fixtures';
import { deviceOf, kill, reopen } from './reopen';

const rounds = process.env['FULL'] ? 30 : 2;
/** Stored first; each round changes them all. */
const known = 1500;
/** New in each round; few, since the server hashes a password for each. */
const fresh = 100;
/** The longest time after the tap on "Save": on a slow machine most kills fall into the save, on a fast one after it. */
const latestMs = 400;

const head = 'Client ID,Username,First Name,Last Name';
const line = (name: string, first: string) => `C-${name},${name},${first},Kill`;
const knownName = (n: number) => `known${n}`;
const freshName = (round: number, n: number) => `fresh${round}.${n}`;

/** In round 0 the known users, after it those under another name, and new ones. */
function linesOf(round: number): string[] {
	const all = Array.from({ length: known }, (_, n) => line(knownName(n), `Round${round}`));
	if (round === 0) return all;
	return [...all, ...Array.from({ length: fresh }, (_, n) => line(freshName(round, n), 'New'))];
}

const countsOf = (round: number) =>
	round === 0 ? { Create: known, Update: 0, Error: 0 } : { Create: fresh, Update: known, Error: 0 };

async function chooseRound(page: Page, round: number): Promise<void> {
	const chooser = page.waitForEvent('filechooser');
	await page.getByRole('button', { name: 'Choose a file' }).first().click();
	const buffer = Buffer.from([head, ...linesOf(round)].join('\r\n'));
	await (await chooser).setFiles({ name: `round-${round}.csv`, mimeType: 'text/csv', buffer });
	await choose(page, 'Upload type', 'Add new and update existing users');
	await choose(page, 'Existing user details', 'Override with file');
	await expectCounts(page, countsOf(round));
}

/** The tap that saves; its answer is not waited for. */
async function tapSave(page: Page): Promise<void> {
	await page.getByRole('button', { name: /^Save [\d,]+ changes?/ }).click();
	await page
		.getByRole('dialog')
		.getByRole('button', { name: /^Save [\d,]+ changes?/ })
		.click();
}

async function usersCount(page: Page): Promise<number> {
	await open(page, 'Users');
	const heading = page.getByRole('heading', { name: /^Users\s*[\d,]+/ });
	return Number((await heading.innerText()).replace(/\D/g, ''));
}

/** True when the upload of the round is in the history; then nothing of it is left as a draft, else all of it is. */
async function isSaved(page: Page, round: number): Promise<boolean> {
	const draft = page.getByText(`round-${round}.csv is not saved yet`);
	await open(page, 'History');
	await expect(page.getByRole('table', { name: 'History' })).toBeVisible();
	const count = await historyRow(page, `round-${round}.csv`).count();
	await open(page, 'Upload');
	await expect(draft).toHaveCount(count === 1 ? 0 : 1);
	return count === 1;
}

test('V7 killed at any moment of a save, the browser has all of it or none, and the server each user once @main', async ({
	server,
	profile
}) => {
	test.setTimeout(60_000 + rounds * 25_000);
	let { context, page } = await reopen({ server, profile });
	await setUpAdmin(page, server);
	// The browser writes cookies down only now and then, but always as it closes: the kills are to meet sending as well.
	await context.close();
	({ context, page } = await reopen({ server, profile }));
	await createExam(page, 'Kill');
	await chooseRound(page, 0);
	await tapSave(page);
	await expect(page.getByRole('heading', { name: 'Saved on this device' })).toBeVisible();
	const device = await deviceOf(page);
	let before = 0;
	for (let round = 1; round <= rounds; round += 1) {
		await open(page, 'Upload');
		await chooseRound(page, round);
		await tapSave(page);
		const waitsMs = Math.round(Math.random() * latestMs);
		await page.waitForTimeout(waitsMs);
		await kill(context);
		({ context, page } = await reopen({ server, profile }));
		expect(await deviceOf(page), `the database before the kill of round ${round}`).toBe(device);
		const saved = await isSaved(page, round);
		before += saved ? 0 : 1;
		expect(await usersCount(page), `killed ${waitsMs} ms into round ${round}`).toBe(
			known + fresh * (saved ? round : round - 1)
		);
		if (saved) continue;
		await open(page, 'Upload');
		await page.getByRole('button', { name: 'Resume' }).click();
		await expectCounts(page, countsOf(round));
		await tapSave(page);
		await expect(page.getByRole('heading', { name: 'Saved on this device' })).toBeVisible();
		expect(await usersCount(page)).toBe(known + fresh * round);
	}
	console.log(`${rounds} kills: ${before} before the save was whole, ${rounds - before} after`);
	await open(page, 'History');
	for (let round = 0; round <= rounds; round += 1) {
		await expect(historyRow(page, `round-${round}.csv`).first()).toContainText('On the server', {
			timeout: 120_000
		});
	}
	expectServer(server);
	await context.close();
});

/** Read from the server's own file: each user once, each with the name that the last upload gave. */
function expectServer(server: AppServer): void {
	const users = stored<{ username: string; firstName: string }>(
		server,
		'select username, first_name firstName from users where deleted_at is null'
	);
	const names = new Map(users.map(({ username, firstName }) => [username, firstName]));
	const expected = new Map<string, string>();
	for (let n = 0; n < known; n += 1) expected.set(knownName(n), `Round${rounds}`);
	for (let round = 1; round <= rounds; round += 1) {
		for (let n = 0; n < fresh; n += 1) expected.set(freshName(round, n), 'New');
	}
	expect(users.length).toBe(expected.size);
	for (const [name, first] of expected) expect(names.get(name), name).toBe(first);
}

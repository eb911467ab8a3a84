/**
 * V7: the browser is killed in the middle of saves, at any moment, and opened again on the same profile: an upload is
 * saved whole or not at all, and in the end the server has each user once.
 *
 * Three kills in `npm test`, fifty in `npm run test:faults`.
 */
import type { Page } from '@playwright/test';
import { choose, createExam, expectCounts } from './app';
import { historyRow, open, setUpAdmin, stored } from './devices';
import { expect, test, type AppServer } from './fixtures';
import { kill, reopen } from './reopen';

const rounds = process.env['FULL'] ? 50 : 3;
const created = 900;
const updated = 700;
/** The longest time after the tap on "Save": on a slow machine most kills fall into the save, on a fast one after it. */
const latestMs = 900;

const nameOf = (round: number, n: number) => `r${round}.user${n}`;
const head = 'Client ID,Username,First Name,Last Name';

/** New users, and users of the round before under another name. */
function linesOf(round: number): string[] {
	const line = (of: number, n: number, first: string) =>
		`C-${of}-${n},${nameOf(of, n)},${first},Round`;
	const fresh = Array.from({ length: created }, (_, n) => line(round, n, `New${round}`));
	if (round === 0) return fresh;
	const known = Array.from({ length: updated }, (_, n) => line(round - 1, n, `Changed${round}`));
	return [...known, ...fresh];
}

async function chooseRound(page: Page, round: number): Promise<void> {
	const chooser = page.waitForEvent('filechooser');
	await page.getByRole('button', { name: 'Choose a file' }).first().click();
	const buffer = Buffer.from([head, ...linesOf(round)].join('\r\n'));
	await (await chooser).setFiles({ name: `round-${round}.csv`, mimeType: 'text/csv', buffer });
	await choose(page, 'Upload type', 'Add new and update existing users');
	await choose(page, 'Existing user details', 'Override with file');
	await expectCounts(page, { Create: created, Update: round === 0 ? 0 : updated, Error: 0 });
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

test('V7 killed at any moment of a save, the browser has all of it or none, and the server each user once', async ({
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
	let before = 0;
	for (let round = 1; round <= rounds; round += 1) {
		await open(page, 'Upload');
		await chooseRound(page, round);
		await tapSave(page);
		const waitsMs = Math.round(Math.random() * latestMs);
		await page.waitForTimeout(waitsMs);
		await kill(context);
		({ context, page } = await reopen({ server, profile }));
		const saved = await isSaved(page, round);
		before += saved ? 0 : 1;
		expect(await usersCount(page), `killed ${waitsMs} ms into round ${round}`).toBe(
			created * (saved ? round + 1 : round)
		);
		if (saved) continue;
		await open(page, 'Upload');
		await page.getByRole('button', { name: 'Resume' }).click();
		await expectCounts(page, { Create: created, Update: updated, Error: 0 });
		await tapSave(page);
		await expect(page.getByRole('heading', { name: 'Saved on this device' })).toBeVisible();
		expect(await usersCount(page)).toBe(created * (round + 1));
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
	for (let round = 0; round <= rounds; round += 1) {
		for (let n = 0; n < created; n += 1) {
			const isChanged = n < updated && round < rounds;
			expected.set(nameOf(round, n), isChanged ? `Changed${round + 1}` : `New${round}`);
		}
	}
	expect(users.length).toBe(expected.size);
	for (const [name, first] of expected) expect(names.get(name), name).toBe(first);
}

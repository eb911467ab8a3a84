/**
 * Y2, Y7: the network goes and comes back while one file is sent, in the middle of requests and answers: in the end the
 * server has each user once, and the app opens again at once.
 *
 * Four times in `npm test`, thirty times during 10,000 users in `npm run test:faults`.
 */
import { chooseFile, createExam, expectCounts, save } from './app';
import { historyRow, open, setUpAdmin, stored } from './devices';
import { expect, test, waitForServiceWorker } from './fixtures';

const isFull = Boolean(process.env['FULL']);
const flips = isFull ? 30 : 4;
const users = isFull ? 10_000 : 1500;
/** Long enough for some requests to get through, too short for most of the file. */
const longestOnlineMs = isFull ? 260 : 180;
const offlineMs = 120;
const restartMs = 10_000;

const lines = Array.from({ length: users }, (_, n) => `F-${n},flip${n},Ada,Flip`);
const file = ['Client ID,Username,First Name,Last Name', ...lines].join('\r\n');

test(`Y2 ${users} users are sent through a network that goes ${flips} times, each once @main`, async ({
	page,
	context,
	server,
	consoleErrors
}) => {
	test.setTimeout(isFull ? 600_000 : 120_000);
	await page.goto('/');
	await waitForServiceWorker(page);
	await setUpAdmin(page, server);
	await createExam(page, 'Flips');
	await chooseFile(page, { name: 'flips.csv', mimeType: 'text/csv', buffer: Buffer.from(file) });
	await expectCounts(page, { Create: users });
	await context.setOffline(true);
	await save(page);
	const count = () => stored(server, 'select id from users').length;
	const seen: number[] = [];
	for (let flip = 0; flip < flips; flip += 1) {
		await context.setOffline(false);
		await page.waitForTimeout(Math.random() * longestOnlineMs);
		await context.setOffline(true);
		await page.waitForTimeout(offlineMs);
		seen.push(count());
	}
	await context.setOffline(false);
	// What was on its way when the network went.
	const others = consoleErrors.filter((text) => !text.includes('ERR_INTERNET_DISCONNECTED'));
	consoleErrors.splice(0, Infinity, ...others);
	await expect.poll(count, { timeout: 300_000 }).toBe(users);
	const names = stored<{ username: string }>(server, 'select username from users');
	expect(new Set(names.map(({ username }) => username)).size).toBe(users);
	const cut = seen.filter((one) => one < users).length;
	console.log(
		`${flips} times without a network, ${cut} of them before all was sent: ${seen.join()}`
	);
	expect(cut).toBeGreaterThan(0);

	await open(page, 'History');
	await expect(historyRow(page, 'flips.csv')).toContainText('On the server', { timeout: 60_000 });
	const began = performance.now();
	await page.reload();
	await expect(historyRow(page, 'flips.csv')).toContainText('On the server');
	expect(performance.now() - began).toBeLessThan(restartMs);
});

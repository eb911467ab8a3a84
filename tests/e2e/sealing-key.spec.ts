/** W5: a server that shows another key for passwords gets nothing until an admin has compared the two. */
import Database from 'libsql';
import { join } from 'node:path';
import { createExam, expectCounts, save } from './app';
import { historyRow, open, setUpAdmin, stored, uploadLines } from './devices';
import { expect, test, type AppServer } from './fixtures';

const lines = ['Client ID,Username,First Name,Password', 'K-1,key.one,Ada,Quiet-lagoon-91-fern'];
const waitsText = 'Last try: the server shows another key for passwords.';

/** As when somebody else answers in the server's place: the next start makes a new pair. */
function dropKey({ dataDir }: AppServer): void {
	const database = new Database(join(dataDir, 'muster.sqlite'));
	database.exec('delete from sealing_keys');
	database.close();
}

test('W5 nothing is sent to a server with another key until an admin says that it is right', async ({
	page,
	server
}) => {
	test.setTimeout(120_000);
	await page.goto('/');
	await setUpAdmin(page, server);
	await createExam(page, 'Keys');
	await expect.poll(() => stored(server, 'select id from exams').length).toBe(1);
	const fingerprint = () =>
		page.evaluate(async () => {
			const answer = await fetch('/api/sealing-key');
			return ((await answer.json()) as { fingerprint: string }).fingerprint;
		});
	const grouped = (text: string) => text.match(/.{1,4}/g)?.join(' ') ?? '';
	const former = await fingerprint();
	await server.stop();
	dropKey(server);
	await server.start();
	await page.reload();
	const notice = page.getByRole('complementary').filter({ hasText: 'another key for passwords' });
	await expect(notice).toBeVisible();
	const now = await fingerprint();
	expect(now).not.toBe(former);

	await uploadLines(page, 'keys.csv', lines);
	await expectCounts(page, { Create: 1 });
	await save(page);
	await open(page, 'Attention');
	await expect(page.getByText(waitsText)).toBeVisible();
	expect(stored(server, 'select id from users')).toEqual([]);

	await notice.getByRole('button', { name: 'Compare' }).click();
	const question = page.getByRole('dialog', { name: 'Another key on the server' });
	await expect(question.getByRole('definition')).toHaveText([grouped(former), grouped(now)]);
	await question.getByRole('button', { name: 'Not now' }).click();
	// A page opened anew asks and sends of itself, but not now.
	await page.reload();
	await expect(page.getByText(waitsText)).toBeVisible();
	expect(stored(server, 'select id from users')).toEqual([]);

	await notice.getByRole('button', { name: 'Compare' }).click();
	await question.getByRole('button', { name: 'It is the right one' }).click();
	await expect(notice).toHaveCount(0);
	await open(page, 'History');
	await expect(historyRow(page, 'keys.csv')).toContainText('On the server', { timeout: 30_000 });
	expect(stored(server, 'select id from users')).toHaveLength(1);
});

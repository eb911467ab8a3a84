/** Registration mails on the screen: the list before a save, held and withdrawn, the text with a real preview (S8, Y9, V9). */
import { expectAccessible } from './accessible';
import { choose, createExam, chooseFile, expectCounts } from './app';
import { historyRow, open, setUpAdmin } from './devices';
import { expect, test } from './fixtures';

const lines = [
	'Client ID,Username,First Name,Last Name,Email,Venue,Booking Status',
	'N-1,ama.boateng,Ama,Boateng,ama@north.example,Hall,Booked',
	'N-2,ben.okafor,Ben,Okafor,ben@north.example,Hall,Booked',
	'N-3,cleo.diaz,Cleo,Diaz,cleo@north.example,Hall,Not Booked'
];

test('S8 Y9 V9 who is mailed is listed before the save; mails are held, their text is changed, an undo withdraws them', async ({
	page,
	server
}) => {
	test.setTimeout(120_000);
	await page.goto('/');
	await setUpAdmin(page, server);
	await createExam(page, 'Policy', ['Hall']);
	const buffer = Buffer.from(lines.join('\r\n'));
	await chooseFile(page, { name: 'mailed.csv', mimeType: 'text/csv', buffer });
	await expectCounts(page, { Create: 3 });
	await page.getByRole('button', { name: /More settings/ }).click();
	await choose(page, 'Email registration details', 'New users');
	await page.getByRole('button', { name: /^Save [\d,]+ changes?/ }).click();
	const dialog = page.getByRole('dialog');
	await dialog.getByRole('button', { name: 'See who gets one' }).click();
	const list = dialog.getByRole('region', { name: 'See who gets one' });
	await expect(list.getByRole('row')).toHaveCount(2);
	await expect(list).toContainText('ben@north.example');
	await expect(list).not.toContainText('cleo');
	await expectAccessible(page, 'the list of mails');
	await dialog.getByRole('button', { name: /^Save [\d,]+ changes?/ }).click();
	await expect(historyRow(page, 'mailed.csv')).toContainText('On the server', { timeout: 30_000 });

	await open(page, 'Settings');
	await page.getByRole('link', { name: 'Registration mails' }).click();
	await expect(page.getByRole('button', { name: '2 Waiting' })).toBeVisible();
	await expect(page.getByText('No mail server is set on this server.')).toBeVisible();
	await page.getByLabel('Tick the mail to Ama Boateng').check();
	await page.getByRole('button', { name: 'Hold 1 mail' }).click();
	await page.getByRole('button', { name: '1 Held' }).click();
	await expect(page.getByText('ama@north.example').first()).toBeVisible();

	const body = page.getByLabel('Text', { exact: true });
	await body.fill('Dear {first_name}, {usrname}');
	await expect(page.getByText('{usrname} is not known.')).toBeVisible();
	await body.fill('Dear {first_name},\n\n{username} · {link}');
	await expect(page.getByText(/Dear (Ama|Ben),/)).toBeVisible();
	await page.getByRole('button', { name: 'Save the text' }).click();
	await expect(page.getByText('Saved on the server.').first()).toBeVisible();
	await expectAccessible(page, 'registration mails');

	await open(page, 'History');
	await historyRow(page, 'mailed.csv').getByRole('button', { name: /Undo/ }).click();
	await expect(page.getByRole('dialog')).toContainText(
		'2 mails were not sent yet, and will not be.'
	);
});

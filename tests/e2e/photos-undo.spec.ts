import { strToU8, zipSync } from 'fflate';
import { png } from '../drawn-photos';
import {
	choose,
	chooseFile,
	createExam,
	expectCounts,
	fixturePath,
	makeProctored,
	save
} from './app';
import { historyRow, open, setUpAdmin, stored } from './devices';
import { expect, test } from './fixtures';

const venues = ['Melbourne', 'Harbour Hall', 'Riverside Centre'];
const everyone = `select u.username, u.photo_sha256, r.role, r.venue from users u
	left join registrations r on r.user_id = u.id where u.deleted_at is null order by u.username`;

interface Person {
	readonly username: string;
	readonly photo_sha256: string | null;
}

/** Other photos for two who have one, one for somebody without, and a user who is new. */
function laterPackage() {
	const header = 'Client ID,Username,First Name,Last Name,Role,Venue';
	const rows = [
		'MC-20417,aoife.brennan,Aoife,Brennan,Candidate,Melbourne',
		'MC-20418,lukas.haefliger,Lukas,Häfliger,Candidate,Harbour Hall',
		'MC-20422,ananya.deshpande,अनन्या,देशपांडे,Candidate,Riverside Centre',
		'MC-30001,nia.okafor,Nia,Okafor,Candidate,Melbourne'
	];
	const photos = ['MC-20417', 'MC-20418', 'MC-20422', 'MC-30001'].map(
		(name, at) => [`photos/${name}.png`, png(at)] as const
	);
	const csv = strToU8([header, ...rows, ''].join('\r\n'));
	const buffer = Buffer.from(zipSync({ 'list.csv': csv, ...Object.fromEntries(photos) }));
	return { name: 'later.zip', mimeType: 'application/zip', buffer };
}

test('V9 an upload that replaced and added photos is undone: users, registrations and photos as before @main', async ({
	page,
	server
}) => {
	test.setTimeout(150_000);
	await page.goto('/');
	await setUpAdmin(page, server);
	await page.goto('/');
	await createExam(page, 'Proctored', venues);
	await chooseFile(page, fixturePath('proctoring-small.zip'));
	await makeProctored(page);
	await save(page);
	const people = () => stored<Person>(server, everyone);
	const withPhoto = () => people().filter((one) => one.photo_sha256).length;
	await expect.poll(withPhoto, { timeout: 30_000 }).toBe(7);
	const before = people();

	await open(page, 'Upload');
	await chooseFile(page, laterPackage());
	await choose(page, 'Upload type', 'Add new and update existing users');
	await choose(page, 'Existing user details', 'Override with file');
	await page.getByRole('button', { name: /More settings/ }).click();
	await choose(page, 'Existing photos', 'Replace');
	await expectCounts(page, { Create: 1, Update: 3 });
	await save(page);
	await expect.poll(withPhoto, { timeout: 30_000 }).toBe(9);
	const after = new Map(people().map((one) => [one.username, one.photo_sha256]));
	const replaced = before.filter((one) => after.get(one.username) !== one.photo_sha256);
	expect(replaced).toHaveLength(3);

	await historyRow(page, 'later.zip').getByRole('button', { name: 'Undo later.zip' }).click();
	const dialog = page.getByRole('dialog', { name: 'Undo later.zip?' });
	await dialog.getByRole('button', { name: /^Undo/ }).click();
	await expect(page.getByRole('heading', { name: 'Saved on this device' })).toBeVisible();
	await expect.poll(people, { timeout: 30_000 }).toEqual(before);
	await expect(historyRow(page, 'Undo of later.zip')).toContainText('On the server', {
		timeout: 30_000
	});

	// A second undo takes the first back, photos too.
	await historyRow(page, 'Undo of later.zip')
		.getByRole('button', { name: 'Undo Undo of later.zip' })
		.click();
	await page.getByRole('dialog').getByRole('button', { name: /^Undo/ }).click();
	await expect
		.poll(() => new Map(people().map((one) => [one.username, one.photo_sha256])), {
			timeout: 30_000
		})
		.toEqual(after);
});

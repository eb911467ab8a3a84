import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { chooseFile, createExam, expectCounts, fixturePath, save } from './app';
import { expect, test } from './fixtures';

let folder: string;

test.beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'muster-reading-'));
});

test.afterAll(async () => {
	await rm(folder, { recursive: true });
});

async function chooseText(page: Page, name: string, text: string | Uint8Array): Promise<void> {
	const path = join(folder, name);
	await writeFile(path, text);
	await chooseFile(page, path);
}

/** Tabs until the focus is there: what the keyboard cannot reach fails. */
async function tabTo(page: Page, target: Locator): Promise<void> {
	for (let step = 0; step < 80; step += 1) {
		if (await target.evaluate((element) => element === document.activeElement)) return;
		await page.keyboard.press('Tab');
	}
	await expect(target).toBeFocused();
}

async function chooseByKeyboard(page: Page, target: Locator, choice: string): Promise<void> {
	await tabTo(page, target);
	await page.keyboard.type(choice);
}

/** "Jürgen Müller" as Windows-1252 has it. */
const western = Uint8Array.from(
	'Client ID,Username,First Name,Last Name\nC-1,u.one,J\xfcrgen,M\xfcller\n',
	(letter) => letter.charCodeAt(0)
);

test('R2 a detected encoding is shown with its names, and changed by keyboard', async ({
	page
}) => {
	await page.goto('/');
	await createExam(page, 'Encodings');
	await chooseText(page, 'west.csv', western);
	await expect(page.getByText(/Read as Windows-1252.*Jürgen.*Müller/)).toBeVisible();
	await tabTo(page, page.getByRole('button', { name: 'Change how it is read' }).first());
	await page.keyboard.press('Enter');
	const dialog = page.getByRole('dialog', { name: 'How the file is read' });
	await chooseByKeyboard(page, dialog.getByLabel('Encoding'), 'Windows-1250');
	await expect(dialog.getByLabel('Encoding')).toHaveValue('windows-1250');
	await expect(dialog.getByText('Jürgen')).toBeVisible();
	await dialog.getByLabel('Encoding').selectOption('windows-1251');
	await expect(dialog.getByText('Jьrgen')).toBeVisible();
	await tabTo(page, dialog.getByRole('button', { name: 'Read again' }));
	await page.keyboard.press('Enter');
	await expect(dialog).toBeHidden();
	await expect(page.getByRole('row', { name: /Jьrgen Mьller/ })).toBeVisible();
});

test('R3 separator and header line are changed by keyboard, and a refusal leaves all as it was', async ({
	page
}) => {
	await page.goto('/');
	await createExam(page, 'Layouts');
	const lines = [
		'Candidates of spring',
		'Client ID;Username;First Name',
		'Old ID;Username;First Name',
		'C-1;u.one;Ada',
		'C-2;u.two;Bo'
	];
	await chooseText(page, 'titles.csv', lines.join('\r\n'));
	await expectCounts(page, { 'All rows': 3 });
	await expect(page.getByText(/The header is line 2/)).toBeVisible();
	await tabTo(page, page.getByRole('button', { name: 'Change how it is read' }).first());
	await page.keyboard.press('Enter');
	const dialog = page.getByRole('dialog', { name: 'How the file is read' });
	await tabTo(page, dialog.getByLabel('Line of the header'));
	await page.keyboard.press('Control+a');
	await page.keyboard.type('3');
	await page.keyboard.press('Enter');
	await expect(dialog).toBeHidden();
	await expectCounts(page, { 'All rows': 2 });
	await page.getByRole('button', { name: 'Change how it is read' }).first().click();
	await tabTo(page, dialog.getByLabel('Line of the header'));
	await page.keyboard.press('Control+a');
	await page.keyboard.type('99');
	await page.keyboard.press('Enter');
	await expect(dialog.getByRole('alert')).toContainText('no column we know');
	await page.keyboard.press('Escape');
	await expectCounts(page, { 'All rows': 2 });
	await page.getByRole('button', { name: 'Change how it is read' }).first().click();
	await chooseByKeyboard(page, dialog.getByLabel('Separator'), 'comma');
	await tabTo(page, dialog.getByRole('button', { name: 'Read again' }));
	await page.keyboard.press('Enter');
	await expect(dialog).toBeHidden();
	await expect(page.getByText(/comma/).first()).toBeVisible();
});

test('R1 of a workbook the sheet is shown, and another one chosen', async ({ page }) => {
	await page.goto('/');
	await createExam(page, 'Sheets');
	await chooseFile(page, fixturePath('candidates.xlsx'));
	await expectCounts(page, { 'All rows': 7 });
	await page.getByRole('button', { name: 'Change how it is read' }).first().click();
	const dialog = page.getByRole('dialog', { name: 'How the file is read' });
	await chooseByKeyboard(page, dialog.getByLabel('Sheet'), 'Notes');
	await tabTo(page, dialog.getByRole('button', { name: 'Read again' }));
	await page.keyboard.press('Enter');
	await expect(dialog.getByRole('alert')).toContainText('no column we know');
	await expectCounts(page, { 'All rows': 7 });
	await chooseByKeyboard(page, dialog.getByLabel('Sheet'), 'Candidates');
	await tabTo(page, dialog.getByRole('button', { name: 'Read again' }));
	await page.keyboard.press('Enter');
	await expect(dialog).toBeHidden();
	await expectCounts(page, { 'All rows': 7 });
});

test('H1, H3 the hard header asks by itself, is answered by keyboard, and remembered', async ({
	page
}) => {
	await page.goto('/');
	await createExam(page, 'Columns');
	const text = [
		'Member Number,Login,First Name,Email ID,Mail,Venu,Campus',
		'C-1,u.one,Ada,ada@one.example,ada@two.example,Hall A,North',
		'C-2,u.two,Bo,bo@one.example,bo@two.example,Hall C,South'
	].join('\n');
	await chooseText(page, 'hard.csv', text);
	const dialog = page.getByRole('dialog', { name: 'Which column is which' });
	await expect(dialog).toContainText('Two columns look like Email');
	await expect(dialog).toContainText('ada@one.example · bo@one.example');
	await expect(dialog).toContainText('100% filled');
	await expect(dialog.getByRole('button', { name: 'Check 2 rows' })).toHaveAttribute(
		'aria-disabled',
		'true'
	);
	await tabTo(page, dialog.getByRole('radio').first());
	await page.keyboard.press('ArrowDown');
	await expect(dialog.getByRole('radio', { name: /^Mail/ })).toBeChecked();
	await tabTo(page, dialog.getByRole('button', { name: 'Use as Venue' }).first());
	await page.keyboard.press('Enter');
	await tabTo(page, dialog.getByRole('button', { name: 'Check 2 rows' }));
	await page.keyboard.press('Enter');
	await expect(dialog).toBeHidden();
	await expectCounts(page, { Create: 2 });
	await save(page);
	await page.getByRole('link', { name: 'Users', exact: true }).click();
	await page
		.getByRole('row', { name: /u\.one/ })
		.getByRole('button')
		.click();
	const email = page.getByRole('textbox', { name: 'Email', exact: true });
	await expect(email).toHaveValue('ada@two.example');

	await page.getByRole('link', { name: 'Upload', exact: true }).click();
	await chooseText(page, 'hard-too.csv', `${text}\nC-3,u.three,Cy,cy@one.example,cy@two.example,,`);
	await expectCounts(page, { Create: 1, Skip: 2 });
	await expect(dialog).toBeHidden();
	await page.getByRole('button', { name: 'Change columns' }).first().click();
	await expect(dialog).toContainText('Remembered for files with this header');
	await dialog.getByRole('button', { name: 'Reset' }).click();
	await expect(dialog).toBeHidden();
	await page.getByRole('button', { name: 'Change columns' }).first().click();
	await expect(dialog).toContainText('Two columns look like Email');
});

test('R2 what may be cut UTF-8 is refused, and read in the encoding that is chosen', async ({
	page
}) => {
	await page.goto('/');
	await createExam(page, 'Cut or not');
	const text = 'Client ID,Username,First Name\nC-1,u.one,Zo\xc3';
	await chooseText(
		page,
		'cut.csv',
		Uint8Array.from(text, (letter) => letter.charCodeAt(0))
	);
	const alert = page.getByRole('alert').filter({ hasText: 'cut.csv' });
	await expect(alert).toContainText('Line 2');
	await chooseByKeyboard(page, alert.getByLabel('Read it in this encoding'), 'Windows-1250');
	await tabTo(page, alert.getByRole('button', { name: 'Read it so' }));
	await page.keyboard.press('Enter');
	await expect(page.getByRole('row', { name: /ZoĂ/ })).toBeVisible();
});

const unknownValues = [
	'Client ID,Username,First Name,Role,Venue',
	'C-1,u.one,Ada,Examiner,Hall Nord',
	'C-2,u.two,Bo,examiner,Hall North',
	'C-3,u.three,Cy,candidate,Elsewhere'
].join('\n');

test('V2 a value is read as another in all its rows, chosen and taken back by keyboard', async ({
	page
}) => {
	await page.goto('/');
	await createExam(page, 'Values', ['Hall North', 'Hall South']);
	await chooseText(page, 'values.csv', unknownValues);
	await expectCounts(page, { Create: 1, Error: 2 });
	await chooseByKeyboard(page, page.getByLabel('Read “Examiner” as'), 'Marker');
	await tabTo(page, page.getByRole('button', { name: 'Use in 2 rows' }));
	await page.keyboard.press('Enter');
	await expectCounts(page, { Create: 3, Error: 0 });
	await tabTo(page, page.getByRole('button', { name: 'Use Hall North instead' }));
	await page.keyboard.press('Enter');
	await chooseByKeyboard(page, page.getByLabel('Read “Elsewhere” as'), 'Nothing');
	await tabTo(page, page.getByRole('button', { name: 'Use in 1 row' }));
	await page.keyboard.press('Enter');
	await expect(page.getByText(/No problems/)).toBeVisible();
	await tabTo(page, page.locator('summary', { hasText: 'Notes' }));
	await page.keyboard.press('Enter');
	const role = page.getByRole('listitem').filter({ hasText: 'Role “Examiner” read as “marker”' });
	await tabTo(page, role.getByRole('button', { name: 'Take back' }));
	await page.keyboard.press('Enter');
	await expectCounts(page, { Create: 1, Error: 2 });
});

test('F2 what a spreadsheet changed is told: repaired, repairable, lost', async ({ page }) => {
	await page.goto('/');
	await createExam(page, 'Damage');
	const header = 'Client ID,Username,First Name';
	const ids = ['00012', '00345', '00678', '06789'];
	await chooseText(page, 'before.csv', [header, ...ids.map((id) => `${id},u.${id},N`)].join('\n'));
	await save(page);
	await page.getByRole('link', { name: 'Upload', exact: true }).click();
	const damaged = [header, '12,u.00012,N', '="00345",u.00345,N', '9.19E+11,u.new,N'];
	const rest = ids.slice(2).map((id) => `${id},u.${id},N`);
	await chooseText(page, 'after.csv', [...damaged, ...rest, '00999,u.99,N'].join('\n'));
	await page.getByRole('button', { name: 'See what changed' }).click();
	const dialog = page.getByRole('dialog', { name: 'What the spreadsheet changed' });
	await expect(dialog.getByRole('heading', { name: 'Cannot be repaired' })).toBeVisible();
	await dialog.getByRole('button', { name: 'Restore zeros in 1 row' }).click();
	await expect(dialog.getByText('Client ID with its zeros back')).toBeVisible();
	await expect(dialog.getByRole('heading', { name: 'Can be repaired' })).toBeHidden();
	await dialog.getByRole('button', { name: 'Show rows' }).last().click();
	await expectCounts(page, { 'All rows': 6, Error: 1 });
	await expect(page.getByRole('row', { name: /Line 4/ })).toBeVisible();
});

test('V5 after a reload the file is given again before it is read in another way', async ({
	page
}) => {
	await page.goto('/');
	await createExam(page, 'Again');
	await chooseText(page, 'west.csv', western);
	await expectCounts(page, { Create: 1 });
	await page.goto('/');
	await page.getByRole('button', { name: 'Resume', exact: true }).click();
	await page.getByRole('button', { name: 'Change how it is read' }).first().click();
	const dialog = page.getByRole('dialog', { name: 'How the file is read' });
	await dialog.getByLabel('Encoding').selectOption('windows-1251');
	await dialog.getByRole('button', { name: 'Read again' }).click();
	const chooser = page.waitForEvent('filechooser');
	await dialog.getByRole('button', { name: 'Choose west.csv again' }).click();
	await (await chooser).setFiles(join(folder, 'west.csv'));
	await expect(page.getByRole('row', { name: /Jьrgen/ })).toBeVisible();
});

test('A2 cells pasted from a spreadsheet are an upload', async ({ page }) => {
	await page.goto('/');
	await createExam(page, 'Pasted');
	const cells =
		'Client ID\tUsername\tFirst Name\r\n007\tu.one\t"Ada\r\nMaria"\r\n008\tu.two\tBo\r\n';
	await page.evaluate((text) => {
		const clipboardData = new DataTransfer();
		clipboardData.setData('text/plain', text);
		document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
	}, cells);
	await expectCounts(page, { Create: 2 });
	await expect(page.getByRole('row', { name: /Ada Maria/ })).toBeVisible();
});

test.describe('on a tablet', () => {
	test('V2 a value is chosen by touch', async ({ page }) => {
		await page.goto('/');
		await createExam(page, 'Values', ['Hall North', 'Hall South']);
		await chooseText(page, 'values.csv', unknownValues);
		await page.getByLabel('Read “Examiner” as').selectOption('Marker');
		await page.getByRole('button', { name: 'Use in 2 rows' }).tap();
		await expectCounts(page, { Create: 3, Error: 0 });
		await page.getByRole('button', { name: 'Use Hall North instead' }).tap();
		await expect(page.getByRole('button', { name: 'Use Hall North instead' })).toBeHidden();
	});

	test.use({ hasTouch: true, viewport: { width: 820, height: 1180 } });

	/** A finger needs 44 px. */
	async function tapWide(target: Locator) {
		const box = await target.boundingBox();
		expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44);
		await target.tap();
	}

	test('R3 separator and header line are changed by touch', async ({ page }) => {
		await page.goto('/');
		await createExam(page, 'Touched');
		await chooseText(
			page,
			'titles.csv',
			'Spring\nOld ID;Username\nUsername;First Name\nu.one;Ada\n'
		);
		await expectCounts(page, { 'All rows': 2 });
		const dialog = page.getByRole('dialog', { name: 'How the file is read' });
		const change = page.getByRole('button', { name: 'Change how it is read' }).first();
		await change.tap();
		await dialog.getByLabel('Line of the header').tap();
		await dialog.getByLabel('Line of the header').fill('3');
		await tapWide(dialog.getByRole('button', { name: 'Read again' }));
		await expect(dialog).toBeHidden();
		await expectCounts(page, { 'All rows': 1, Create: 0 });
		await change.tap();
		await dialog.getByLabel('Separator').selectOption('comma');
		await tapWide(dialog.getByRole('button', { name: 'Read again' }));
		await expect(dialog).toBeHidden();
		await expect(page.getByText(/comma/).first()).toBeVisible();
	});

	test('R1 the sheet is changed by touch', async ({ page }) => {
		await page.goto('/');
		await createExam(page, 'Touched');
		const dialog = page.getByRole('dialog', { name: 'How the file is read' });
		const change = page.getByRole('button', { name: 'Change how it is read' }).first();
		await chooseFile(page, fixturePath('candidates.xlsx'));
		await expectCounts(page, { 'All rows': 7 });
		await change.tap();
		await dialog.getByLabel('Sheet').selectOption('Notes');
		await tapWide(dialog.getByRole('button', { name: 'Read again' }));
		await expect(dialog.getByRole('alert')).toContainText('no column we know');
		await dialog.getByLabel('Sheet').selectOption('Candidates');
		await tapWide(dialog.getByRole('button', { name: 'Read again' }));
		await expect(dialog).toBeHidden();
		await expectCounts(page, { 'All rows': 7 });
	});

	test('H1, R2 columns and encoding are changed by touch', async ({ page }) => {
		await page.goto('/');
		await createExam(page, 'Touched');
		await chooseText(
			page,
			'hard.csv',
			Uint8Array.from(
				'Client ID,Username,First Name,Email,Email\nC-1,u.one,J\xfcrgen,a@one.example,a@two.example\n',
				(letter) => letter.charCodeAt(0)
			)
		);
		const columns = page.getByRole('dialog', { name: 'Which column is which' });
		await columns.getByText('a@two.example').tap();
		await columns.getByRole('button', { name: 'Check 1 row' }).tap();
		await expect(columns).toBeHidden();
		await page.getByRole('button', { name: 'Change how it is read' }).first().tap();
		const dialog = page.getByRole('dialog', { name: 'How the file is read' });
		await dialog.getByLabel('Encoding').selectOption('windows-1251');
		await dialog.getByRole('button', { name: 'Read again' }).tap();
		await expect(dialog).toBeHidden();
		await expect(page.getByRole('row', { name: /Jьrgen/ })).toBeVisible();
	});
});

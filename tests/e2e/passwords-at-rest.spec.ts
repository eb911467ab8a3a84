import { choose, chooseFile, createExam, expectCounts, fixturePath, save, textOf } from './app';
import { filesBelow, holdersOf } from './at-rest';
import { expect, test } from './fixtures';

/** All passwords of the two files. */
const passwords = [
	'trout Lantern 48 mossy',
	'Copper-finch-29-dune',
	'Nutmeg-harbour-6-oak',
	'Winter-shared-44-mint'
];

test('W5 no password of a file is found at rest', async ({ page, context, profile, server }) => {
	await page.goto('/');
	await createExam(page, 'Passwords', ['Melbourne', 'Harbour Hall', 'Riverside Centre']);
	await chooseFile(page, fixturePath('users-13.csv'));
	await expectCounts(page, { Create: 24 });
	const reports: string[] = [];
	for (const format of ['CSV', 'JSON']) {
		const download = page.waitForEvent('download');
		await page.getByRole('button', { name: 'Download report' }).click();
		await page.getByRole('menuitem', { name: new RegExp(format) }).click();
		reports.push(await textOf(await download));
	}
	await save(page);
	await page.getByRole('link', { name: 'Upload', exact: true }).click();
	await chooseFile(page, fixturePath('policy-update.csv'));
	await choose(page, 'Upload type', 'Add new and update existing users');
	await expectCounts(page, { 'All rows': 33 });
	// The draft stays unsaved, with its passwords sealed; the browser writes everything out when it closes.
	await context.close();
	const stored = [
		...(await filesBelow(profile)),
		...(await filesBelow(server.dataDir)),
		...reports.map((text, index) => ({ path: `report ${index}`, bytes: Buffer.from(text) }))
	];
	// Names are stored as they are: the search finds what is there.
	expect(holdersOf(stored, 'haefliger').length).toBeGreaterThan(0);
	for (const password of passwords) expect(holdersOf(stored, password)).toEqual([]);
});

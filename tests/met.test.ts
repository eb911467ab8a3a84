/** P12: which stored user a row met, and by which field. */
import { expect, test } from 'vitest';
import type { Settings } from '../src/lib/core/settings';
import { createDevice, fileOf, read, save, viewAll } from './device';

const head = 'Client ID,Username,First Name,Email,Old Username';
const updating = { uploadType: 'add_and_update', existingDetails: 'override' } as const;

const cases: readonly [by: string, line: string, settings: Partial<Settings>][] = [
	['username', 'C-1,kofi,Kofi,,', {}],
	['clientId', 'C-1,kofi.b,Kofi,,', { matchBy: 'clientId' }],
	['email', ',kofi.b,Kofi,KOFI@x.example,', { matchBy: 'email' }],
	['oldUsername', 'C-1,kofi.b,Kofi,,kofi', {}],
	// An old name is asked for by name, whatever S9 says.
	['oldUsername', 'C-1,kofi.b,Kofi,kofi@x.example,kofi', { matchBy: 'email' }]
];

test.each(cases)('P12 a row says that it met its user by %s (%s)', async (by, line, settings) => {
	const device = await createDevice();
	await save(device, await read(device, fileOf([head, 'C-1,kofi,K,kofi@x.example,'])));
	const [stored] = (await device.context.db.userPages.toArray()).flatMap(({ users }) => users);
	const views = await viewAll(
		device,
		await read(device, fileOf([head, line, 'C-9,new,N,,']), { ...updating, ...settings })
	);
	expect(views[0]?.met).toEqual({ userId: stored?.id, by });
	expect(views[1]?.met ?? null).toBe(null);
});

test('X2 where what came from the server is locked, no message quotes what is stored', async () => {
	const device = await createDevice();
	const stored = 'STORED-1,stored.name,Stored,stored@x.example,';
	await save(device, await read(device, fileOf([head, stored, 'STORED-2,other.name,Stored,,'])));
	const lines = [
		// A name and an email that others hold, another Client ID, and a rename.
		'C-3,third,N,stored@x.example,',
		'C-4,stored.name,N,,',
		'C-5,fifth,N,,other.name'
	];
	const open = await read(device, fileOf([head, ...lines]), updating);
	// The names by which rows meet are in the file itself.
	const quotes = /STORED-\d|other\.name|Stored/;
	const said = async (context = device.context) => {
		const views = await viewAll({ ...device, context }, open);
		return views.map(({ name, issues, changes }) => JSON.stringify([name, issues, changes]));
	};
	expect((await said()).filter((row) => quotes.test(row))).toHaveLength(3);
	const organisation = { id: 'a', name: 'North Gate' };
	const account = {
		id: '1',
		name: 'R',
		email: 'r@n.example',
		role: 'admin',
		organisation
	} as const;
	const locked = { ...device.context, name: 'org-a', account, signedInAt: null } as const;
	expect((await said(locked)).filter((row) => quotes.test(row))).toEqual([]);
});

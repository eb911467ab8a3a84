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

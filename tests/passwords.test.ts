/** Section 7 through the real flow: from a file to the users and changes that a save leaves. */
import { describe, expect, test } from 'vitest';
import type { Settings } from '../src/lib/core/settings';
import type { User } from '../src/lib/core/records';
import { createDevice, fileOf, madeTexts, read, save, type Device } from './device';

const head = 'Client ID,Username,First Name,Password';
/** Strong, and weak by W3. */
const strong = 'Copper-finch-29-dune';
const weak = 'password1';

async function users({ context }: Device): Promise<Record<string, User>> {
	const pages = await context.db.userPages.toArray();
	return Object.fromEntries(
		pages.flatMap((page) => page.users).map((user) => [user.username, user])
	);
}

/** Who must change the password, by username. */
async function mustChange(device: Device): Promise<string[]> {
	const all = Object.values(await users(device));
	return all.flatMap(({ username, mustChangePassword }) => (mustChangePassword ? [username] : []));
}

describe('W4 "Force password change" of new users', () => {
	const rows = [`C-1,strong,N,${strong}`, `C-2,weak,N,${weak}`, 'C-3,made,N,'];
	const cases: readonly [Settings['forcePasswordChange'], readonly string[]][] = [
		['weak', ['weak']],
		['none', []],
		['all', ['strong', 'weak', 'made']]
	];

	test.each(cases)('W4 %s marks %j', async (forcePasswordChange, expected) => {
		const device = await createDevice();
		const open = await read(device, fileOf([head, ...rows]), { forcePasswordChange });
		// Whatever is chosen, the weak one is counted and warned of.
		expect(open.summary.problems.map(({ issue, rows }) => [issue.code, rows])).toContainEqual([
			'password_weak',
			1
		]);
		await save(device, open);
		expect(await mustChange(device)).toEqual(expected);
	});
});

describe('W4 "Force password change" of stored users', () => {
	const stored = [`C-1,one,N,${strong}`, `C-2,two,N,${strong}x`, `C-3,three,N,${strong}y`];
	const update = ['C-1,one,N,', `C-2,two,N,${weak}`, `C-4,four,N,`];
	const uploadType = 'add_and_update';
	const cases: readonly [string, Partial<Settings>, readonly string[]][] = [
		['weak leaves who gets no new password', { uploadType }, []],
		['weak marks whose new password is weak', { uploadType, existingPassword: 'update' }, ['two']],
		[
			'none marks nobody',
			{ uploadType, existingPassword: 'update', forcePasswordChange: 'none' },
			[]
		],
		[
			'all marks whom the file meets or creates',
			{ uploadType, forcePasswordChange: 'all' },
			['one', 'two', 'four']
		],
		['all marks nobody stored under an adding type', { forcePasswordChange: 'all' }, ['four']]
	];

	test.each(cases)('W4 %s', async (_name, settings, expected) => {
		const device = await createDevice();
		await save(device, await read(device, fileOf([head, ...stored])));
		await save(device, await read(device, fileOf([head, ...update]), settings));
		expect(await mustChange(device)).toEqual(expected);
	});

	test('W4 all sets the mark once', async () => {
		const device = await createDevice();
		const all = { uploadType, forcePasswordChange: 'all' } as const;
		await save(
			device,
			await read(device, fileOf([head, ...stored]), { forcePasswordChange: 'none' })
		);
		const first = await read(device, fileOf([head, ...stored]), all);
		expect(first.summary.actions).toMatchObject({ update: 3, unchanged: 0 });
		await save(device, first);
		const second = await read(device, fileOf([head, ...stored]), all);
		expect(second.summary.actions).toMatchObject({ update: 0, unchanged: 3 });
	});
});

describe('W1 generated passwords', () => {
	const file = () => fileOf([head, 'C-1,one,N,', 'C-2,two,N,****']);

	test('W1 are 16 characters, one for each user', async () => {
		const device = await createDevice();
		await save(device, await read(device, file()));
		const made = madeTexts(device);
		expect(made.map((password) => password.length)).toEqual([16, 16]);
		expect(new Set(made).size).toBe(2);
	});

	test('W1 are five words where that is chosen', async () => {
		const device = await createDevice();
		await save(device, await read(device, file(), { generatedPassword: 'words' }));
		const made = madeTexts(device);
		expect(made.map((password) => password.split('-').length)).toEqual([5, 5]);
	});

	test('W1 a blank cell is an error where the file must have one', async () => {
		const device = await createDevice();
		const open = await read(device, file(), { newUserPassword: 'required' });
		expect(open.summary.actions).toMatchObject({ create: 0, error: 2 });
		expect(open.summary.problems[0]?.issue.code).toBe('password_required');
	});
});

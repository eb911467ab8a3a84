import { describe, expect, test } from 'vitest';
import type { UserChange } from '../core/change';
import { createDevice, read, save, viewAll, type Device } from '../../../tests/device';

const header = 'Client ID,Username,First Name,Email,Old\r\n';
const csv = (rows: readonly string[]) =>
	new File([header, rows.map((row) => `${row}\r\n`).join('')], 'users.csv');
const update = { uploadType: 'add_and_update', existingDetails: 'override' } as const;

async function changesOf({ context }: Device): Promise<UserChange[]> {
	const pages = await context.db.changePages.orderBy('first').toArray();
	return pages
		.flatMap(({ changes }) => changes)
		.filter((change): change is UserChange => change?.kind === 'user');
}

/** Stores users with emails a, b, c … and saves `rows` over them; gives the changes made by the second save. */
async function savedOver(names: string, rows: readonly string[], settings: object = update) {
	const device = await createDevice();
	const users = [...names].map((name) => `C-${name},user-${name},N,${name}@x.example,`);
	await save(device, await read(device, csv(users)));
	const before = (await changesOf(device)).length;
	const open = await read(device, csv(rows), settings);
	await save(device, open);
	return { device, made: (await changesOf(device)).slice(before) };
}

const row = (name: string, email: string) => `C-${name},user-${name},N,${email}@x.example,`;
const emails = (changes: readonly UserChange[]) =>
	changes.map(({ set }) => set.user.email?.split('@')[0]);

describe('Y2 the order in which changes are sent', () => {
	test('a chain frees first, whatever the order of the file, and is no group', async () => {
		const { made } = await savedOver('abc', [row('a', 'b'), row('b', 'c'), row('c', 'd')]);
		expect(emails(made)).toEqual(['d', 'c', 'b']);
		expect(made.map(({ groupId }) => groupId)).toEqual([null, null, null]);
		expect(made.map(({ deviceSequence }) => deviceSequence)).toEqual([5, 6, 7]);
	});

	test('P11 a swap is one group, side by side', async () => {
		const { made } = await savedOver('abc', [row('a', 'b'), row('c', 'd'), row('b', 'a')]);
		const groups = made.map(({ groupId }) => groupId);
		expect(groups.filter((id) => id !== null)).toHaveLength(2);
		expect(new Set(groups).size).toBe(2);
		const [first] = groups.flatMap((id, index) => (id === null ? [] : [index]));
		expect(groups[(first ?? 0) + 1]).toBe(groups[first ?? 0]);
	});

	test('who takes what a swap frees comes behind it and is not of its group', async () => {
		const rows = [row('z', 'a'), row('a', 'b'), row('b', 'c'), row('c', 'd')];
		const { made } = await savedOver('abc', rows);
		expect(emails(made)).toEqual(['d', 'c', 'b', 'a']);
		expect(made.every(({ groupId }) => groupId === null)).toBe(true);
		expect(made.at(-1)?.op).toBe('create');
	});

	test('S11 emails that may be shared tie nobody together', async () => {
		const shared = { ...update, preventDuplicateEmails: 'no' } as const;
		const { made } = await savedOver('ab', [row('a', 'b'), row('b', 'a')], shared);
		expect(made.map(({ groupId }) => groupId)).toEqual([null, null]);
	});

	test('a ring of more than 500 is refused at planning, and who waits for it too', async () => {
		const device = await createDevice();
		const name = (number: number) => `u${String(number).padStart(4, '0')}`;
		const users = Array.from({ length: 502 }, (_, n) => row(name(n), name(n)));
		await save(device, await read(device, csv(users)));
		const ring = Array.from({ length: 501 }, (_, n) => row(name(n), name((n + 1) % 501)));
		const open = await read(device, csv([...ring, row(name(501), name(0))]), update);
		const views = await viewAll(device, open);
		const codes = views.map(({ action, issues }) => `${action} ${issues[0]?.code}`);
		expect(new Set(codes.slice(0, 501))).toEqual(new Set(['error ring_too_large']));
		expect(codes[501]).toBe('error email_taken');
	});

	test('a ring of 500 is one group', async () => {
		const device = await createDevice();
		const name = (number: number) => `u${String(number).padStart(4, '0')}`;
		const users = Array.from({ length: 500 }, (_, n) => row(name(n), name(n)));
		await save(device, await read(device, csv(users)));
		const ring = Array.from({ length: 500 }, (_, n) => row(name(n), name((n + 1) % 500)));
		await save(device, await read(device, csv(ring), update));
		const made = (await changesOf(device)).slice(500);
		expect(made).toHaveLength(500);
		expect(new Set(made.map(({ groupId }) => groupId)).size).toBe(1);
	});
});

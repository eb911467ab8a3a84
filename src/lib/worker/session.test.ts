import 'fake-indexeddb/auto';
import { afterEach, expect, test } from 'vitest';
import { createDevice, fixture, read, save } from '../../../tests/device';
import { openDatabase } from '../storage/db';
import { readMeta, type Account } from '../storage/meta';
import { createContext, type Context } from './context';
import {
	adoptable,
	adoptInto,
	databaseOf,
	isOrganisation,
	rememberAccount,
	requireAccount
} from './session';

const account: Account = {
	id: 'a',
	name: 'Rania',
	email: 'rania@north.example',
	role: 'uploader',
	organisation: { id: 'north', name: 'North' }
};

async function open(name: Context['name']): Promise<Context> {
	const db = openDatabase(name);
	await db.open();
	return createContext({ name, db, post: () => undefined, nowMs: () => Date.now() });
}

/** What a person saved here before anybody signed in. */
async function unclaimed(): Promise<Context> {
	const device = await createDevice();
	const context = await open('unclaimed');
	for (const table of device.context.db.tables)
		await context.db.table(table.name).bulkPut(await table.toArray());
	context.db.close();
	const made = { ...device, context: await open('unclaimed') };
	made.context.sealingKey = device.context.sealingKey;
	await save(made, await read(made, fixture('users-13.csv')));
	return made.context;
}

afterEach(async () => {
	for (const name of ['unclaimed', 'org-north']) await openDatabase(name).delete();
});

test('X6 each organisation has a database of its own', () => {
	expect(databaseOf(account)).toBe('org-north');
	expect((['unclaimed', 'sample', 'org-north'] as const).map(isOrganisation)).toEqual([
		false,
		false,
		true
	]);
});

test('X2 uploads saved before the sign-in are named, and adopted on a word', async () => {
	const context = await unclaimed();
	const uploads = await adoptable(context, account);
	expect(uploads?.map(({ fileName, unsent }) => [fileName, unsent])).toEqual([
		['users-13.csv', 24]
	]);
	context.db.close();
	await adoptInto(account);
	const own = await open('org-north');
	expect(await readMeta(own.db, 'unsent')).toBe(24);
	expect(await own.db.uploads.count()).toBe(1);
	expect(await adoptable(own, account)).toBeNull();
	own.db.close();
	const rest = await open('unclaimed');
	expect(await rest.db.uploads.count()).toBe(0);
	rest.db.close();
});

test('X6 nothing is mixed into a database that is in use', async () => {
	const own = await open('org-north');
	await own.db.drafts.put({ id: 'd' } as never);
	own.db.close();
	const context = await unclaimed();
	expect(await adoptable(context, account)).toBeNull();
	context.db.close();
	await expect(adoptInto(account)).rejects.toThrow('adopt_not_possible');
	const kept = await open('unclaimed');
	expect(await kept.db.uploads.count()).toBe(1);
	kept.db.close();
});

test('X6 where nothing was saved nothing is asked', async () => {
	const context = await open('unclaimed');
	expect(await adoptable(context, account)).toBeNull();
	context.db.close();
});

test('X2 the last known role stays with the database', async () => {
	const context = await open('org-north');
	await rememberAccount(context, account);
	expect(context.role).toBe('uploader');
	expect(await readMeta(context.db, 'account')).toEqual(account);
	context.db.close();
	const again = await open('org-north');
	expect(again.role).toBe('uploader');
	again.db.close();
	expect(() => requireAccount(null)).toThrow();
	expect(requireAccount(account)).toBe(account);
});

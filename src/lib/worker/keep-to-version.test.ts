import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { Dexie } from 'dexie';
import { expect, test } from 'vitest';
import { openDatabase } from '../storage/db';
import { keepToVersion } from './keep-to-version';
import type { FromWorker } from './protocol';

const name = 'muster-versions';

function setUp() {
	const options = { indexedDB: new IDBFactory(), IDBKeyRange };
	const told: FromWorker[] = [];
	const post = (message: FromWorker) => void told.push(message);
	return { options, told, post };
}

/** What a later version of the app would do. */
function later(options: ConstructorParameters<typeof Dexie>[1]): Dexie {
	const db = new Dexie(name, options);
	db.version(99).stores({ meta: 'key', later: 'id' });
	return db;
}

test('A1 an older tab lets a newer one raise the database, and writes nothing afterwards', async () => {
	const { options, told, post } = setUp();
	const old = openDatabase('versions', options);
	await old.open();
	keepToVersion(old, post);
	await later(options).open();
	expect(told).toEqual([{ event: 'closed', why: 'newer' }]);
	await expect(old.meta.put({ key: 'users', value: 1 })).rejects.toThrow(/closed/i);
});

test('A1 a database of a newer version is refused', async () => {
	const { options, told, post } = setUp();
	const raised = later(options);
	await raised.open();
	raised.close();
	const old = openDatabase('versions', options);
	await old.open();
	expect(() => keepToVersion(old, post)).toThrow(
		expect.objectContaining({ code: 'storage_newer' })
	);
	await expect(old.meta.toArray()).rejects.toThrow(/closed/i);
	expect(told).toEqual([]);
});

test('X5 a tab whose database another one removed is told', async () => {
	const { options, told, post } = setUp();
	const old = openDatabase('versions', options);
	await old.open();
	keepToVersion(old, post);
	await openDatabase('versions', options).delete();
	expect(told).toEqual([{ event: 'closed', why: 'removed' }]);
});

import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { expect, test } from 'vitest';
import { createDevice, fixture, read, save } from '../../../tests/device';
import { openDatabase } from '../storage/db';
import { readMeta, writeMeta } from '../storage/meta';
import { adopt, isUnused } from './adopt';

async function saved() {
	const device = await createDevice();
	await save(device, await read(device, fixture('users-13.csv')));
	return device.context.db;
}

const fresh = () => openDatabase('org-1', { indexedDB: new IDBFactory(), IDBKeyRange });

test('X6 all that was saved becomes the organisation’s, the old database goes', async () => {
	const from = await saved();
	const tables = from.tables.map(({ name }) => name);
	const before = await Promise.all(tables.map((name) => from.table(name).toArray()));
	const into = fresh();
	expect(await isUnused(from)).toBe(false);
	await adopt(from, into);
	for (const [place, name] of tables.entries()) {
		if (name !== 'meta') expect(await into.table(name).toArray()).toEqual(before[place]);
	}
	expect(await readMeta(into, 'unsent')).toBe(24);
	expect(await readMeta(into, 'adopting')).toBeNull();
	expect(await from.open().then((db) => db.table('uploads').count())).toBe(0);
});

test('X6 a copy that was cut off begins anew, and keeps nothing of the first', async () => {
	const from = await saved();
	const into = fresh();
	await writeMeta(into, 'adopting', from.name);
	await into.exams.put({ ...(await from.exams.toArray())[0], id: 'left over' } as never);
	await adopt(from, into);
	expect(await into.exams.toCollection().primaryKeys()).not.toContain('left over');
});

test('X6 cut off between the last copy and the deletion, only the deletion is left', async () => {
	const from = await saved();
	const into = fresh();
	await into.meta.bulkPut(await from.meta.toArray());
	await adopt(from, into);
	expect(await into.uploads.count()).toBe(0);
	expect(await from.open().then((db) => db.table('uploads').count())).toBe(0);
});

test('X6 two devices’ data are never mixed', async () => {
	const [one, other] = [await saved(), await saved()];
	await expect(adopt(one, other)).rejects.toMatchObject({ code: 'adopt_not_possible' });
	expect(await one.uploads.count()).toBe(1);
});

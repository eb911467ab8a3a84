import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { expect, test } from 'vitest';
import { defaultSettings } from '../core/settings';
import { openDatabase } from './db';
import { writeMeta } from './meta';
import { dropNamedSettings, keepNamedSettings, listNamedSettings } from './named-settings';

const open = () => openDatabase('sample', { indexedDB: new IDBFactory(), IDBKeyRange });
const deletes = { ...defaultSettings, allowDeletes: 'yes' } as const;

test('S15 settings are kept under a name, replaced by the same name, and dropped', async () => {
	const db = open();
	expect(await listNamedSettings(db)).toEqual([]);
	await keepNamedSettings(db, 'Weekly', defaultSettings);
	await keepNamedSettings(db, 'Clean up', deletes);
	await keepNamedSettings(db, 'Weekly', deletes);
	expect(await listNamedSettings(db)).toEqual([
		{ name: 'Clean up', settings: deletes },
		{ name: 'Weekly', settings: deletes }
	]);
	await dropNamedSettings(db, 'Clean up');
	expect((await listNamedSettings(db)).map(({ name }) => name)).toEqual(['Weekly']);
	db.close();
});

test('S15 settings of an older version get the defaults of what is new', async () => {
	const db = open();
	await writeMeta(db, 'namedSettings', [
		{ name: 'Old', settings: { uploadType: 'update_only' } as never }
	]);
	expect(await listNamedSettings(db)).toEqual([
		{ name: 'Old', settings: { ...defaultSettings, uploadType: 'update_only' } }
	]);
	db.close();
});

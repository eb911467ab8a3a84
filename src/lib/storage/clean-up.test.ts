import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { beforeEach, describe, expect, test } from 'vitest';
import { cleanable, dropOldUndo, dropSentPhotos } from './clean-up';
import {
	openDatabase,
	type ChangePage,
	type MusterDatabase,
	type StoredPhoto,
	type Upload
} from './db';
import { bytesByKind } from './usage';

const nowMs = Date.parse('2026-11-30T08:00:00Z');
let db: MusterDatabase;

beforeEach(() => {
	db = openDatabase('clean-up', { indexedDB: new IDBFactory(), IDBKeyRange });
});

function photo(sha256: string, state: StoredPhoto['state']): StoredPhoto {
	const bytes = state === 'sent' ? null : new Uint8Array(4000);
	return { sha256, source: `of ${sha256}`, bytes, thumbnail: new Uint8Array(500), state };
}

function upload(id: string, day: string, over: Partial<Upload> = {}): Upload {
	return { id, savedAt: `2026-11-${day}T08:00:00Z`, unsent: 0, attention: 0, ...over } as Upload;
}

function page(first: number, uploadId: string, isOpen: 0 | 1): ChangePage {
	return { first, uploadId, isOpen, changes: [] };
}

describe('A6 a clean-up takes', () => {
	test('small pictures of photos that are on the server, and no others', async () => {
		await db.photos.bulkAdd([photo('a', 'sent'), photo('b', 'waiting'), photo('c', 'saved')]);
		expect(await cleanable(db, nowMs)).toEqual({ photos: 1, uploads: 0 });
		await dropSentPhotos(db);
		const left = await db.photos.toArray();
		expect(left.map(({ thumbnail }) => thumbnail.length)).toEqual([0, 500, 500]);
		expect(left.map(({ source }) => source)).toEqual(['of a', 'of b', 'of c']);
		expect(await cleanable(db, nowMs)).toEqual({ photos: 0, uploads: 0 });
	});

	test('the undo of uploads of more than seven days that are on the server', async () => {
		await db.uploads.bulkAdd([
			upload('old', '02'),
			upload('waits', '02', { unsent: 1 }),
			upload('came back', '02', { attention: 1 }),
			upload('new', '28')
		]);
		await db.changePages.bulkAdd([page(1, 'old', 0), page(2, 'waits', 1), page(3, 'new', 0)]);
		expect(await cleanable(db, nowMs)).toEqual({ photos: 0, uploads: 1 });
		await dropOldUndo(db, nowMs);
		expect(await db.changePages.toCollection().primaryKeys()).toEqual([2, 3]);
		expect((await db.uploads.get('old'))?.isCleared).toBe(true);
		expect(await cleanable(db, nowMs)).toEqual({ photos: 0, uploads: 0 });
	});
});

test('A6 tells about how much room each kind takes', async () => {
	await db.photos.bulkAdd(Array.from({ length: 40 }, (_, n) => photo(String(n), 'waiting')));
	const kinds = await bytesByKind(db);
	expect(kinds.photos).toBeGreaterThan(40 * 4500);
	expect(kinds.photos).toBeLessThan(40 * 4700);
	expect(kinds).toMatchObject({ users: 0, drafts: 0, waiting: 0, history: 0 });
});

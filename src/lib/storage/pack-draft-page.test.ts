import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { describe, expect, it } from 'vitest';
import { openDatabase, type DraftPage } from './db';
import { packDraftPage, unpackDraftPage } from './pack-draft-page';

const rows = 5;

const page: DraftPage = {
	draftId: 'draft',
	page: 2,
	bytes: new TextEncoder().encode('one,two'),
	ends: Uint32Array.of(1, 2, 4, 5, 7),
	lines: Uint32Array.of(10, 11, 12, 13, 14),
	faults: new Uint8Array(rows),
	cells: new Uint32Array(rows).fill(13),
	verdicts: Uint8Array.of(0, 33, 0, 0, 255),
	groups: new Uint32Array(rows).fill(0xffffffff),
	envelopes: ['e'],
	slots: Uint32Array.of(0, 1, 0, 0, 2),
	facts: {
		filled: new Uint16Array(rows).fill(0xffff),
		bad: Uint16Array.of(0, 0, 0, 0, 1),
		flags: Uint8Array.of(1, 2, 3, 4, 6),
		role: Uint8Array.of(7, 8, 9, 10, 11),
		keys: Uint32Array.from({ length: rows * 6 }, (_, at) => (at * 0x9e3779b1) >>> 0),
		holders: new Int32Array(rows * 3).fill(-1),
		met: Int32Array.of(-2, -1, 0, 1, 2),
		fallback: new Uint16Array(rows),
		fallbackBad: new Uint16Array(rows),
		venue: Uint16Array.of(3, 2, 1, 0, 65535),
		storedVenue: new Uint16Array(rows),
		differs: new Uint16Array(rows),
		storedEmpty: new Uint16Array(rows),
		metFlags: new Uint8Array(rows),
		issues: Uint32Array.of(0, 1, 4, 0)
	}
};

const empty: DraftPage = {
	...page,
	verdicts: new Uint8Array(0),
	groups: new Uint32Array(0),
	slots: new Uint32Array(0),
	facts: { ...page.facts, met: new Int32Array(0), issues: new Uint32Array(0) }
};

describe('a packed page of a draft', () => {
	it('gives back what was packed: whole columns, constant and counting ones, empty ones', () => {
		expect(unpackDraftPage(packDraftPage(page))).toEqual(page);
		expect(unpackDraftPage(packDraftPage(empty))).toEqual(empty);
	});

	it('is stored, and read beside a page that an earlier version stored as it is', async () => {
		const db = openDatabase('drafts', { indexedDB: new IDBFactory(), IDBKeyRange });
		await db.open();
		await db.draftPages.put(page);
		const earlier = { ...page, page: 3 };
		const store = db.backendDB().transaction('draftPages', 'readwrite').objectStore('draftPages');
		const stored = await new Promise<object[]>((resolve) => {
			store.put(earlier);
			const all = store.getAll();
			all.onsuccess = () => resolve(all.result as object[]);
		});
		expect(stored.map((each) => 'packed' in each)).toEqual([true, false]);
		expect(await db.draftPages.toArray()).toEqual([page, earlier]);
		expect(await db.draftPages.get(['draft', 3])).toEqual(earlier);
	});
});

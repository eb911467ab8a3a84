/** How much room each kind of data takes on this device (A6): no browser tells, so a few records of each are weighed. */
import type { Table } from 'dexie';
import type { MusterDatabase } from './db';

export const storageKinds = ['users', 'photos', 'drafts', 'waiting', 'history'] as const;
export type StorageKind = (typeof storageKinds)[number];

/** Records weighed in each table; the others are taken to be like them. */
const weighed = 12;
/** What a number, a flag or a key takes. */
const smallBytes = 8;

function tablesOf(
	db: MusterDatabase
): Record<Exclude<StorageKind, 'waiting' | 'history'>, Table[]> {
	return {
		users: [db.userPages, db.userKeys, db.exams, db.pulled] as Table[],
		photos: [db.photos] as Table[],
		drafts: [db.drafts, db.draftPages, db.draftEdits, db.draftSteps, db.packages] as Table[]
	};
}

/** About so many bytes of each kind. Changes that wait are 'waiting'; what was settled is kept for undo: 'history'. */
export async function bytesByKind(db: MusterDatabase): Promise<Record<StorageKind, number>> {
	const sum = async (tables: readonly Table[]) => {
		const all = await Promise.all(tables.map((table) => weigh(table, keysOf(table))));
		return all.reduce((total, bytes) => total + bytes, 0);
	};
	const tables = tablesOf(db);
	const open = db.changePages.where('isOpen').equals(1).primaryKeys();
	const settled = db.changePages.where('isOpen').equals(0).primaryKeys();
	return {
		users: await sum(tables.users),
		photos: await sum(tables.photos),
		drafts: await sum(tables.drafts),
		waiting: (await weigh(db.changePages as Table, open)) + (await sum([db.sealed as Table])),
		history:
			(await weigh(db.changePages as Table, settled)) +
			(await sum([db.uploads, db.undoLines, db.madeFor, db.dropped] as Table[]))
	};
}

function keysOf(table: Table): Promise<unknown[]> {
	return table.toCollection().primaryKeys() as Promise<unknown[]>;
}

async function weigh(table: Table, asked: PromiseLike<readonly unknown[]>): Promise<number> {
	const keys = await asked;
	if (keys.length === 0) return 0;
	const step = Math.max(1, Math.floor(keys.length / weighed));
	const some = keys.filter((_, place) => place % step === 0).slice(0, weighed);
	let bytes = 0;
	// One after the other: a page of users is large.
	for (const key of some) bytes += bytesOf(await table.get(key as never));
	return Math.round((bytes / some.length) * keys.length);
}

function bytesOf(value: unknown): number {
	if (typeof value === 'string') return value.length;
	if (ArrayBuffer.isView(value)) return value.byteLength;
	if (value instanceof Blob) return value.size;
	if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + bytesOf(one), 0);
	if (typeof value !== 'object' || value === null) return smallBytes;
	return Object.values(value).reduce<number>((sum, one) => sum + bytesOf(one), smallBytes);
}

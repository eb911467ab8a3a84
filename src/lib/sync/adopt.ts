/**
 * What was saved before anybody signed in becomes an organisation's (X6). A database cannot be renamed, so its records
 * are copied table by table into a new one, and the old one is deleted last: after a crash the copy begins anew.
 */
import { Failure } from '../core/failure';
import type { MusterDatabase } from '../storage/db';
import { readMeta, writeMeta } from '../storage/meta';

/** Records in one step: pages and envelopes are up to half a megabyte each. */
const stepRecords = 50;

/** Whether a database has anything of its own that another could not be moved into without mixing. */
export async function isUnused(db: MusterDatabase): Promise<boolean> {
	if ((await readMeta(db, 'adopting')) !== null) return true;
	const counts = await Promise.all(
		[db.exams, db.userPages, db.changePages, db.uploads, db.drafts].map((table) => table.count())
	);
	return counts.every((count) => count === 0) && (await readMeta(db, 'cursor')) === 0;
}

/**
 * Copies all of `from` into `into`, then deletes `from`. Nobody else may write to either meanwhile.
 * @throws Failure 'adopt_not_possible' where `into` holds something already
 */
export async function adopt(from: MusterDatabase, into: MusterDatabase): Promise<void> {
	if (await isAdopted(from, into)) return from.delete();
	if (!(await isUnused(into))) throw new Failure('adopt_not_possible');
	const kept = await readMeta(into, 'account');
	await writeMeta(into, 'adopting', from.name);
	// What an earlier try copied may be gone from the old one by now.
	for (const table of into.tables) if (table.name !== 'meta') await table.clear();
	for (const table of from.tables) if (table.name !== 'meta') await copy(from, into, table.name);
	const entries = await from.meta.toArray();
	await into.transaction('rw', into.meta, async () => {
		await into.meta.bulkPut(entries);
		if (kept) await writeMeta(into, 'account', kept);
		await writeMeta(into, 'adopting', null);
	});
	await from.delete();
}

/** A crash came between the last copy and the deletion. */
async function isAdopted(from: MusterDatabase, into: MusterDatabase): Promise<boolean> {
	const [old, copied] = [await readMeta(from, 'deviceId'), await readMeta(into, 'deviceId')];
	return old !== null && old === copied && (await readMeta(into, 'adopting')) === null;
}

async function copy(from: MusterDatabase, into: MusterDatabase, name: string): Promise<void> {
	const keys = await from.table(name).toCollection().primaryKeys();
	for (let start = 0; start < keys.length; start += stepRecords) {
		const records: unknown[] = await from
			.table(name)
			.bulkGet(keys.slice(start, start + stepRecords));
		await into.table(name).bulkPut(records.filter((record) => record !== undefined));
	}
}

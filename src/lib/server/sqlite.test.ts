import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStore, type Database, type Store } from './database';
import { createOrganisation } from './organisations';

let folder: string;
let one: Store;
let other: Store;
beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'muster-sqlite-'));
	const file = join(folder, 'muster.sqlite');
	[one, other] = [await openStore({ file }), await openStore({ file })];
});
afterEach(async () => {
	await Promise.all([one.close(), other.close()]);
	rmSync(folder, { recursive: true });
});

const make = (database: Database, name: string) => createOrganisation(database, { name, nowMs: 0 });
const count = async () =>
	(await one.database.selectFrom('organisations').select('id').execute()).length;

const writes: [string, (database: Database) => Promise<unknown>][] = [
	['on its own', (database) => make(database, 'Late')],
	['that changes', (database) => database.updateTable('organisations').set({ name: '' }).execute()],
	['in a transaction', (database) => database.transaction().execute((sql) => make(sql, 'Late'))]
];
test.each(writes)(
	'Y10 a write %s that met another process is refused, and the next ones commit',
	async (_, write) => {
		await one.database.transaction().execute(async (sql) => {
			await make(sql, 'First');
			await expect(write(other.database)).rejects.toMatchObject({ code: 'SQLITE_BUSY' });
		});
		await other.database.transaction().execute((sql) => make(sql, 'Second'));
		await make(other.database, 'Third');
		expect(await count()).toBe(3);
	}
);
test('Y10 a process that starts while another writes waits for it', async () => {
	const opened = await one.database.transaction().execute(async (sql) => {
		await make(sql, 'First');
		const opening = openStore({ file: join(folder, 'muster.sqlite') });
		await new Promise((resolve) => setTimeout(resolve, 300));
		return { opening };
	});
	const third = await opened.opening;
	await make(third.database, 'Second');
	await third.close();
	expect(await count()).toBe(2);
});
test('Y10 a reading transaction goes on while another process writes', async () => {
	await one.database.transaction().execute(async (sql) => {
		await make(sql, 'First');
		const reading = other.database.transaction().setAccessMode('read only');
		const seen = await reading.execute((read) =>
			read.selectFrom('organisations').select('id').execute()
		);
		expect(seen).toEqual([]);
	});
});
test('Y10 a write on its own that fails leaves no transaction open', async () => {
	await make(one.database, 'First');
	const { id } = await one.database
		.selectFrom('organisations')
		.select('id')
		.executeTakeFirstOrThrow();
	const again = { id, name: 'Again', version: 0, epoch: '', audit_sequence: 0, audit_hash: '' };
	const insert = one.database
		.insertInto('organisations')
		.values({ ...again, created_at: '' })
		.execute();
	await expect(insert).rejects.toMatchObject({ code: 'SQLITE_CONSTRAINT_PRIMARYKEY' });
	await make(other.database, 'Second');
	expect(await count()).toBe(2);
});

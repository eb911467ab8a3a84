/** Brings the tables up to date at the start. */
import { sql, type Kysely, type Transaction } from 'kysely';
import type { Database, Engine } from './database';
import { migrations } from './migrations/list';
import type { Tables } from './tables';
import { codeOf, transact } from './transact';

const lockName = 'lock';

/**
 * Runs what is missing of the ordered list, in one transaction. The row named `lock` of the migration table holds off
 * other processes that start at the same time: both engines lock a row that is written.
 */
export async function migrate(database: Database, engine: Engine): Promise<void> {
	await createMigrationTable(database);
	await transact(database, async (transaction) => {
		const now = new Date().toISOString();
		await takeStartLock(transaction, now);
		const rows = await transaction.selectFrom('migrations').select('name').execute();
		const applied = new Set(rows.map((row) => row.name));
		for (const migration of migrations) {
			if (applied.has(migration.name)) continue;
			await migration.up(transaction as unknown as Kysely<unknown>, engine);
			await transaction
				.insertInto('migrations')
				.values({ name: migration.name, applied_at: now })
				.execute();
		}
	});
}

/** Holds off other processes that start, until the transaction ends. */
export async function takeStartLock(transaction: Transaction<Tables>, now: string): Promise<void> {
	await transaction
		.updateTable('migrations')
		.set({ applied_at: now })
		.where('name', '=', lockName)
		.execute();
}

async function createMigrationTable(database: Database): Promise<void> {
	const create = sql`create table if not exists migrations (name text primary key, applied_at text not null)`;
	try {
		await transact(database, (transaction) => create.execute(transaction));
	} catch (error) {
		// PostgreSQL: two processes that create it at once meet in its own catalogue.
		if (!['23505', '42P07'].includes(codeOf(error))) throw error;
	}
	await transact(database, (transaction) =>
		transaction
			.insertInto('migrations')
			.values({ name: lockName, applied_at: new Date().toISOString() })
			.onConflict((conflict) => conflict.doNothing())
			.execute()
	);
}

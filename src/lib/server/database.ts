/** The store behind the server: one query builder for SQLite in a file and PostgreSQL (Y10). */
import { Kysely, PostgresDialect, type Dialect } from 'kysely';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Pool, types, type PoolConfig } from 'pg';
import { migrate } from './migrate';
import { sqliteDialect } from './sqlite';
import type { Tables } from './tables';

export type Engine = 'sqlite' | 'postgres';
export type Database = Kysely<Tables>;

export interface Store {
	readonly database: Database;
	readonly engine: Engine;
	close(): Promise<void>;
}

/** Where the data lies: a file, or the address of a PostgreSQL. */
export type StoreAddress = { readonly file: string } | { readonly url: string };

/** A PostgreSQL where `DATABASE_URL` names one, else a file in the data directory (Y10). */
export function addressOf(databaseUrl: string | undefined, dataDir: string): StoreAddress {
	return databaseUrl ? { url: databaseUrl } : { file: join(dataDir, 'muster.sqlite') };
}

/** Opens the store and brings its tables up to date. Several processes may do so at once. */
export async function openStore(address: StoreAddress): Promise<Store> {
	if ('url' in address) {
		return openStoreOn(new PostgresDialect({ pool: createPool(address.url) }), 'postgres');
	}
	if (address.file !== ':memory:') await mkdir(dirname(address.file), { recursive: true });
	return openStoreOn(sqliteDialect(address.file), 'sqlite');
}

export async function openStoreOn(dialect: Dialect, engine: Engine): Promise<Store> {
	const database = new Kysely<Tables>({ dialect });
	try {
		await migrate(database, engine);
	} catch (error) {
		await database.destroy();
		throw error;
	}
	return { database, engine, close: () => database.destroy() };
}

function createPool(url: string): Pool {
	const pool = new Pool({ connectionString: url, max: 10, types: pgTypes });
	// A connection that breaks is replaced at the next use. Unheard, it would end the process: the pool hears of idle ones
	// only, and one that breaks between two statements of a transaction has nobody else.
	const told = (error: Error) => console.error('database connection lost:', error.message);
	pool.on('error', told);
	pool.on('connect', (client) => void client.on('error', told));
	return pool;
}

/** Counters fit into a number; pg gives 64-bit integers as text by default. */
export const pgTypes: NonNullable<PoolConfig['types']> = {
	getTypeParser(oid, format) {
		if (oid === types.builtins.INT8) return Number;
		return types.getTypeParser(oid, format) as (text: string) => unknown;
	}
};

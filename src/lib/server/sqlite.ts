/** libsql under Kysely's own SQLite dialect. */
import Database from 'libsql';
import { SqliteDialect, type SqliteDatabase } from 'kysely';

/**
 * How long a statement waits for another process's write. The wait stops this process too, so it is short: the
 * transaction is tried again by `transact`, which lets others run meanwhile.
 */
const busyTimeoutMs = 20;

/**
 * @param file path, or `:memory:`
 */
export function sqliteDialect(file: string): SqliteDialect {
	return new SqliteDialect({ database: () => Promise.resolve().then(() => openSqlite(file)) });
}

function openSqlite(file: string): SqliteDatabase {
	const database = new Database(file, { timeout: busyTimeoutMs });
	// WAL with FULL: an answered push is on the disk, whatever happens to the process or the machine (Y10).
	database.exec('pragma journal_mode = wal');
	database.exec('pragma synchronous = full');
	database.exec('pragma foreign_keys = on');
	return {
		close: () => database.close(),
		prepare(sql) {
			const statement = database.prepare(sql);
			return {
				reader: statement.reader,
				all: (values) => statement.all(values.map(bindable)),
				run: (values) => statement.run(values.map(bindable)),
				iterate: (values) => statement.iterate(values.map(bindable))
			};
		}
	};
}

/** libsql 0.5 ends the whole process on a boolean and knows no Date, so nothing reaches it unconverted. */
function bindable(value: unknown): unknown {
	switch (typeof value) {
		case 'string':
		case 'number':
		case 'bigint':
			return value;
		case 'boolean':
			return value ? 1 : 0;
		case 'undefined':
			return null;
		case 'object':
			if (value === null) return null;
			if (value instanceof Uint8Array) return Buffer.from(value);
			if (value instanceof Date) return value.toISOString();
	}
	throw new TypeError(`cannot bind a ${typeof value}`);
}

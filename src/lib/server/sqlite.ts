/** libsql under Kysely's own SQLite dialect. */
import Database from 'libsql';
import {
	CompiledQuery,
	SqliteDialect,
	SqliteDriver,
	type DatabaseConnection,
	type SqliteDatabase,
	type SqliteDialectConfig,
	type SqliteStatement,
	type TransactionSettings
} from 'kysely';

/**
 * How long a transaction waits for another process's write. The wait stops this process too, so it is short: the
 * transaction is tried again by `transact`, which lets others run meanwhile.
 */
const busyTimeoutMs = 20;

/**
 * libsql 0.5 leaves a statement that failed busy in progress until it is collected, and no transaction of its connection
 * can commit meanwhile (tursodatabase/libsql-js#237). `exec` is free of that, so it takes the lock for every write.
 */
const takesLock = /^(begin|commit|rollback)\b/;
const needsLock = /^\s*(insert|update|delete|create|alter|drop)\b/i;

/**
 * @param file path, or `:memory:`
 */
export function sqliteDialect(file: string): SqliteDialect {
	return new LibsqlDialect({
		database: () => Promise.resolve().then(() => asKyselyWants(openSqlite(file)))
	});
}

class LibsqlDialect extends SqliteDialect {
	readonly #config: SqliteDialectConfig;
	constructor(config: SqliteDialectConfig) {
		super(config);
		this.#config = config;
	}
	override createDriver(): SqliteDriver {
		return new LibsqlDriver(this.#config);
	}
}

class LibsqlDriver extends SqliteDriver {
	/** A transaction that may write has the lock from its beginning: none is refused half-way. */
	override async beginTransaction(
		connection: DatabaseConnection,
		settings?: TransactionSettings
	): Promise<void> {
		const begin = settings?.accessMode === 'read only' ? 'begin' : 'begin immediate';
		await connection.executeQuery(CompiledQuery.raw(begin));
	}
}

/** @param file path, or `:memory:` */
export function openSqlite(file: string): Database.Database {
	const database = new Database(file, { timeout: busyTimeoutMs });
	// WAL with FULL: an answered push is on the disk, whatever happens to the process or the machine (Y10).
	database.exec('pragma journal_mode = wal');
	database.exec('pragma synchronous = full');
	database.exec('pragma foreign_keys = on');
	return database;
}

function asKyselyWants(database: Database.Database): SqliteDatabase {
	const idle = createIdleStatements(database);
	return {
		close: () => database.close(),
		prepare: (sql) =>
			takesLock.test(sql) ? executed(database, sql) : prepared(database, idle, sql)
	};
}

/** SQL of the same shape comes again and again: batches of one size, reads by id. */
const mostIdle = 64;

interface IdleStatements {
	readonly take: (sql: string) => Database.Statement;
	readonly giveBack: (sql: string, statement: Database.Statement) => void;
}

/**
 * Statements that were run to their end and can run again. One that runs is not among them, so that none is used twice at
 * once, nor one that failed or was left half-way: it would stay in progress as long as it is held.
 */
function createIdleStatements(database: Database.Database): IdleStatements {
	const idle = new Map<string, Database.Statement>();
	return {
		take(sql) {
			const statement = idle.get(sql);
			idle.delete(sql);
			return statement ?? database.prepare(sql);
		},
		giveBack(sql, statement) {
			idle.set(sql, statement);
			// The one given back longest ago stands first.
			if (idle.size > mostIdle) idle.delete(idle.keys().next().value ?? '');
		}
	};
}

function executed(database: Database.Database, sql: string): SqliteStatement {
	const run = () => {
		database.exec(sql);
		return { changes: 0, lastInsertRowid: 0 };
	};
	return { reader: false, run, all: () => [], iterate: () => [].values() };
}

function prepared(database: Database.Database, idle: IdleStatements, sql: string): SqliteStatement {
	const statement = idle.take(sql);
	const toItsEnd = <T>(work: () => T): T => {
		const isAlone = needsLock.test(sql) && !database.inTransaction;
		const result = isAlone ? alone(database, work) : work();
		idle.giveBack(sql, statement);
		return result;
	};
	return {
		reader: statement.reader,
		all: (values) => toItsEnd(() => statement.all(values.map(bindable))),
		run: (values) => toItsEnd(() => statement.run(values.map(bindable))),
		iterate: (values) => statement.iterate(values.map(bindable))
	};
}

/** A write on its own, in a transaction of its own. */
function alone<T>(database: Database.Database, work: () => T): T {
	database.exec('begin immediate');
	try {
		const result = work();
		database.exec('commit');
		return result;
	} catch (error) {
		if (database.inTransaction) database.exec('rollback');
		throw error;
	}
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

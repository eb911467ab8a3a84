/** PGlite behind the interface of a pg pool, for machines without PostgreSQL. */
import { PGlite } from '@electric-sql/pglite';
import { PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely';

export function pgliteDialect(): PostgresDialect {
	return new PostgresDialect({ pool: async () => createPool(await PGlite.create()) });
}

function createPool(engine: PGlite): PostgresPool {
	// It has one session, so whoever connects waits for the one before.
	let last = Promise.resolve();
	return {
		async connect() {
			const before = last;
			const turn: { release?: () => void } = {};
			last = new Promise((resolve) => (turn.release = resolve));
			await before;
			const release = () => turn.release?.();
			return { query: query(engine), release } as unknown as PostgresPoolClient;
		},
		end: () => engine.close()
	};
}

function query(engine: PGlite) {
	return async (sql: string, values: readonly unknown[]) => {
		const { rows, affectedRows = 0 } = await engine.query(sql, [...values]);
		const command = sql.trimStart().split(/\s/, 1)[0]?.toUpperCase() ?? '';
		return { command, rowCount: affectedRows, rows };
	};
}

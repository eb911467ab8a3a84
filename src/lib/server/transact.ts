/** Transactions that are tried again when the engine asks for it (Y10). */
import type { Transaction } from 'kysely';
import type { Database } from './database';
import type { Tables } from './tables';

/** PostgreSQL: serialization failure, deadlock. SQLite: another process writes. */
const retryable = new Set(['40001', '40P01', 'SQLITE_BUSY', 'SQLITE_BUSY_SNAPSHOT']);

const attempts = 40;
const firstDelayMs = 10;
/** Capped low: who waits longer each time starves beside a busy neighbour. */
const longestDelayMs = 400;

/**
 * Runs `work` in one transaction, again with jitter while the engine refuses it for others' sake.
 * `work` must not have effects outside the database.
 */
export async function transact<T>(
	database: Database,
	work: (transaction: Transaction<Tables>) => Promise<T>
): Promise<T> {
	for (let attempt = 1; ; attempt++) {
		try {
			return await database.transaction().execute(work);
		} catch (error) {
			if (attempt === attempts || !retryable.has(codeOf(error))) throw error;
			await delay(Math.random() * Math.min(longestDelayMs, firstDelayMs * 2 ** attempt));
		}
	}
}

/** The engine's own code of an error, '' where it has none. */
export function codeOf(error: unknown): string {
	const code = (error as { code?: unknown } | null)?.code;
	return typeof code === 'string' ? code : '';
}

function delay(ms: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, ms));
}

const unreachable = new Set([
	'ECONNREFUSED',
	'ECONNRESET',
	'ENOENT',
	'EPIPE',
	'ETIMEDOUT',
	'SQLITE_FULL',
	'SQLITE_IOERR'
]);

/** Whether the database could not be reached or is going down: the same request may succeed soon. */
export function isUnavailable(error: unknown): boolean {
	const code = codeOf(error);
	return (
		retryable.has(code) ||
		/^(08|57P0|53|25006)/.test(code) ||
		unreachable.has(code) ||
		/Connection terminated|not queryable|timeout exceeded when trying to connect/.test(
			error instanceof Error ? error.message : ''
		)
	);
}

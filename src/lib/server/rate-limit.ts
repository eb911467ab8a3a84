/** How often something may be tried (X3): counted in the database, so that all server processes count together. */
import { sql } from 'kysely';
import type { Database } from './database';
import { Refusal } from './refusal';

export interface Limit {
	/** Holds no value that must not lie open: hash what names a person. */
	readonly key: string;
	readonly tries: number;
	readonly windowSeconds: number;
	readonly nowMs: number;
}

/** @throws {Refusal} `too_many_requests` */
export async function countTry(database: Database, limit: Limit): Promise<void> {
	const { key, tries, nowMs } = limit;
	const startMs = nowMs - limit.windowSeconds * 1000;
	const { rows } = await sql<{ count: number }>`
		insert into rate_limits (id, key, count, "lastRequest") values (${key}, ${key}, 1, ${nowMs})
		on conflict (key) do update set
			count = case when rate_limits."lastRequest" <= ${startMs} then 1 else rate_limits.count + 1 end,
			"lastRequest" = case when rate_limits."lastRequest" <= ${startMs}
				then excluded."lastRequest" else rate_limits."lastRequest" end
		returning count`.execute(database);
	if ((rows[0]?.count ?? 0) > tries) throw new Refusal('too_many_requests');
}

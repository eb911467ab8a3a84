import { sql, type Kysely } from 'kysely';

/** What a device must have seen for its next change to stand on a merge (PROTOCOL 3.7). */
export async function addMergedOnto(database: Kysely<unknown>): Promise<void> {
	await sql`alter table receipts add column merged_onto bigint not null default 0`.execute(
		database
	);
}

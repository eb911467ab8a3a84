import { sql, type Kysely } from 'kysely';

/** Key pairs that passwords are sealed to (W5), shared by all server processes. */
export async function createSealingKeys(database: Kysely<unknown>): Promise<void> {
	await sql`create table sealing_keys (
		id text primary key, created_at text not null, public_key text not null,
		private_key text not null)`.execute(database);
}

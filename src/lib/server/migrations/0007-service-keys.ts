import { sql, type Kysely } from 'kysely';

/** Service keys and users' set-up links (Y11), both by the hash of what is shown. */
export async function createServiceKeys(database: Kysely<unknown>): Promise<void> {
	for (const statement of [
		sql`create table service_keys (
			organisation_id text not null references organisations (id), id text not null,
			name text not null, key_hash text not null, created_by text not null,
			created_at text not null, last_used_at text, revoked_at text,
			primary key (organisation_id, id))`,
		sql`create index service_keys_by_hash on service_keys (key_hash)`,
		sql`create table user_set_up_links (
			organisation_id text not null references organisations (id), token_hash text not null,
			user_id text not null, created_at text not null, expires_at text not null, used_at text,
			primary key (organisation_id, token_hash))`,
		sql`create index user_set_up_links_by_hash on user_set_up_links (token_hash)`,
		sql`create index user_set_up_links_by_user on user_set_up_links (organisation_id, user_id)`
	]) {
		await statement.execute(database);
	}
}

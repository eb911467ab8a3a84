import { sql, type Kysely } from 'kysely';

/** Devices that signed in (X5), invitations beside the links of commands, and settings of the organisation (M6). */
export async function createDevices(database: Kysely<unknown>): Promise<void> {
	for (const statement of [
		sql`create table devices (
			organisation_id text not null references organisations (id), id text not null,
			token_hash text not null, account_id text not null, session_id text, name text not null,
			created_at text not null, last_seen_at text not null, revoked_at text, told_at text,
			primary key (organisation_id, id))`,
		sql`create unique index devices_by_token on devices (organisation_id, token_hash)`,
		sql`create index devices_by_session on devices (session_id)`,
		sql`alter table set_up_links add column invited_by text`,
		sql`create table organisation_settings (
			organisation_id text primary key references organisations (id), settings text not null)`
	]) {
		await statement.execute(database);
	}
}

import { sql, type Kysely } from 'kysely';

/** Hashes of users' passwords, and what the queue that makes them needs (Y9). */
export async function createUserPasswords(database: Kysely<unknown>): Promise<void> {
	for (const statement of [
		sql`create table user_passwords (
			organisation_id text not null references organisations (id), user_id text not null,
			hash text not null, version bigint not null, set_at text not null,
			primary key (organisation_id, user_id))`,
		sql`create table passwords_failed (
			organisation_id text not null references organisations (id), change_id text not null,
			user_id text not null, version bigint not null, code text not null, failed_at text not null,
			primary key (organisation_id, change_id))`,
		sql`create index passwords_failed_by_user on passwords_failed (organisation_id, user_id)`,
		sql`alter table passwords_pending add column claim text`,
		sql`alter table passwords_pending add column claimed_until text`,
		sql`create index passwords_pending_by_time on passwords_pending (created_at)`,
		sql`create index passwords_pending_by_user on passwords_pending (organisation_id, user_id)`,
		sql`create index passwords_pending_by_envelope on passwords_pending (organisation_id, envelope)`,
		sql`create index envelopes_by_time on envelopes (created_at)`
	]) {
		await statement.execute(database);
	}
}

import { sql, type Kysely } from 'kysely';
import type { Engine } from '../database';

/**
 * Users, exams and what accepting changes needs. Portable on purpose (Y10): every unique key starts with the
 * organisation, and there are no triggers and no indexes over expressions.
 */
export async function createStore(database: Kysely<unknown>, engine: Engine): Promise<void> {
	const bytes = sql.raw(engine === 'postgres' ? 'bytea' : 'blob');
	for (const statement of [
		sql`create table organisations (
			id text primary key, name text not null, version bigint not null, epoch text not null,
			audit_sequence bigint not null, audit_hash text not null, created_at text not null)`,
		sql`create table users (
			organisation_id text not null references organisations (id), id text not null,
			client_id text not null, username text not null, title text not null, first_name text not null,
			last_name text not null, email text not null, phone text not null,
			photo_sha256 text, photo_source_sha256 text, must_change_password smallint not null,
			deleted_at text, version bigint not null, password_version bigint not null,
			changed_by text not null, changed_at text not null,
			username_key text, client_id_key text, email_key text,
			primary key (organisation_id, id))`,
		sql`create unique index users_by_username on users (organisation_id, username_key)`,
		sql`create unique index users_by_client_id on users (organisation_id, client_id_key)`,
		sql`create index users_by_email on users (organisation_id, email_key)`,
		sql`create index users_by_version on users (organisation_id, version)`,
		sql`create table registrations (
			organisation_id text not null references organisations (id), user_id text not null,
			exam_id text not null, role text not null, eligible smallint not null, venue text not null,
			booking_status text not null, primary key (organisation_id, user_id, exam_id))`,
		sql`create table exams (
			organisation_id text not null references organisations (id), id text not null,
			name text not null, kind text not null, starts_at text, venues text not null,
			created_at text not null, created_by text not null, deleted_at text, version bigint not null,
			changed_by text not null, changed_at text not null, primary key (organisation_id, id))`,
		sql`create index exams_by_version on exams (organisation_id, version)`,
		sql`create table receipts (
			organisation_id text not null references organisations (id), change_id text not null,
			fingerprint text not null, outcome text not null, known_version bigint not null,
			device_id text not null, created_at text not null, primary key (organisation_id, change_id))`,
		sql`create table envelopes (
			organisation_id text not null references organisations (id), sha256 text not null,
			bytes ${bytes} not null, created_by text not null, created_at text not null,
			primary key (organisation_id, sha256))`,
		sql`create table passwords_pending (
			organisation_id text not null references organisations (id), change_id text not null,
			user_id text not null, envelope text not null, slot integer not null, version bigint not null,
			created_at text not null, primary key (organisation_id, change_id))`,
		sql`create table audit (
			organisation_id text not null references organisations (id), sequence bigint not null,
			at text not null, account_id text not null, kind text not null, detail text not null,
			hash text not null, primary key (organisation_id, sequence))`
	]) {
		await statement.execute(database);
	}
}

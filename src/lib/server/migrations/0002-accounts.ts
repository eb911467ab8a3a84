import { sql, type Kysely } from 'kysely';
import type { Engine } from '../database';

/** Accounts, sessions and set-up links. The camel-case columns are better-auth's own names for them. */
export async function createAccounts(database: Kysely<unknown>, engine: Engine): Promise<void> {
	const isPostgres = engine === 'postgres';
	const time = sql.raw(isPostgres ? 'timestamptz' : 'date');
	const yesNo = sql.raw(isPostgres ? 'boolean' : 'integer');
	for (const statement of [
		sql`create table accounts (
			id text primary key, name text not null, email text not null unique,
			"emailVerified" ${yesNo} not null, image text, "createdAt" ${time} not null,
			"updatedAt" ${time} not null, "organisationId" text not null references organisations (id),
			role text not null)`,
		sql`create table sessions (
			id text primary key, "expiresAt" ${time} not null, token text not null unique,
			"createdAt" ${time} not null, "updatedAt" ${time} not null, "ipAddress" text, "userAgent" text,
			"userId" text not null references accounts (id) on delete cascade)`,
		sql`create index sessions_by_account on sessions ("userId")`,
		sql`create table credentials (
			id text primary key, "accountId" text not null, "providerId" text not null,
			"userId" text not null references accounts (id) on delete cascade,
			"accessToken" text, "refreshToken" text, "idToken" text, "accessTokenExpiresAt" ${time},
			"refreshTokenExpiresAt" ${time}, scope text, password text, "createdAt" ${time} not null,
			"updatedAt" ${time} not null)`,
		sql`create index credentials_by_account on credentials ("userId")`,
		sql`create table verifications (
			id text primary key, identifier text not null, value text not null,
			"expiresAt" ${time} not null, "createdAt" ${time} not null, "updatedAt" ${time} not null)`,
		sql`create index verifications_by_identifier on verifications (identifier)`,
		sql`create table rate_limits (
			id text primary key, key text not null unique, count integer not null,
			"lastRequest" bigint not null)`,
		sql`create table set_up_links (
			token_hash text primary key, organisation_id text not null references organisations (id),
			role text not null, created_at text not null, expires_at text not null, used_at text)`
	]) {
		await statement.execute(database);
	}
}

import { sql, type Kysely } from 'kysely';

/** Passkeys of accounts, and the questions that are open (X1). */
export async function createPasskeys(database: Kysely<unknown>): Promise<void> {
	for (const statement of [
		sql`create table passkeys (
			id text primary key, account_id text not null references accounts (id) on delete cascade,
			public_key text not null, counter integer not null, transports text not null,
			name text not null, created_at text not null, last_used_at text)`,
		sql`create index passkeys_by_account on passkeys (account_id)`,
		sql`create table passkey_challenges (
			challenge_hash text primary key, account_id text, expires_at text not null)`
	]) {
		await statement.execute(database);
	}
}

import { sql, type Kysely } from 'kysely';

/** Accounts that are closed for a while (X1), devices that are their owner's alone (X5). */
export async function addPeopleAndDevices(database: Kysely<unknown>): Promise<void> {
	await sql`alter table accounts add column "disabledAt" text`.execute(database);
	await sql`alter table devices add column is_own integer not null default 0`.execute(database);
}

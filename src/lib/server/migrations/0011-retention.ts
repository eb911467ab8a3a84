import { sql, type Kysely } from 'kysely';

/** Since when nobody has a photo (X7), and which reports of devices are in the audit already (X4). */
export async function createRetention(database: Kysely<unknown>): Promise<void> {
	for (const statement of [
		sql`alter table photos add column unreferenced_since text`,
		sql`create index users_by_photo on users (organisation_id, photo_sha256)`,
		sql`create index users_by_deletion on users (organisation_id, deleted_at)`,
		sql`create table audit_reports (
			organisation_id text not null references organisations (id), id text not null,
			primary key (organisation_id, id))`
	]) {
		await statement.execute(database);
	}
}

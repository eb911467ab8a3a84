import { sql, type Kysely } from 'kysely';
import type { Engine } from '../database';

/** Photos by the hash of their bytes (Y8). */
export async function createPhotos(database: Kysely<unknown>, engine: Engine): Promise<void> {
	const bytes = sql.raw(engine === 'postgres' ? 'bytea' : 'blob');
	await sql`create table photos (
		organisation_id text not null references organisations (id), sha256 text not null,
		bytes ${bytes} not null, created_by text not null, created_at text not null,
		primary key (organisation_id, sha256))`.execute(database);
}

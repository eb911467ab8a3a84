/** Takes a user's values off the server (X7). The id stays, as a deleted user without any, so that devices hear of it. */
import { sql as raw, type Transaction } from 'kysely';
import type { Tables } from './tables';

type Sql = Transaction<Tables>;

/** Tables that hold something of a user under its id. */
const ofUsers = [
	'registrations',
	'passwords_pending',
	'passwords_failed',
	'user_passwords'
] as const;

const nothing = {
	client_id: '',
	username: '',
	title: '',
	first_name: '',
	last_name: '',
	email: '',
	phone: '',
	photo_sha256: null,
	photo_source_sha256: null,
	must_change_password: 0,
	username_key: null,
	client_id_key: null,
	email_key: null
} as const;

interface Erasure {
	readonly organisationId: string;
	readonly ids: readonly string[];
	/** ISO 8601. */
	readonly at: string;
}

/** Users of the organisation, each under a version of its own. The organisation's row is held from here on. */
export async function eraseUsers(sql: Sql, { organisationId, ids, at }: Erasure): Promise<void> {
	if (ids.length === 0) return;
	const { version } = await sql
		.updateTable('organisations')
		.set((row) => ({ version: raw<number>`${row.ref('version')} + ${ids.length}` }))
		.where('id', '=', organisationId)
		.returning('version')
		.executeTakeFirstOrThrow();
	const rows = await sql
		.selectFrom('users')
		.select(['id', 'photo_sha256', 'deleted_at'])
		.where('organisation_id', '=', organisationId)
		.where('id', 'in', [...ids])
		.execute();
	for (const [place, { id, deleted_at }] of rows.entries()) {
		const own = { deleted_at: deleted_at ?? at, version: version - place, changed_at: at };
		await sql
			.updateTable('users')
			.set({ ...nothing, ...own })
			.where('organisation_id', '=', organisationId)
			.where('id', '=', id)
			.execute();
	}
	for (const table of ofUsers) {
		await sql
			.deleteFrom(table)
			.where('organisation_id', '=', organisationId)
			.where('user_id', 'in', [...ids])
			.execute();
	}
	await forgetConflicts(sql, organisationId, ids);
	const photos = rows.flatMap(({ photo_sha256 }) => photo_sha256 ?? []);
	await dropPhotos(sql, organisationId, photos);
}

/** Photos of these hashes that no user has any more. */
export async function dropPhotos(
	sql: Sql,
	organisationId: string,
	photos: readonly string[]
): Promise<void> {
	if (photos.length === 0) return;
	await sql
		.deleteFrom('photos')
		.where('organisation_id', '=', organisationId)
		.where('sha256', 'in', [...new Set(photos)])
		.where((row) =>
			row.not(
				row.exists(
					row
						.selectFrom('users')
						.select('users.id')
						.whereRef('users.organisation_id', '=', 'photos.organisation_id')
						.whereRef('users.photo_sha256', '=', 'photos.sha256')
				)
			)
		)
		.execute();
}

/** Answers of conflicts hold the user as stored then; the same push again is told that nobody is there. */
async function forgetConflicts(
	sql: Sql,
	organisationId: string,
	ids: readonly string[]
): Promise<void> {
	const rows = await sql
		.selectFrom('receipts')
		.select(['change_id', 'outcome'])
		.where('organisation_id', '=', organisationId)
		.where('outcome', 'like', '%"outcome":"conflict"%')
		.execute();
	const erased = new Set<string | undefined>(ids);
	for (const row of rows) {
		const { stored } = JSON.parse(row.outcome) as { stored: { id: string } | null };
		if (erased.has(stored?.id)) await forgetStored(sql, organisationId, row);
	}
}

export async function forgetStored(
	sql: Sql,
	organisationId: string,
	{ change_id, outcome }: { change_id: string; outcome: string }
): Promise<void> {
	const emptied = { ...(JSON.parse(outcome) as object), stored: null };
	await sql
		.updateTable('receipts')
		.set({ outcome: JSON.stringify(emptied) })
		.where('organisation_id', '=', organisationId)
		.where('change_id', '=', change_id)
		.execute();
}

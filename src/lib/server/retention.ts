/** What the clock erases (X7): photos after their exam, deleted users, values before, photos that nobody has any more. */
import { sql as raw, type Transaction } from 'kysely';
import { recordAuditIn } from './audit';
import type { Database } from './database';
import { dropPhotos, eraseUsers, forgetStored } from './erase';
import { readOrganisationSettings, type OrganisationSettings } from './organisation-settings';
import type { Tables } from './tables';
import { transact } from './transact';

type Sql = Transaction<Tables>;

/** Users in a transaction: pushes wait no longer than for a batch. */
const atOnce = 200;
const dayMs = 24 * 60 * 60 * 1000;

export interface Erased {
	readonly users: number;
	readonly photos: number;
	readonly replacedPhotos: number;
	readonly conflicts: number;
}

interface Round {
	readonly organisationId: string;
	readonly settings: OrganisationSettings;
	readonly nowMs: number;
	/** ISO 8601. */
	readonly at: string;
}

/** All organisations, one after the other. Several processes may do so at once. */
export async function eraseByClock(database: Database, nowMs: number): Promise<void> {
	const organisations = await database.selectFrom('organisations').select('id').execute();
	for (const { id } of organisations) await eraseInOrganisation(database, id, nowMs);
}

export async function eraseInOrganisation(
	database: Database,
	organisationId: string,
	nowMs: number
): Promise<Erased> {
	const settings = await readOrganisationSettings(database, organisationId);
	const at = new Date(nowMs).toISOString();
	const round = { organisationId, settings, nowMs, at };
	const again = (step: (sql: Sql, round: Round) => Promise<number>) =>
		untilNone(() => transact(database, (sql) => step(sql, round)));
	const erased = {
		users: await again(eraseDeleted),
		photos: await again(erasePhotos),
		replacedPhotos: await transact(database, (sql) => eraseReplaced(sql, round)),
		conflicts: await again(forgetOldConflicts)
	};
	if (Object.values(erased).every((count) => count === 0)) return erased;
	await transact(database, (sql) => {
		const entry = { at, accountId: '', kind: 'retention' as const, detail: { ...erased } };
		return recordAuditIn(sql, organisationId, entry);
	});
	return erased;
}

async function untilNone(step: () => Promise<number>): Promise<number> {
	for (let total = 0; ;) {
		const count = await step();
		total += count;
		if (count < atOnce) return total;
	}
}

const before = ({ nowMs }: Round, days: number): string =>
	new Date(nowMs - days * dayMs).toISOString();

async function eraseDeleted(sql: Sql, round: Round): Promise<number> {
	const { organisationId, at } = round;
	const rows = await sql
		.selectFrom('users')
		.select('id')
		.where('organisation_id', '=', organisationId)
		.where('deleted_at', '<', before(round, round.settings.keepDays))
		.where('username', '!=', '')
		.limit(atOnce)
		.execute();
	const ids = rows.map(({ id }) => id);
	await eraseUsers(sql, { organisationId, ids, at });
	return ids.length;
}

/** The last of a user's exams counts; without a start in any of them, the day on which the photo came. */
async function erasePhotos(sql: Sql, round: Round): Promise<number> {
	const { organisationId, settings } = round;
	const examBefore = before(round, settings.photoDaysAfterExam);
	const uploadBefore = before(round, settings.photoDaysAfterUpload);
	const { rows } = await raw<{ id: string; photo_sha256: string }>`
		select users.id, users.photo_sha256 from users
		join photos on photos.organisation_id = users.organisation_id
			and photos.sha256 = users.photo_sha256
		left join (
			select registrations.user_id, max(exams.starts_at) as last_start from registrations
			join exams on exams.organisation_id = registrations.organisation_id
				and exams.id = registrations.exam_id
			where registrations.organisation_id = ${organisationId}
			group by registrations.user_id
		) starts on starts.user_id = users.id
		where users.organisation_id = ${organisationId}
			and case when starts.last_start is null then photos.created_at < ${uploadBefore}
				else starts.last_start < ${examBefore} end
		limit ${atOnce}`.execute(sql);
	if (rows.length === 0) return 0;
	await takePhotosAway(
		sql,
		round,
		rows.map(({ id }) => id)
	);
	await dropPhotos(
		sql,
		organisationId,
		rows.map((row) => row.photo_sha256)
	);
	return rows.length;
}

async function takePhotosAway(
	sql: Sql,
	{ organisationId, at }: Round,
	ids: readonly string[]
): Promise<void> {
	const { version } = await sql
		.updateTable('organisations')
		.set((row) => ({ version: raw<number>`${row.ref('version')} + ${ids.length}` }))
		.where('id', '=', organisationId)
		.returning('version')
		.executeTakeFirstOrThrow();
	for (const [place, id] of ids.entries()) {
		await sql
			.updateTable('users')
			.set({
				photo_sha256: null,
				photo_source_sha256: null,
				version: version - place,
				changed_at: at
			})
			.where('organisation_id', '=', organisationId)
			.where('id', '=', id)
			.execute();
	}
}

/** An undo gives a replaced photo back as long as it is offered: it goes that long after it was last in use. */
async function eraseReplaced(sql: Sql, round: Round): Promise<number> {
	const { organisationId, at, settings } = round;
	const used = raw<boolean>`exists (select 1 from users
		where users.organisation_id = photos.organisation_id
		and users.photo_sha256 = photos.sha256)`;
	await sql
		.updateTable('photos')
		.set({ unreferenced_since: null })
		.where('organisation_id', '=', organisationId)
		.where('unreferenced_since', 'is not', null)
		.where(used)
		.execute();
	await sql
		.updateTable('photos')
		.set({ unreferenced_since: at })
		.where('organisation_id', '=', organisationId)
		.where('unreferenced_since', 'is', null)
		.where((row) => row.not(used))
		.execute();
	const gone = await sql
		.deleteFrom('photos')
		.where('organisation_id', '=', organisationId)
		.where('unreferenced_since', '<', before(round, settings.keepDays))
		.executeTakeFirst();
	return Number(gone.numDeletedRows);
}

async function forgetOldConflicts(sql: Sql, round: Round): Promise<number> {
	const { organisationId, settings } = round;
	const rows = await sql
		.selectFrom('receipts')
		.select(['change_id', 'outcome'])
		.where('organisation_id', '=', organisationId)
		.where('created_at', '<', before(round, settings.keepDays))
		.where('outcome', 'like', '%"outcome":"conflict"%')
		.where('outcome', 'not like', '%"stored":null%')
		.limit(atOnce)
		.execute();
	for (const row of rows) await forgetStored(sql, organisationId, row);
	return rows.length;
}

/** "Export this person" and "Erase this person" (X7), for admins. */
import { examOf, registrationOf, userOf } from './accept/rows';
import { recordAudit, recordAuditIn } from './audit';
import type { Database } from './database';
import { eraseUsers } from './erase';
import { Refusal } from './refusal';
import { requireAdmin, type Session } from './session';
import type { UserTable } from './tables';
import { transact } from './transact';

interface Asked {
	readonly id: string;
	readonly nowMs: number;
}

/**
 * All that the server has of one user, as JSON for people.
 * @throws {Refusal} `not_allowed`, `not_found` (unknown, erased, or of another organisation)
 */
export async function exportPerson(database: Database, session: Session, { id, nowMs }: Asked) {
	requireAdmin(session);
	const { organisationId, accountId } = session;
	const row = await findUser(database, organisationId, id);
	const { photo, ...user } = userOf(row, {});
	const exported = {
		exportedAt: new Date(nowMs).toISOString(),
		user: { ...user, registrations: await registrationsOf(database, organisationId, id) },
		changedAt: row.changed_at,
		password: await passwordOf(database, organisationId, id),
		photo: photo && (await photoOf(database, organisationId, photo.sha256))
	};
	const entry = { kind: 'person_exported' as const, detail: { user: id } };
	await recordAudit(database, organisationId, { at: exported.exportedAt, accountId, ...entry });
	return exported;
}

/** @throws {Refusal} `not_allowed`, `not_found` */
export async function erasePerson(
	database: Database,
	session: Session,
	{ id, nowMs }: Asked
): Promise<void> {
	requireAdmin(session);
	const { organisationId, accountId } = session;
	const at = new Date(nowMs).toISOString();
	await transact(database, async (sql) => {
		await findUser(sql, organisationId, id);
		await eraseUsers(sql, { organisationId, ids: [id], at });
		const entry = { kind: 'person_erased' as const, detail: { user: id } };
		await recordAuditIn(sql, organisationId, { at, accountId, ...entry });
	});
}

async function findUser(
	database: Database,
	organisationId: string,
	id: string
): Promise<UserTable> {
	const row = await database
		.selectFrom('users')
		.selectAll()
		.where('organisation_id', '=', organisationId)
		.where('id', '=', id)
		.executeTakeFirst();
	const isErased = row?.deleted_at !== null && row?.username === '';
	if (!row || isErased) throw new Refusal('not_found');
	return row;
}

async function registrationsOf(database: Database, organisationId: string, userId: string) {
	const rows = await database
		.selectFrom('registrations')
		.selectAll()
		.where('organisation_id', '=', organisationId)
		.where('user_id', '=', userId)
		.orderBy('exam_id')
		.execute();
	const exams = await database
		.selectFrom('exams')
		.selectAll()
		.where('organisation_id', '=', organisationId)
		.execute();
	const byId = new Map(exams.map((exam) => [exam.id, examOf(exam)]));
	return rows.map((row) => {
		const exam = byId.get(row.exam_id);
		const about = { id: row.exam_id, name: exam?.name ?? '', startsAt: exam?.startsAt ?? null };
		return { exam: about, ...registrationOf(row) };
	});
}

/** When it was set; its hash is of no use to anybody but the server. */
async function passwordOf(database: Database, organisationId: string, userId: string) {
	const row = await database
		.selectFrom('user_passwords')
		.select('set_at')
		.where('organisation_id', '=', organisationId)
		.where('user_id', '=', userId)
		.executeTakeFirst();
	return row ? { setAt: row.set_at } : null;
}

async function photoOf(database: Database, organisationId: string, sha256: string) {
	const row = await database
		.selectFrom('photos')
		.select(['bytes', 'created_at'])
		.where('organisation_id', '=', organisationId)
		.where('sha256', '=', sha256)
		.executeTakeFirst();
	const jpegBase64 = row ? Buffer.from(row.bytes).toString('base64') : null;
	return { sha256, keptAt: row?.created_at ?? null, jpegBase64 };
}

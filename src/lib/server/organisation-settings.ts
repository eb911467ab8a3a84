/** What admins set for their organisation (M6, X2, X7). */
import { z } from 'zod';
import { recordAuditIn } from './audit';
import type { Database } from './database';
import { Refusal } from './refusal';
import { requireAdmin, type Session } from './session';
import { transact } from './transact';

const days = (most: number) => z.number().int().min(1).max(most);

export const organisationSettingsSchema = z.strictObject({
	/** X2: how long after a sign-in a device shows what came from the server. */
	lockHours: z.number().int().min(1).max(168),
	/** X7: photos, after the start of their user's last exam. */
	photoDaysAfterExam: days(3650),
	/** X7: photos of users without an exam that has a start. */
	photoDaysAfterUpload: days(3650),
	/** X7: deleted users, values before, replaced photos, saved rows. */
	keepDays: days(365),
	/** F8: ISO 3166 of the country that phones without one belong to, '' for none. */
	country: z.string().regex(/^([A-Z]{2})?$/),
	/** W1: what a made password looks like, unless an upload says otherwise. */
	passwordForm: z.enum(['characters', 'words'])
});
export type OrganisationSettings = z.infer<typeof organisationSettingsSchema>;

export const defaultOrganisationSettings: OrganisationSettings = {
	lockHours: 12,
	photoDaysAfterExam: 90,
	photoDaysAfterUpload: 180,
	keepDays: 30,
	country: '',
	passwordForm: 'characters'
};

export async function readOrganisationSettings(
	database: Database,
	organisationId: string
): Promise<OrganisationSettings> {
	const row = await database
		.selectFrom('organisation_settings')
		.select('settings')
		.where('organisation_id', '=', organisationId)
		.executeTakeFirst();
	const stored = row ? (JSON.parse(row.settings) as object) : {};
	return organisationSettingsSchema.parse({ ...defaultOrganisationSettings, ...stored });
}

/** Also under which name the organisation is known. */
export async function readOrganisation(
	database: Database,
	organisationId: string
): Promise<OrganisationSettings & { readonly name: string }> {
	const { name } = await database
		.selectFrom('organisations')
		.select('name')
		.where('id', '=', organisationId)
		.executeTakeFirstOrThrow();
	return { name, ...(await readOrganisationSettings(database, organisationId)) };
}

const nameSchema = z.strictObject({ name: z.string().trim().min(1).max(100) });

/** @throws {Refusal} `not_allowed`, `malformed` */
export async function renameOrganisation(
	database: Database,
	session: Session,
	{ body, nowMs }: { body: unknown; nowMs: number }
): Promise<void> {
	requireAdmin(session);
	const read = nameSchema.safeParse(body);
	if (!read.success) throw new Refusal('malformed', read.error);
	const { organisationId, accountId } = session;
	const at = new Date(nowMs).toISOString();
	await transact(database, async (sql) => {
		const { name } = read.data;
		await sql.updateTable('organisations').set({ name }).where('id', '=', organisationId).execute();
		const entry = { at, accountId, kind: 'organisation_renamed' as const, detail: {} };
		await recordAuditIn(sql, organisationId, entry);
	});
}

/** @throws {Refusal} `not_allowed`, `malformed` */
export async function writeOrganisationSettings(
	database: Database,
	session: Session,
	{ body, nowMs }: { body: unknown; nowMs: number }
): Promise<OrganisationSettings> {
	requireAdmin(session);
	const read = organisationSettingsSchema.safeParse(body);
	if (!read.success) throw new Refusal('malformed', read.error);
	const { organisationId, accountId } = session;
	const before = await readOrganisationSettings(database, organisationId);
	const fields = Object.entries(read.data).flatMap(([name, value]) =>
		before[name as keyof OrganisationSettings] === value ? [] : [name]
	);
	await transact(database, async (sql) => {
		await sql
			.insertInto('organisation_settings')
			.values({ organisation_id: organisationId, settings: JSON.stringify(read.data) })
			.onConflict((conflict) =>
				conflict
					.column('organisation_id')
					.doUpdateSet((row) => ({ settings: row.ref('excluded.settings') }))
			)
			.execute();
		const at = new Date(nowMs).toISOString();
		const entry = { at, accountId, kind: 'settings_changed' as const, detail: { fields } };
		await recordAuditIn(sql, organisationId, entry);
	});
	return read.data;
}

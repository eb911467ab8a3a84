/** What only a device can know of goes into the audit at its word (X4): hand-outs, exports, undone uploads. */
import { z } from 'zod';
import { recordAuditIn } from './audit';
import type { Database } from './database';
import { Refusal } from './refusal';
import { requireOrganisation, type Session } from './session';
import { transact } from './transact';

export const mostReports = 100;

const reportsSchema = z.strictObject({
	organisationId: z.string(),
	deviceId: z.uuid(),
	reports: z
		.array(
			z.strictObject({
				/** Made on the device: the same one again is no second row. */
				id: z.uuid(),
				kind: z.enum(['hand_out', 'export', 'undo']),
				uploadId: z.uuid().nullable(),
				/** Users, or rows. */
				count: z.number().int().min(0),
				/** The device's clock, for people; the row's own time is the server's. */
				at: z.iso.datetime()
			})
		)
		.min(1)
		.max(mostReports)
});

/** @throws {Refusal} `malformed`, `other_organisation` */
export async function recordReports(
	database: Database,
	session: Session,
	{ body, nowMs }: { body: unknown; nowMs: number }
): Promise<void> {
	const read = reportsSchema.safeParse(body);
	if (!read.success) throw new Refusal('malformed', read.error);
	const { reports, deviceId } = read.data;
	requireOrganisation(session, read.data.organisationId);
	const { organisationId, accountId } = session;
	const at = new Date(nowMs).toISOString();
	await transact(database, async (sql) => {
		for (const { id, kind, uploadId, count, at: deviceAt } of reports) {
			const fresh = await sql
				.insertInto('audit_reports')
				.values({ organisation_id: organisationId, id })
				.onConflict((conflict) => conflict.doNothing())
				.returning('id')
				.executeTakeFirst();
			if (!fresh) continue;
			const detail = { deviceId, uploadId, count, deviceAt };
			await recordAuditIn(sql, organisationId, { at, accountId, kind, detail });
		}
	});
}

/** Invitations (X1): links by which an admin lets someone make an account of a role, once. */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { accountRoles, type AccountRole } from '../core/roles';
import { recordAuditIn } from './audit';
import { sha256 } from './canonical';
import type { Database } from './database';
import { Refusal } from './refusal';
import { requireAdmin, type Session } from './session';
import { transact } from './transact';

const lifeMs = 7 * 24 * 60 * 60 * 1000;

export interface Invitation {
	/** The hash of its token: it opens nothing. */
	readonly id: string;
	readonly role: AccountRole;
	readonly expiresAt: string;
}

const invitationSchema = z.strictObject({ role: z.enum(accountRoles) });

/** The page under which an invitation is accepted. */
export const invitationPath = (token: string): string => `/invite/${token}`;

/**
 * Tells the path of the link, which is shown once: only its hash is kept.
 * @throws {Refusal} `not_allowed`, `malformed`
 */
export async function invite(
	database: Database,
	session: Session,
	{ body, nowMs }: { body: unknown; nowMs: number }
): Promise<Invitation & { readonly path: string }> {
	requireAdmin(session);
	const read = invitationSchema.safeParse(body);
	if (!read.success) throw new Refusal('malformed', read.error);
	const { role } = read.data;
	const { organisationId, accountId } = session;
	const token = randomBytes(32).toString('base64url');
	const at = new Date(nowMs).toISOString();
	const expiresAt = new Date(nowMs + lifeMs).toISOString();
	const id = sha256(token);
	await transact(database, async (sql) => {
		await sql
			.insertInto('set_up_links')
			.values({
				token_hash: id,
				organisation_id: organisationId,
				role,
				created_at: at,
				expires_at: expiresAt,
				used_at: null,
				invited_by: accountId
			})
			.execute();
		const entry = { at, accountId, kind: 'invited' as const, detail: { role } };
		await recordAuditIn(sql, organisationId, entry);
	});
	return { id, role, expiresAt, path: invitationPath(token) };
}

/** Those that can still be accepted, the newest first. */
export async function listInvitations(
	database: Database,
	{ organisationId }: Session,
	nowMs: number
): Promise<Invitation[]> {
	const rows = await database
		.selectFrom('set_up_links')
		.select(['token_hash as id', 'role', 'expires_at as expiresAt'])
		.where('organisation_id', '=', organisationId)
		.where('invited_by', 'is not', null)
		.where('used_at', 'is', null)
		.where('expires_at', '>', new Date(nowMs).toISOString())
		.orderBy('created_at', 'desc')
		.execute();
	return rows.map((row) => ({ ...row, role: row.role as AccountRole }));
}

/** @throws {Refusal} `not_allowed`, `not_found` (unknown, used, or of another organisation) */
export async function withdrawInvitation(
	database: Database,
	session: Session,
	{ id, nowMs }: { id: string; nowMs: number }
): Promise<void> {
	requireAdmin(session);
	const { organisationId, accountId } = session;
	await transact(database, async (sql) => {
		const gone = await sql
			.deleteFrom('set_up_links')
			.where('organisation_id', '=', organisationId)
			.where('token_hash', '=', id)
			.where('invited_by', 'is not', null)
			.where('used_at', 'is', null)
			.returning('role')
			.executeTakeFirst();
		if (!gone) throw new Refusal('not_found');
		const at = new Date(nowMs).toISOString();
		const kind = 'invitation_withdrawn' as const;
		await recordAuditIn(sql, organisationId, { at, accountId, kind, detail: { role: gone.role } });
	});
}

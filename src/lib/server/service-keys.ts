/** Service keys (Y11): by one the exam system pulls and verifies. Only the hash of a key is kept; it is shown once. */
import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { recordAuditIn } from './audit';
import { sha256 } from './canonical';
import type { Database } from './database';
import { Refusal } from './refusal';
import type { Service, Session } from './session';
import { transact } from './transact';

/** Tells people and scanners of leaked secrets what it is. */
const prefix = 'muster_';

/** Beyond these a use is noted again, not at each request. */
const noteUseEveryMs = 60_000;

export interface ServiceKey {
	readonly id: string;
	readonly name: string;
	/** Name of the account that made it, '' where that one is gone. */
	readonly createdBy: string;
	readonly createdAt: string;
	readonly lastUsedAt: string | null;
	readonly revokedAt: string | null;
}

const newKeySchema = z.object({ name: z.string().trim().min(1).max(100) });

/**
 * Tells the key, which nobody can be told again.
 * @throws {Refusal} `not_allowed`, `malformed`
 */
export async function createServiceKey(
	database: Database,
	session: Session,
	{ body, nowMs }: { body: unknown; nowMs: number }
): Promise<{ id: string; name: string; key: string }> {
	requireAdmin(session);
	const read = newKeySchema.safeParse(body);
	if (!read.success) throw new Refusal('malformed', read.error);
	const { name } = read.data;
	const id = randomUUID();
	const key = prefix + randomBytes(32).toString('base64url');
	const at = new Date(nowMs).toISOString();
	await transact(database, async (sql) => {
		await sql
			.insertInto('service_keys')
			.values({
				organisation_id: session.organisationId,
				id,
				name,
				key_hash: sha256(key),
				created_by: session.accountId,
				created_at: at,
				last_used_at: null,
				revoked_at: null
			})
			.execute();
		const entry = { at, accountId: session.accountId, kind: 'service_key_created' as const };
		await recordAuditIn(sql, session.organisationId, { ...entry, detail: { id } });
	});
	return { id, name, key };
}

/**
 * Newest first, revoked ones too.
 * @throws {Refusal} `not_allowed`
 */
export async function listServiceKeys(database: Database, session: Session): Promise<ServiceKey[]> {
	requireAdmin(session);
	const rows = await database
		.selectFrom('service_keys')
		.leftJoin('accounts', 'accounts.id', 'service_keys.created_by')
		.selectAll('service_keys')
		.select('accounts.name as account_name')
		.where('organisation_id', '=', session.organisationId)
		.orderBy('created_at', 'desc')
		.execute();
	return rows.map((row) => ({
		id: row.id,
		name: row.name,
		createdBy: row.account_name ?? '',
		createdAt: row.created_at,
		lastUsedAt: row.last_used_at,
		revokedAt: row.revoked_at
	}));
}

/**
 * From now on it opens nothing; again is harmless.
 * @throws {Refusal} `not_allowed`, `not_found`
 */
export async function revokeServiceKey(
	database: Database,
	session: Session,
	{ id, nowMs }: { id: string; nowMs: number }
): Promise<void> {
	requireAdmin(session);
	const { organisationId, accountId } = session;
	const at = new Date(nowMs).toISOString();
	await transact(database, async (sql) => {
		const row = await sql
			.selectFrom('service_keys')
			.select('revoked_at')
			.where('organisation_id', '=', organisationId)
			.where('id', '=', id)
			.executeTakeFirst();
		if (!row) throw new Refusal('not_found');
		if (row.revoked_at !== null) return;
		await sql
			.updateTable('service_keys')
			.set({ revoked_at: at })
			.where('organisation_id', '=', organisationId)
			.where('id', '=', id)
			.execute();
		const entry = { at, accountId, kind: 'service_key_revoked' as const, detail: { id } };
		await recordAuditIn(sql, organisationId, entry);
	});
}

/** The key of `Authorization: Bearer …`, or null where there is no such header. */
export function bearerOf(headers: Headers): string | null {
	const header = headers.get('authorization');
	return header === null ? null : (/^Bearer\s+(\S+)$/i.exec(header.trim())?.[1] ?? '');
}

/** Null for an unknown or revoked one. */
export async function findService(
	database: Database,
	key: string,
	nowMs: number
): Promise<Service | null> {
	if (!key.startsWith(prefix)) return null;
	const row = await database
		.selectFrom('service_keys')
		.select(['id', 'organisation_id', 'last_used_at'])
		.where('key_hash', '=', sha256(key))
		.where('revoked_at', 'is', null)
		.executeTakeFirst();
	if (!row) return null;
	if (row.last_used_at === null || Date.parse(row.last_used_at) < nowMs - noteUseEveryMs) {
		await database
			.updateTable('service_keys')
			.set({ last_used_at: new Date(nowMs).toISOString() })
			.where('organisation_id', '=', row.organisation_id)
			.where('id', '=', row.id)
			.execute();
	}
	return { keyId: row.id, organisationId: row.organisation_id };
}

function requireAdmin({ role }: Session): void {
	if (role !== 'admin') throw new Refusal('not_allowed');
}

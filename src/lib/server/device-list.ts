/** Devices as people see them (X5): listed, named, marked as one's own, revoked. */
import type { Transaction } from 'kysely';
import { z } from 'zod';
import { recordAuditIn } from './audit';
import type { Database } from './database';
import { longestDeviceName } from './devices';
import { Refusal } from './refusal';
import type { Session } from './session';
import type { Tables } from './tables';
import { transact } from './transact';

export interface ListedDevice {
	readonly id: string;
	readonly name: string;
	/** Of who signed in last; null where the account was removed. */
	readonly account: string | null;
	readonly lastSeenAt: string;
	readonly state: 'signed_in' | 'signed_out' | 'revoked';
	/** It has heard that it was revoked. */
	readonly isTold: boolean;
	/** Others use it too: signing out wipes it. */
	readonly isShared: boolean;
	readonly isThis: boolean;
}

/** All of the organisation for an admin, their own for the others; the last seen first. */
export async function listDevices(
	database: Database,
	{ organisationId, accountId, role }: Session,
	sessionId: string | null
): Promise<ListedDevice[]> {
	let query = database
		.selectFrom('devices')
		.leftJoin('accounts', 'accounts.id', 'devices.account_id')
		.leftJoin('sessions', 'sessions.id', 'devices.session_id')
		.select([
			'devices.id',
			'devices.name',
			'accounts.name as account',
			'last_seen_at',
			'revoked_at'
		])
		.select(['told_at', 'is_own', 'session_id', 'sessions.id as alive'])
		.where('devices.organisation_id', '=', organisationId);
	if (role !== 'admin') query = query.where('devices.account_id', '=', accountId);
	const rows = await query.orderBy('last_seen_at', 'desc').orderBy('devices.id').execute();
	return rows.map((row) => ({
		id: row.id,
		name: row.name,
		account: row.account,
		lastSeenAt: row.last_seen_at,
		state: row.revoked_at !== null ? 'revoked' : row.alive === null ? 'signed_out' : 'signed_in',
		isTold: row.told_at !== null,
		isShared: row.is_own === 0,
		isThis: sessionId !== null && row.session_id === sessionId
	}));
}

const deviceSchema = z.union([
	z.strictObject({ name: z.string().trim().min(1).max(longestDeviceName) }),
	z.strictObject({ isShared: z.boolean() })
]);

/** `{ name }` or `{ isShared }`. @throws {Refusal} `malformed`, `not_found` */
export async function changeDevice(
	database: Database,
	session: Session,
	{ id, body, nowMs }: { id: string; body: unknown; nowMs: number }
): Promise<void> {
	const read = deviceSchema.safeParse(body);
	if (!read.success) throw new Refusal('malformed', read.error);
	const wanted = read.data;
	const { organisationId, accountId } = session;
	await transact(database, async (sql) => {
		await findDevice(sql, session, id);
		await sql
			.updateTable('devices')
			.set('name' in wanted ? { name: wanted.name } : { is_own: wanted.isShared ? 0 : 1 })
			.where('organisation_id', '=', organisationId)
			.where('id', '=', id)
			.execute();
		const at = new Date(nowMs).toISOString();
		const detail = { device: id, fields: Object.keys(wanted) };
		const entry = { at, accountId, kind: 'device_changed' as const, detail };
		await recordAuditIn(sql, organisationId, entry);
	});
}

/** Any of the organisation for an admin, their own for the others. */
async function findDevice(
	sql: Transaction<Tables>,
	{ organisationId, accountId, role }: Session,
	id: string
) {
	let query = sql
		.selectFrom('devices')
		.select(['id', 'session_id', 'revoked_at'])
		.where('organisation_id', '=', organisationId)
		.where('id', '=', id);
	if (role !== 'admin') query = query.where('account_id', '=', accountId);
	const device = await query.executeTakeFirst();
	if (!device) throw new Refusal('not_found');
	return device;
}

/** Ends its session; at its next contact it is told and wipes itself. @throws {Refusal} `not_found` */
export async function revokeDevice(
	database: Database,
	session: Session,
	{ id, nowMs }: { id: string; nowMs: number }
): Promise<void> {
	const { organisationId, accountId } = session;
	const at = new Date(nowMs).toISOString();
	await transact(database, async (sql) => {
		const device = await findDevice(sql, session, id);
		if (device.revoked_at !== null) return;
		await sql
			.updateTable('devices')
			.set({ revoked_at: at, session_id: null })
			.where('organisation_id', '=', organisationId)
			.where('id', '=', id)
			.execute();
		if (device.session_id) {
			await sql.deleteFrom('sessions').where('id', '=', device.session_id).execute();
		}
		const entry = { at, accountId, kind: 'device_revoked' as const, detail: { device: id } };
		await recordAuditIn(sql, organisationId, entry);
	});
}

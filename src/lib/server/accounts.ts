/** The accounts of an organisation, for its admins (X1). There is always an admin left. */
import type { Transaction } from 'kysely';
import { z } from 'zod';
import { accountRoles, type AccountRole } from '../core/roles';
import { recordAuditIn, type AuditKind } from './audit';
import type { Database } from './database';
import { Refusal } from './refusal';
import { requireAdmin, type Session } from './session';
import type { Tables } from './tables';
import { transact } from './transact';

export interface ListedAccount {
	readonly id: string;
	readonly name: string;
	readonly email: string;
	readonly role: AccountRole;
	/** Of its devices, ISO 8601; null before the first sign-in on one. */
	readonly lastSeenAt: string | null;
	/** Since when it may not sign in; null for one that may. */
	readonly disabledAt: string | null;
}

/** @throws {Refusal} `not_allowed` */
export async function listAccounts(database: Database, session: Session): Promise<ListedAccount[]> {
	requireAdmin(session);
	const rows = await database
		.selectFrom('accounts')
		.leftJoin('devices', (join) =>
			join
				.onRef('devices.organisation_id', '=', 'accounts.organisationId')
				.onRef('devices.account_id', '=', 'accounts.id')
		)
		.select(['accounts.id', 'accounts.name', 'accounts.email', 'accounts.role'])
		.select('accounts.disabledAt')
		.select((row) => row.fn.max('devices.last_seen_at').as('lastSeenAt'))
		.where('accounts.organisationId', '=', session.organisationId)
		.groupBy(['accounts.id', 'accounts.name', 'accounts.email', 'accounts.role'])
		.groupBy('accounts.disabledAt')
		.orderBy('accounts.name')
		.orderBy('accounts.id')
		.execute();
	return rows.map((row) => ({ ...row, role: row.role as AccountRole }));
}

const accountSchema = z.union([
	z.strictObject({ role: z.enum(accountRoles) }),
	z.strictObject({ isDisabled: z.boolean() })
]);

interface Asked {
	readonly id: string;
	readonly nowMs: number;
}

/**
 * `{ role }` gives it another role; `{ isDisabled }` closes it, which ends its sessions, or opens it again.
 * @throws {Refusal} `not_allowed`, `malformed`, `not_found`, `last_admin`
 */
export async function changeAccount(
	database: Database,
	session: Session,
	{ body, ...asked }: Asked & { readonly body: unknown }
): Promise<void> {
	requireAdmin(session);
	const read = accountSchema.safeParse(body);
	if (!read.success) throw new Refusal('malformed', read.error);
	const wanted = read.data;
	await onAccount(database, session, asked, (sql, account) =>
		'role' in wanted
			? setRole(sql, account, wanted.role)
			: setDisabled(sql, account, wanted.isDisabled ? new Date(asked.nowMs).toISOString() : null)
	);
}

async function setRole(sql: Transaction<Tables>, account: Account, role: AccountRole) {
	if (role !== 'admin') await requireOtherAdmin(sql, account);
	await sql.updateTable('accounts').set({ role }).where('id', '=', account.id).execute();
	return { kind: 'role_changed' as const, detail: { account: account.id, role } };
}

async function setDisabled(sql: Transaction<Tables>, account: Account, disabledAt: string | null) {
	if (disabledAt) await requireOtherAdmin(sql, account);
	await sql.updateTable('accounts').set({ disabledAt }).where('id', '=', account.id).execute();
	if (disabledAt) await sql.deleteFrom('sessions').where('userId', '=', account.id).execute();
	const kind = disabledAt ? ('account_disabled' as const) : ('account_enabled' as const);
	return { kind, detail: { account: account.id } };
}

/** Ends its sessions too; what it did keeps its id. @throws {Refusal} `not_allowed`, `not_found`, `last_admin` */
export async function removeAccount(
	database: Database,
	session: Session,
	asked: Asked
): Promise<void> {
	requireAdmin(session);
	await onAccount(database, session, asked, async (sql, account) => {
		await requireOtherAdmin(sql, account);
		await sql.deleteFrom('accounts').where('id', '=', account.id).execute();
		return { kind: 'account_removed', detail: { account: account.id } };
	});
}

interface Account {
	readonly id: string;
	readonly organisationId: string;
	readonly role: string;
}

/** Writers of an organisation's accounts take turns at its row, so that two do not remove the last two admins at once. */
async function onAccount(
	database: Database,
	{ organisationId, accountId }: Session,
	{ id, nowMs }: Asked,
	work: (
		sql: Transaction<Tables>,
		account: Account
	) => Promise<{ kind: AuditKind; detail: Readonly<Record<string, unknown>> }>
): Promise<void> {
	await transact(database, async (sql) => {
		await sql
			.updateTable('organisations')
			.set((row) => ({ version: row.ref('version') }))
			.where('id', '=', organisationId)
			.execute();
		const account = await sql
			.selectFrom('accounts')
			.select(['id', 'organisationId', 'role'])
			.where('organisationId', '=', organisationId)
			.where('id', '=', id)
			.executeTakeFirst();
		if (!account) throw new Refusal('not_found');
		const entry = await work(sql, account);
		await recordAuditIn(sql, organisationId, {
			at: new Date(nowMs).toISOString(),
			accountId,
			...entry
		});
	});
}

async function requireOtherAdmin(sql: Transaction<Tables>, account: Account): Promise<void> {
	if (account.role !== 'admin') return;
	const other = await sql
		.selectFrom('accounts')
		.select('id')
		.where('organisationId', '=', account.organisationId)
		.where('role', '=', 'admin')
		.where('disabledAt', 'is', null)
		.where('id', '!=', account.id)
		.limit(1)
		.executeTakeFirst();
	if (!other) throw new Refusal('last_admin');
}

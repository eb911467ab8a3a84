/** Set-up links (X1): by one, once, someone makes an account. Only the hash of its token is kept. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { Transaction } from 'kysely';
import { z } from 'zod';
import { accountPassword, hashPassword } from './auth';
import { recordAuditIn } from './audit';
import { sha256 } from './canonical';
import type { Database, Store } from './database';
import { takeStartLock } from './migrate';
import { createOrganisation } from './organisations';
import { Refusal } from './refusal';
import type { AccountRole } from '../core/roles';
import type { Tables } from './tables';
import { codeOf, transact } from './transact';

const lifeMs = 14 * 24 * 60 * 60 * 1000;

interface LinkFor {
	readonly organisationId: string;
	readonly role: AccountRole;
	readonly nowMs: number;
}

/** Tells the token; links of this organisation and role that nobody used end with it. */
export function createSetUpLink(database: Database, link: LinkFor): Promise<string> {
	return transact(database, (sql) => replaceLink(sql, link));
}

async function replaceLink(
	sql: Transaction<Tables>,
	{ organisationId, role, nowMs }: LinkFor
): Promise<string> {
	const token = randomBytes(32).toString('base64url');
	await sql
		.deleteFrom('set_up_links')
		.where('organisation_id', '=', organisationId)
		.where('role', '=', role)
		.where('used_at', 'is', null)
		// Invitations of admins stand beside those of commands.
		.where('invited_by', 'is', null)
		.execute();
	await sql
		.insertInto('set_up_links')
		.values({
			token_hash: sha256(token),
			organisation_id: organisationId,
			role,
			created_at: new Date(nowMs).toISOString(),
			expires_at: new Date(nowMs + lifeMs).toISOString(),
			used_at: null,
			invited_by: null
		})
		.execute();
	return token;
}

/** The page under which a token is opened. */
export const setUpPath = (token: string): string => `/set-up/admin/${token}`;

/**
 * While nobody has an account: makes the first organisation and a link for its first admin, and tells the token. Each
 * start makes a new link, since the one before may be lost. Null once there is an account.
 */
export function firstSetUpToken(database: Database, nowMs: number): Promise<string | null> {
	return transact(database, async (sql) => {
		await takeStartLock(sql, new Date(nowMs).toISOString());
		const account = await sql.selectFrom('accounts').select('id').limit(1).executeTakeFirst();
		if (account) return null;
		const known = await sql
			.selectFrom('organisations')
			.select('id')
			.orderBy('created_at')
			.limit(1)
			.executeTakeFirst();
		const organisationId =
			known?.id ?? (await createOrganisation(sql, { name: 'First organisation', nowMs }));
		return replaceLink(sql, { organisationId, role: 'admin', nowMs });
	});
}

export const newAccountSchema = z.object({
	token: z.string().max(100),
	name: z.string().trim().min(1).max(100),
	email: z.string().trim().toLowerCase().pipe(z.email().max(254)),
	password: z.string().min(accountPassword.least).max(accountPassword.most)
});
export type NewAccount = z.infer<typeof newAccountSchema>;

/**
 * Makes the account a link was made for; the link and the account go in one transaction.
 * @throws {Refusal} `malformed`, `link_invalid` (unknown, used, expired), `email_taken`
 */
export async function setUpAccount(
	store: Store,
	{ body, nowMs }: { body: unknown; nowMs: number }
): Promise<NewAccount> {
	const read = newAccountSchema.safeParse(body);
	if (!read.success) throw new Refusal('malformed', read.error);
	const account = read.data;
	// Hashing is slow on purpose: a stranger without a link must not be able to order it.
	await findLink(store.database, account.token, nowMs);
	const password = await hashPassword(account.password);
	await transact(store.database, (sql) =>
		insertAccount(sql, { ...account, password, nowMs, isPostgres: store.engine === 'postgres' })
	).catch((error: unknown) => {
		const isTaken = ['23505', 'SQLITE_CONSTRAINT_UNIQUE'].includes(codeOf(error));
		throw isTaken ? new Refusal('email_taken', error) : error;
	});
	return account;
}

async function insertAccount(
	sql: Transaction<Tables>,
	{
		token,
		name,
		email,
		password,
		nowMs,
		isPostgres
	}: NewAccount & { nowMs: number; isPostgres: boolean }
): Promise<void> {
	const at = new Date(nowMs).toISOString();
	const link = await sql
		.updateTable('set_up_links')
		.set({ used_at: at })
		.where('token_hash', '=', sha256(token))
		.where('used_at', 'is', null)
		.returning(['organisation_id', 'role'])
		.executeTakeFirst();
	if (!link) throw new Refusal('link_invalid');
	const id = randomUUID();
	const times = { createdAt: at, updatedAt: at };
	// The link is the proof; the engines write yes in their own ways.
	const emailVerified = isPostgres ? true : 1;
	const { organisation_id: organisationId, role } = link;
	await sql
		.insertInto('accounts')
		.values({
			id,
			name,
			email,
			emailVerified,
			image: null,
			organisationId,
			role,
			disabledAt: null,
			...times
		})
		.execute();
	const credential = { id: randomUUID(), accountId: id, userId: id, password, ...times };
	await sql
		.insertInto('credentials')
		.values({ ...credential, providerId: 'credential' })
		.execute();
	const entry = { at, accountId: id, kind: 'account_created' as const, detail: {} };
	await recordAuditIn(sql, organisationId, entry);
}

async function findLink(database: Database, token: string, nowMs: number): Promise<void> {
	const link = await database
		.selectFrom('set_up_links')
		.select('expires_at')
		.where('token_hash', '=', sha256(token))
		.where('used_at', 'is', null)
		.executeTakeFirst();
	if (!link || Date.parse(link.expires_at) < nowMs) throw new Refusal('link_invalid');
}

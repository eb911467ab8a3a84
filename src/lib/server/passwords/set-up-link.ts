/** Set-up links of users (Y11): by one, once, within 14 days, a user sets a password. Only the token's hash is kept. */
import type { Transaction } from 'kysely';
import { z } from 'zod';
import { isCommonPassword } from '../../core/common-passwords';
import { passwordLimits, passwordWeakness, readPassword } from '../../core/passwords';
import { recordAuditIn } from '../audit';
import { hashPassword } from '../auth';
import { sha256 } from '../canonical';
import type { Database } from '../database';
import { Refusal } from '../refusal';
import type { Tables } from '../tables';
import { transact } from '../transact';
import { storeHash } from './settle';

type Sql = Transaction<Tables>;

export const linkLifeMs = 14 * 24 * 60 * 60 * 1000;

export const userSetUpPath = (token: string): string => `/set-up/${token}`;

export interface LinkFor {
	readonly organisationId: string;
	readonly userId: string;
	readonly token: string;
	readonly nowMs: number;
}

/** The same token again begins its 14 days anew: a mail that is sent again holds a link that works. */
export async function keepUserLink(
	sql: Sql,
	{ organisationId, userId, token, nowMs }: LinkFor
): Promise<void> {
	await sql
		.insertInto('user_set_up_links')
		.values({
			organisation_id: organisationId,
			token_hash: sha256(token),
			user_id: userId,
			created_at: new Date(nowMs).toISOString(),
			expires_at: new Date(nowMs + linkLifeMs).toISOString(),
			used_at: null
		})
		.onConflict((conflict) =>
			conflict
				.columns(['organisation_id', 'token_hash'])
				.doUpdateSet((row) => ({ expires_at: row.ref('excluded.expires_at') }))
		)
		.execute();
}

/** Whom a link is for, as its page shows it. */
export interface LinkOwner {
	readonly username: string;
	readonly organisation: string;
}

const tokenSchema = z.string().min(1).max(100);
const lookSchema = z.object({ token: tokenSchema });
const setSchema = z.object({ token: tokenSchema, password: z.string().max(1000) });

/** @throws {Refusal} `malformed`, `link_invalid` (unknown, used, expired, or its user deleted) */
export async function lookAtUserLink(
	database: Database,
	{ body, nowMs }: { body: unknown; nowMs: number }
): Promise<LinkOwner> {
	const read = lookSchema.safeParse(body);
	if (!read.success) throw new Refusal('malformed', read.error);
	const { username, organisation } = await findOwner(database, read.data.token, nowMs);
	return { username, organisation };
}

/**
 * Sets the password; with it must-change goes, and the user's other links.
 * @throws {Refusal} `malformed`, `link_invalid`, `password_long`, and by the first rule of W3 that it breaks
 * `password_short`, `password_common`, `password_personal`, `password_repeated`, `password_run`
 */
export async function setUpPassword(
	database: Database,
	{ body, nowMs }: { body: unknown; nowMs: number }
): Promise<void> {
	const read = setSchema.safeParse(body);
	if (!read.success) throw new Refusal('malformed', read.error);
	const { token, password } = read.data;
	// Hashing is slow on purpose: a stranger without a link must not be able to order it.
	const owner = await findOwner(database, token, nowMs);
	requireStrong(password, owner);
	const hash = await hashPassword(password);
	await transact(database, (sql) => useLink(sql, { token, owner, hash, nowMs }));
}

function requireStrong(password: string, owner: Owner): void {
	if (password.length > passwordLimits.most) throw new Refusal('password_long');
	const { issues } = readPassword(password);
	if (issues.some(({ level }) => level === 'error')) throw new Refusal('malformed');
	const weakness = passwordWeakness(password, owner, isCommonPassword);
	if (weakness) throw new Refusal(`password_${weakness}`);
}

interface Owner extends LinkOwner {
	readonly id: string;
	readonly organisationId: string;
	readonly clientId: string;
	readonly email: string;
	readonly firstName: string;
	readonly lastName: string;
}

async function findOwner(database: Database, token: string, nowMs: number): Promise<Owner> {
	const row = await database
		.selectFrom('user_set_up_links as link')
		.innerJoin('organisations', 'organisations.id', 'link.organisation_id')
		.innerJoin('users', (join) =>
			join
				.onRef('users.organisation_id', '=', 'link.organisation_id')
				.onRef('users.id', '=', 'link.user_id')
		)
		.selectAll('users')
		.select(['organisations.name as organisation', 'link.expires_at'])
		.where('link.token_hash', '=', sha256(token))
		.where('link.used_at', 'is', null)
		.where('users.deleted_at', 'is', null)
		.executeTakeFirst();
	if (!row || Date.parse(row.expires_at) < nowMs) throw new Refusal('link_invalid');
	return {
		id: row.id,
		organisationId: row.organisation_id,
		organisation: row.organisation,
		username: row.username,
		clientId: row.client_id,
		email: row.email,
		firstName: row.first_name,
		lastName: row.last_name
	};
}

async function useLink(
	sql: Sql,
	{ token, owner, hash, nowMs }: { token: string; owner: Owner; hash: string; nowMs: number }
): Promise<void> {
	const { id: userId, organisationId } = owner;
	const at = new Date(nowMs).toISOString();
	// As a push does, so that versions stay in the order of their commits (Y3).
	const raised = await sql
		.updateTable('organisations')
		.set((row) => ({ version: row('version', '+', 1) }))
		.where('id', '=', organisationId)
		.returning('version')
		.executeTakeFirstOrThrow();
	const link = await sql
		.updateTable('user_set_up_links')
		.set({ used_at: at })
		.where('organisation_id', '=', organisationId)
		.where('token_hash', '=', sha256(token))
		.where('used_at', 'is', null)
		.returning('user_id')
		.executeTakeFirst();
	if (!link) throw new Refusal('link_invalid');
	const { version } = raised;
	const changed = await sql
		.updateTable('users')
		.set({ must_change_password: 0, version, password_version: version })
		.set({ changed_by: userId, changed_at: at })
		.where('organisation_id', '=', organisationId)
		.where('id', '=', userId)
		.where('deleted_at', 'is', null)
		.returning('id')
		.executeTakeFirst();
	if (!changed) throw new Refusal('link_invalid');
	await storeHash(sql, { organisationId, userId, version, hash, at });
	await sql
		.deleteFrom('user_set_up_links')
		.where('organisation_id', '=', organisationId)
		.where('user_id', '=', userId)
		.where('used_at', 'is', null)
		.execute();
	const entry = { at, accountId: userId, kind: 'password_set' as const, detail: { userId } };
	await recordAuditIn(sql, organisationId, entry);
}

/** Signing in and out (X1, X3). */
import { z } from 'zod';
import { recordAudit, type AuditKind } from './audit';
import {
	accountPassword,
	addressHeader,
	authBase,
	readSession,
	signInLimit,
	type Auth
} from './auth';
import { sha256 } from './canonical';
import type { Database } from './database';
import { deviceName } from './device-name';
import { deviceToken, leaveDevice, registerDevice } from './devices';
import { readOrganisationSettings, type OrganisationSettings } from './organisation-settings';
import { countTry } from './rate-limit';
import { Refusal } from './refusal';
import type { AccountRole } from '../core/roles';

/** What a device may know of the account it works for (X2, X6). */
export interface SignedInAccount {
	readonly id: string;
	readonly name: string;
	readonly email: string;
	readonly role: AccountRole;
	readonly organisation: OrganisationSettings & { readonly id: string; readonly name: string };
}

export interface SignedIn {
	readonly account: SignedInAccount;
	/** Lines for `set-cookie`. */
	readonly cookies: readonly string[];
}

const credentialsSchema = z.object({
	email: z.string().trim().toLowerCase().max(254),
	password: z.string().min(1).max(accountPassword.most)
});

export interface SignInRequest {
	readonly body: unknown;
	/** Of the connection, for the limit. */
	readonly address: string;
	/** What the request says of the browser (X5). */
	readonly headers: Headers;
	readonly nowMs: number;
}

/** @throws {Refusal} `malformed`, `sign_in_failed`, `account_disabled`, `too_many_requests` */
export async function signIn(
	auth: Auth,
	database: Database,
	{ body, address, headers, nowMs }: SignInRequest
): Promise<SignedIn> {
	const read = credentialsSchema.safeParse(body);
	if (!read.success) throw new Refusal('malformed', read.error);
	await countEmail(database, read.data.email, nowMs);
	const answer = await ask(auth, '/sign-in/email', { body: read.data, address });
	if (answer.status === 429) throw new Refusal('too_many_requests');
	if (!answer.ok) throw new Refusal('sign_in_failed');
	return begin(auth, database, { cookies: answer.headers.getSetCookie(), headers, nowMs });
}

/** A session was just made: it is written to the audit, and its device remembered. */
export async function begin(
	auth: Auth,
	database: Database,
	made: { cookies: readonly string[]; headers: Headers; nowMs: number }
): Promise<SignedIn> {
	const { cookies, headers, nowMs } = made;
	const { session, sessionId } = await readSession(auth, asCookie(cookies));
	// The password was right: who holds it may know why it opens nothing.
	if (!session || !sessionId) throw new Refusal('account_disabled');
	await record(database, { ...session, kind: 'sign_in', nowMs });
	const device = await registerDevice(database, {
		session,
		sessionId,
		token: deviceToken(headers.get('cookie')),
		name: deviceName(headers.get('user-agent')),
		isSecure: cookies.some((line) => /;\s*secure\b/i.test(line)),
		nowMs
	});
	const account = await accountOf(database, session.accountId);
	return { account, cookies: [...cookies, device] };
}

/** Ends the session on the server; tells the lines that take the cookies away. */
export async function signOut(
	auth: Auth,
	database: Database,
	{ cookie, address, nowMs }: { cookie: string | null; address: string; nowMs: number }
): Promise<readonly string[]> {
	const { session, sessionId } = await readSession(auth, cookie);
	const answer = await ask(auth, '/sign-out', { body: {}, address, cookie });
	if (sessionId) await leaveDevice(database, sessionId);
	if (session) await record(database, { ...session, kind: 'sign_out', nowMs });
	return answer.headers.getSetCookie();
}

export async function accountOf(database: Database, accountId: string): Promise<SignedInAccount> {
	const row = await database
		.selectFrom('accounts')
		.innerJoin('organisations', 'organisations.id', 'accounts.organisationId')
		.select(['accounts.id', 'accounts.name', 'email', 'role'])
		.select(['organisations.id as organisation_id', 'organisations.name as organisation_name'])
		.where('accounts.id', '=', accountId)
		.executeTakeFirstOrThrow();
	const { id, name, email } = row;
	const settings = await readOrganisationSettings(database, row.organisation_id);
	const organisation = { id: row.organisation_id, name: row.organisation_name, ...settings };
	return { id, name, email, role: row.role as AccountRole, organisation };
}

function ask(
	auth: Auth,
	path: string,
	{ body, address, cookie }: { body: object; address: string; cookie?: string | null }
): Promise<Response> {
	const headers = new Headers({
		'content-type': 'application/json',
		origin: authBase,
		[addressHeader]: address
	});
	if (cookie) headers.set('cookie', cookie);
	const request = { method: 'POST', headers, body: JSON.stringify(body) };
	return auth.handler(new Request(`${authBase}/api/auth${path}`, request));
}

function asCookie(lines: readonly string[]): string {
	return lines.map((line) => line.split(';', 1)[0] ?? '').join('; ');
}

/**
 * Counts tries for one email, whatever address they come from: better-auth counts addresses only.
 * @throws {Refusal} `too_many_requests`
 */
function countEmail(database: Database, email: string, nowMs: number): Promise<void> {
	return countTry(database, { ...signInLimit, key: `email|${sha256(email)}`, nowMs });
}

function record(
	database: Database,
	entry: { accountId: string; organisationId: string; kind: AuditKind; nowMs: number }
): Promise<void> {
	const { accountId, organisationId, kind, nowMs } = entry;
	const at = new Date(nowMs).toISOString();
	return recordAudit(database, organisationId, { at, accountId, kind, detail: {} });
}

/** Passkeys of the account that is signed in (X1): added, listed, removed. What signs stays with the authenticator. */
import {
	generateRegistrationOptions,
	verifyRegistrationResponse,
	type RegistrationResponseJSON
} from '@simplewebauthn/server';
import { z } from 'zod';
import { recordAuditIn } from '../audit';
import type { Database } from '../database';
import { deviceName } from '../device-name';
import { Refusal } from '../refusal';
import type { Session } from '../session';
import { transact } from '../transact';
import { askChallenge, takeChallenge } from './challenges';
import { transportsOf, type Site } from './site';

export interface ListedPasskey {
	readonly id: string;
	readonly name: string;
	readonly createdAt: string;
	readonly lastUsedAt: string | null;
}

/** An account has a few devices, not a thousand. */
const mostPasskeys = 20;

export async function listPasskeys(
	database: Database,
	{ accountId }: Session
): Promise<ListedPasskey[]> {
	const rows = await database
		.selectFrom('passkeys')
		.select(['id', 'name', 'created_at as createdAt', 'last_used_at as lastUsedAt'])
		.where('account_id', '=', accountId)
		.orderBy('created_at')
		.orderBy('id')
		.execute();
	return rows;
}

/** What the browser needs to make one. */
export async function passkeyOptions(
	database: Database,
	{ accountId }: Session,
	{ site, nowMs }: { site: Site; nowMs: number }
) {
	const { name, email } = await database
		.selectFrom('accounts')
		.select(['name', 'email'])
		.where('id', '=', accountId)
		.executeTakeFirstOrThrow();
	const held = await database
		.selectFrom('passkeys')
		.select(['id', 'transports'])
		.where('account_id', '=', accountId)
		.execute();
	return generateRegistrationOptions({
		rpName: 'Muster',
		rpID: site.id,
		userName: email,
		userDisplayName: name,
		userID: new TextEncoder().encode(accountId),
		challenge: await askChallenge(database, { accountId, nowMs }),
		excludeCredentials: held.map(({ id, transports }) => ({ id, ...transportsOf(transports) })),
		// It signs in by itself, without an email, so it must know whose it is and that they are there.
		authenticatorSelection: { residentKey: 'required', userVerification: 'required' }
	});
}

const responseSchema = z.object({
	id: z.string().max(2000),
	rawId: z.string().max(2000),
	type: z.literal('public-key'),
	clientExtensionResults: z.looseObject({}),
	response: z.looseObject({
		clientDataJSON: z.string().max(10_000),
		attestationObject: z.string().max(100_000),
		transports: z.array(z.string().max(50)).max(10).optional()
	})
});

interface Answered {
	readonly body: unknown;
	readonly site: Site;
	readonly headers: Headers;
	readonly nowMs: number;
}

/** @throws {Refusal} `malformed`, `passkey_failed` */
export async function addPasskey(
	database: Database,
	session: Session,
	{ body, site, headers, nowMs }: Answered
): Promise<ListedPasskey> {
	const read = responseSchema.safeParse(body);
	if (!read.success) throw new Refusal('malformed', read.error);
	const { accountId } = session;
	const { credential } = await verify(database, read.data as RegistrationResponseJSON, {
		site,
		accountId,
		nowMs
	});
	const row = {
		id: credential.id,
		account_id: accountId,
		public_key: Buffer.from(credential.publicKey).toString('base64url'),
		counter: credential.counter,
		transports: JSON.stringify(read.data.response.transports ?? []),
		name: deviceName(headers.get('user-agent')),
		created_at: new Date(nowMs).toISOString(),
		last_used_at: null
	};
	await transact(database, async (sql) => {
		const { count } = await sql
			.selectFrom('passkeys')
			.select((made) => made.fn.countAll().as('count'))
			.where('account_id', '=', accountId)
			.executeTakeFirstOrThrow();
		if (Number(count) >= mostPasskeys) throw new Refusal('passkey_failed');
		await sql.insertInto('passkeys').values(row).execute();
		const entry = { at: row.created_at, accountId, kind: 'passkey_added' as const, detail: {} };
		await recordAuditIn(sql, session.organisationId, entry);
	});
	return { id: row.id, name: row.name, createdAt: row.created_at, lastUsedAt: null };
}

async function verify(
	database: Database,
	response: RegistrationResponseJSON,
	{ site, accountId, nowMs }: { site: Site; accountId: string; nowMs: number }
) {
	try {
		const { verified, registrationInfo } = await verifyRegistrationResponse({
			response,
			expectedChallenge: (challenge) => takeChallenge(database, challenge, { accountId, nowMs }),
			expectedOrigin: site.origin,
			expectedRPID: site.id
		});
		if (verified) return registrationInfo;
	} catch (error) {
		throw new Refusal('passkey_failed', error);
	}
	throw new Refusal('passkey_failed');
}

/** @throws {Refusal} `not_found`: of somebody else, or of nobody */
export async function removePasskey(
	database: Database,
	{ accountId, organisationId }: Session,
	{ id, nowMs }: { id: string; nowMs: number }
): Promise<void> {
	const at = new Date(nowMs).toISOString();
	await transact(database, async (sql) => {
		const gone = await sql
			.deleteFrom('passkeys')
			.where('id', '=', id)
			.where('account_id', '=', accountId)
			.returning('id')
			.executeTakeFirst();
		if (!gone) throw new Refusal('not_found');
		const entry = { at, accountId, kind: 'passkey_removed' as const, detail: {} };
		await recordAuditIn(sql, organisationId, entry);
	});
}

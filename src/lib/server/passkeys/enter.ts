/** Signing in by a passkey (X1). Whose it is, the passkey says: no email is typed, so none can be guessed. */
import {
	generateAuthenticationOptions,
	verifyAuthenticationResponse,
	type AuthenticationResponseJSON
} from '@simplewebauthn/server';
import { z } from 'zod';
import type { Auth } from '../auth';
import { signInLimit } from '../auth';
import { sha256 } from '../canonical';
import type { Database } from '../database';
import { countTry } from '../rate-limit';
import { Refusal } from '../refusal';
import { begin, type SignedIn } from '../sign-in';
import { askChallenge, takeChallenge } from './challenges';
import { transportsOf, type Site } from './site';
import type { PasskeyTable } from './tables';

interface Asked {
	readonly site: Site;
	/** Of the connection, for the limit. */
	readonly address: string;
	readonly nowMs: number;
}

/** @throws {Refusal} `too_many_requests` */
export async function signInOptions(database: Database, { site, address, nowMs }: Asked) {
	await limit(database, 'options', { address, nowMs });
	return generateAuthenticationOptions({
		rpID: site.id,
		challenge: await askChallenge(database, { accountId: null, nowMs }),
		userVerification: 'required'
	});
}

const responseSchema = z.object({
	id: z.string().max(2000),
	rawId: z.string().max(2000),
	type: z.literal('public-key'),
	clientExtensionResults: z.looseObject({}),
	response: z.looseObject({
		clientDataJSON: z.string().max(10_000),
		authenticatorData: z.string().max(10_000),
		signature: z.string().max(10_000),
		userHandle: z.string().max(200).optional()
	})
});

/** @throws {Refusal} `malformed`, `passkey_failed`, `account_disabled`, `too_many_requests` */
export async function signInByPasskey(
	auth: Auth,
	database: Database,
	{ body, headers, ...asked }: Asked & { readonly body: unknown; readonly headers: Headers }
): Promise<SignedIn> {
	const read = responseSchema.safeParse(body);
	if (!read.success) throw new Refusal('malformed', read.error);
	const { nowMs } = asked;
	await limit(database, 'answer', asked);
	const passkey = await database
		.selectFrom('passkeys')
		.selectAll()
		.where('id', '=', read.data.id)
		.executeTakeFirst();
	if (!passkey) throw new Refusal('passkey_failed');
	const counter = await verify(database, read.data as AuthenticationResponseJSON, passkey, asked);
	await database
		.updateTable('passkeys')
		.set({ counter, last_used_at: new Date(nowMs).toISOString() })
		.where('id', '=', passkey.id)
		.execute();
	const { headers: answered } = await auth.api.enterAs({
		body: { accountId: passkey.account_id },
		returnHeaders: true
	});
	return begin(auth, database, { cookies: answered.getSetCookie(), headers, nowMs });
}

/** Tells the authenticator's new counter. */
async function verify(
	database: Database,
	response: AuthenticationResponseJSON,
	{ id, public_key, counter, transports }: PasskeyTable,
	{ site, nowMs }: Asked
): Promise<number> {
	try {
		const { verified, authenticationInfo } = await verifyAuthenticationResponse({
			response,
			expectedChallenge: (challenge) =>
				takeChallenge(database, challenge, { accountId: null, nowMs }),
			expectedOrigin: site.origin,
			expectedRPID: site.id,
			credential: {
				id,
				publicKey: new Uint8Array(Buffer.from(public_key, 'base64url')),
				counter,
				...transportsOf(transports)
			}
		});
		if (verified) return authenticationInfo.newCounter;
	} catch (error) {
		throw new Refusal('passkey_failed', error);
	}
	throw new Refusal('passkey_failed');
}

function limit(
	database: Database,
	step: string,
	{ address, nowMs }: Pick<Asked, 'address' | 'nowMs'>
): Promise<void> {
	const key = `passkey|${step}|${sha256(address)}`;
	return countTry(database, { ...signInLimit, key, nowMs });
}

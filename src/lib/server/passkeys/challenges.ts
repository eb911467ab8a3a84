/** The random question that an authenticator signs: valid for some minutes, and once. */
import { randomBytes } from 'node:crypto';
import { sha256 } from '../canonical';
import type { Database } from '../database';

export const challengeLifeMs = 5 * 60 * 1000;

interface Question {
	/** Who adds a passkey; null for a sign-in. */
	readonly accountId: string | null;
	readonly nowMs: number;
}

export async function askChallenge(
	database: Database,
	{ accountId, nowMs }: Question
): Promise<Uint8Array<ArrayBuffer>> {
	const challenge = new Uint8Array(randomBytes(32));
	await database
		.deleteFrom('passkey_challenges')
		.where('expires_at', '<', new Date(nowMs).toISOString())
		.execute();
	await database
		.insertInto('passkey_challenges')
		.values({
			challenge_hash: sha256(Buffer.from(challenge).toString('base64url')),
			account_id: accountId,
			expires_at: new Date(nowMs + challengeLifeMs).toISOString()
		})
		.execute();
	return challenge;
}

/** True once for a question that was asked of the same account, and is not too old. */
export async function takeChallenge(
	database: Database,
	challenge: string,
	{ accountId, nowMs }: Question
): Promise<boolean> {
	const taken = await database
		.deleteFrom('passkey_challenges')
		.where('challenge_hash', '=', sha256(challenge))
		.returning(['account_id', 'expires_at'])
		.executeTakeFirst();
	if (!taken) return false;
	return taken.account_id === accountId && Date.parse(taken.expires_at) >= nowMs;
}

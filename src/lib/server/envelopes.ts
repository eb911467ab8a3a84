/** Envelopes of sealed passwords (W5): kept by their own hash, never opened here. */
import { sha256 } from './canonical';
import type { Database } from './database';
import { Refusal } from './refusal';
import type { Session } from './session';
import { transact } from './transact';

/** 1,000 slots of 512 bytes, their tags and the wrapped key fit twice. */
export const envelopeLimitBytes = 1024 * 1024;

/**
 * Keeps an envelope; the same one again changes nothing (PROTOCOL section 2).
 * @throws {Refusal} `not_allowed` (a viewer), `malformed` (empty, or no SHA-256), `hash_differs`
 */
export async function keepEnvelope(
	database: Database,
	session: Session,
	{ name, bytes, nowMs }: { name: string; bytes: Uint8Array; nowMs: number }
): Promise<void> {
	if (session.role === 'viewer') throw new Refusal('not_allowed');
	if (!/^[0-9a-f]{64}$/.test(name) || bytes.length === 0) throw new Refusal('malformed');
	if (sha256(bytes) !== name) throw new Refusal('hash_differs');
	await transact(database, (sql) =>
		sql
			.insertInto('envelopes')
			.values({
				organisation_id: session.organisationId,
				sha256: name,
				bytes: Buffer.from(bytes),
				created_by: session.accountId,
				created_at: new Date(nowMs).toISOString()
			})
			.onConflict((conflict) => conflict.columns(['organisation_id', 'sha256']).doNothing())
			.execute()
	);
}

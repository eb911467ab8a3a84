/** Photos, kept by their own hash (Y8). What comes is checked again as if no device had ever looked at it. */
import { isPreparedPhoto } from '../core/image-header';
import { sha256 } from './canonical';
import type { Database } from './database';
import { Refusal } from './refusal';
import type { Session } from './session';
import { transact } from './transact';

const isName = (name: string): boolean => /^[0-9a-f]{64}$/.test(name);

/**
 * Keeps a prepared photo; the same one again changes nothing.
 * @throws {Refusal} `not_allowed` (a viewer), `malformed` (no SHA-256), `hash_differs`, `not_a_photo`
 */
export async function keepPhoto(
	database: Database,
	session: Session,
	{ name, bytes, nowMs }: { name: string; bytes: Uint8Array; nowMs: number }
): Promise<void> {
	if (session.role === 'viewer') throw new Refusal('not_allowed');
	if (!isName(name)) throw new Refusal('malformed');
	if (sha256(bytes) !== name) throw new Refusal('hash_differs');
	if (!isPreparedPhoto(bytes)) throw new Refusal('not_a_photo');
	await transact(database, (sql) =>
		sql
			.insertInto('photos')
			.values({
				organisation_id: session.organisationId,
				sha256: name,
				bytes: Buffer.from(bytes),
				created_by: session.accountId,
				created_at: new Date(nowMs).toISOString(),
				unreferenced_since: null
			})
			.onConflict((conflict) => conflict.columns(['organisation_id', 'sha256']).doNothing())
			.execute()
	);
}

/** @throws {Refusal} `not_allowed` (X7: a viewer sees no photo), `not_found` */
export async function readPhoto(
	database: Database,
	session: Session,
	name: string
): Promise<Uint8Array<ArrayBuffer>> {
	if (session.role === 'viewer') throw new Refusal('not_allowed');
	if (!isName(name)) throw new Refusal('not_found');
	const row = await database
		.selectFrom('photos')
		.select('bytes')
		.where('organisation_id', '=', session.organisationId)
		.where('sha256', '=', name)
		.executeTakeFirst();
	if (!row) throw new Refusal('not_found');
	return new Uint8Array(row.bytes);
}

/** A photo is shown and nothing else: never run, never kept by a shared cache, never taken for another type (X3). */
export const photoHeaders: Readonly<Record<string, string>> = {
	'content-type': 'image/jpeg',
	'content-security-policy': "default-src 'none'; sandbox",
	'x-content-type-options': 'nosniff',
	'cross-origin-resource-policy': 'same-origin',
	'content-disposition': 'inline; filename="photo.jpg"',
	'cache-control': 'private, no-store'
};

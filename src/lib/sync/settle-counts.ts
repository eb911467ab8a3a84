/** What a settlement leaves in counters and envelopes; inside its transaction. */
import type { Change, Outcome } from '../core/change';
import type { MusterDatabase } from '../storage/db';
import { readMeta, writeMeta } from '../storage/meta';

interface Ended {
	readonly change: Change;
	readonly outcome: Outcome;
}

/** Lowers what is unsent and raises what needs attention, in the uploads and in the whole. */
export async function countSettled(db: MusterDatabase, ended: readonly Ended[]): Promise<void> {
	const byUpload = new Map<string, { settled: number; refused: number }>();
	let users = 0;
	for (const { change, outcome } of ended) {
		// Exams are not counted among the unsent: what people count is users.
		if (change.kind !== 'user') continue;
		users += 1;
		if (change.uploadId === null) continue;
		const count = byUpload.get(change.uploadId) ?? { settled: 0, refused: 0 };
		byUpload.set(change.uploadId, count);
		count.settled += 1;
		if (outcome.outcome !== 'applied') count.refused += 1;
	}
	const uploads = await db.uploads.bulkGet([...byUpload.keys()]);
	for (const upload of uploads) {
		const count = upload && byUpload.get(upload.id);
		if (!count) continue;
		upload.unsent = Math.max(0, upload.unsent - count.settled);
		upload.attention += count.refused;
	}
	await db.uploads.bulkPut(uploads.flatMap((upload) => upload ?? []));
	if (users > 0) await writeMeta(db, 'unsent', Math.max(0, (await readMeta(db, 'unsent')) - users));
}

/** Envelopes that the server does not have after all are sent again. */
export async function forgetSent(db: MusterDatabase, ended: readonly Ended[]): Promise<void> {
	const missing = ended.flatMap(({ change, outcome }) =>
		outcome.outcome === 'rejected' &&
		outcome.code === 'envelope_missing' &&
		change.kind === 'user' &&
		change.password
			? [change.password.envelope]
			: []
	);
	for (const sha256 of new Set(missing)) await db.envelopes.update(sha256, { isSent: false });
}

/** All that waits on this device, and what came back, as lines of the file that another device can open (Y6). */
import { encodeBase64 } from '../core/base64';
import type { MusterDatabase, Upload } from '../storage/db';
import { unsettled } from '../storage/outbox';
import type { CarriedUpload, UnsentHead } from './unsent-file';

/** Nobody else may write meanwhile: the changes and what they refer to are of one moment. */
export async function* unsentLines(db: MusterDatabase, head: UnsentHead): AsyncGenerator<string> {
	yield JSON.stringify(head);
	for (const upload of await db.uploads.toArray()) {
		const isNeeded = upload.unsent + upload.attention > 0;
		if (isNeeded) yield JSON.stringify({ kind: 'upload', upload: carried(upload, head) });
	}
	for (const sha256 of await db.envelopes.filter(({ uses = 0 }) => uses > 0).primaryKeys()) {
		const envelope = await db.envelopes.get(sha256);
		const bytes = (await db.sealed.get(sha256))?.bytes;
		const isMade = envelope?.isMade === true;
		if (bytes)
			yield JSON.stringify({ kind: 'envelope', sha256, isMade, bytes: encodeBase64(bytes) });
	}
	// One at a time: all of them together may be larger than the memory of a tablet.
	for (const key of await db.photos.where('state').anyOf('saved', 'waiting').primaryKeys()) {
		const photo = await db.photos.get(key);
		if (!photo?.bytes) continue;
		const { sha256, source, state } = photo;
		const [bytes, thumbnail] = [encodeBase64(photo.bytes), encodeBase64(photo.thumbnail)];
		yield JSON.stringify({ kind: 'photo', sha256, source, state, bytes, thumbnail });
	}
	for await (const { change } of unsettled(db)) yield JSON.stringify({ kind: 'change', change });
	for (const { change, outcome, at } of await db.attention.toArray()) {
		yield JSON.stringify({ kind: 'refused', change, outcome, at });
	}
}

/** Without what is of this device alone. */
function carried(upload: Upload, { savedBy }: UnsentHead): CarriedUpload {
	const { id, kind, undoes, fileName, sizeBytes, sha256, examId, examName, settings } = upload;
	const { counts, changes, savedAt, unsent, attention } = upload;
	return {
		id,
		kind,
		undoes,
		fileName,
		sizeBytes,
		sha256,
		examId,
		examName,
		settings,
		counts,
		changes,
		savedAt,
		savedBy: upload.savedBy ?? savedBy,
		unsent,
		attention
	};
}

/** Somebody takes an upload back (V9): planned and stored by the real code, and told to the ledger. */
import { Failure } from '../../src/lib/core/failure';
import type { Upload } from '../../src/lib/storage/db';
import { planUndo } from '../../src/lib/storage/undo-plan';
import { saveUndo } from '../../src/lib/storage/save-undo';
import { createPageCache, takeWritten } from '../../src/lib/storage/users';
import { telling } from './confirm';
import { freshIndex, type SimDevice } from './device';
import type { Ledger } from './ledger';

/** True where there was something to take back. */
export async function undo(device: SimDevice, ledger: Ledger): Promise<boolean> {
	const { db, random } = device;
	const uploads = (await db.uploads.toArray()).filter(({ undoneBy }) => undoneBy === undefined);
	if (uploads.length === 0) return false;
	const upload = random.pick(uploads);
	const index = await freshIndex(device);
	const cache = createPageCache(db);
	const plan = await planUndo({
		db,
		index,
		cache,
		upload,
		mayDelete: true,
		onUser: () => undefined
	});
	if (plan.steps.length === 0) return false;
	await telling(device, ledger, async () => {
		const undoing = uploadOf(device, upload, plan.steps.length);
		const { newId } = device;
		const input = { db, index, plan, upload: undoing, newId, onUser: () => undefined };
		try {
			takeWritten(index, await saveUndo(input));
		} catch (error) {
			// Planned with users that are others by now: it is planned again on the screen.
			if (!(error instanceof Failure)) throw error;
		}
	});
	return true;
}

function uploadOf({ newId, mirror }: SimDevice, undone: Upload, unsent: number): Upload {
	return {
		id: newId(),
		kind: 'undo',
		undoes: undone.id,
		fileName: undone.fileName,
		sizeBytes: 0,
		sha256: '',
		examId: undone.examId,
		examName: undone.examName,
		settings: undone.settings,
		counts: undone.counts,
		changes: undone.changes,
		savedAt: mirror.now(),
		savedBy: null,
		unsent,
		attention: 0
	};
}

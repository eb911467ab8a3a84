import { readDraftPage, putDraftPage } from '../storage/drafts';
import type { Context } from './context';
import { storeEnvelope } from './draft-store';
import { planWhole } from './review';

/** Seals the passwords that were read before the device knew the server's key, and plans again: their rows may go on. */
export async function sealWaiting(context: Context): Promise<void> {
	const { open, db, sealingKey } = context;
	if (!open || !sealingKey) return;
	for (const [number, passwords] of open.unsealed) {
		const page = await readDraftPage(db, open.draft.id, number);
		if (!page) continue;
		const envelope = await storeEnvelope(db, open.draft.id, { passwords, key: sealingKey });
		await putDraftPage(db, { ...page, envelopes: [envelope] });
		open.unsealed.delete(number);
	}
	await planWhole(open, context);
}

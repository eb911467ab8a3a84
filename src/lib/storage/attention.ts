/** Changes that came back (Y6), until somebody decides. */
import type { Change, Outcome } from '../core/change';
import type { Attention, MusterDatabase } from './db';

/** Inside the transaction that settles them. */
export async function addAttention(
	db: MusterDatabase,
	refused: readonly { readonly change: Change; readonly outcome: Outcome }[],
	at: string
): Promise<void> {
	if (refused.length === 0) return;
	await db.attention.bulkPut(
		refused.map(({ change, outcome }) => ({
			changeId: change.changeId,
			change,
			outcome,
			uploadId: change.uploadId,
			at
		}))
	);
}

/** In the order in which the changes were made. */
export async function listAttention(
	db: MusterDatabase,
	{ from, count }: { from: number; count: number }
): Promise<{ total: number; rows: Attention[] }> {
	const total = await db.attention.count();
	const rows = await db.attention.orderBy('changeId').offset(from).limit(count).toArray();
	return { total, rows };
}

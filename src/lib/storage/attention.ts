/** Changes that came back (Y6), until somebody decides. */
import type { Change, Outcome } from '../core/change';
import { groupOf, partsOf, type Reason } from './attention-group';
import type { Attention, MusterDatabase } from './db';

/** Inside the transaction that settles them. */
export async function addAttention(
	db: MusterDatabase,
	refused: readonly { readonly change: Change; readonly outcome: Outcome }[],
	at: string
): Promise<void> {
	if (refused.length === 0) return;
	await db.attention.bulkPut(
		refused.map(({ change, outcome }) => {
			const { changeId, uploadId } = change;
			return { changeId, change, outcome, uploadId, at, group: groupOf({ uploadId, outcome }) };
		})
	);
}

/** By upload, in it by reason, in that as they were made. */
export async function listAttention(
	db: MusterDatabase,
	{ from, count }: { from: number; count: number }
): Promise<{ total: number; rows: Attention[] }> {
	const total = await db.attention.count();
	const rows = await db.attention.orderBy('[group+changeId]').offset(from).limit(count).toArray();
	return { total, rows };
}

export interface AttentionGroup {
	readonly group: string;
	readonly uploadId: string | null;
	readonly reason: Reason;
	readonly count: number;
	/** Place of its first change in the list. */
	readonly from: number;
}

/** All groups, in the order of the list. */
export async function attentionGroups(db: MusterDatabase): Promise<AttentionGroup[]> {
	const keys = (await db.attention.orderBy('group').uniqueKeys()) as string[];
	const counts = await Promise.all(
		keys.map((group) => db.attention.where('group').equals(group).count())
	);
	let from = 0;
	return keys.map((group, place) => {
		const count = counts[place] ?? 0;
		from += count;
		return { group, ...partsOf(group), count, from: from - count };
	});
}

/**
 * What can only be settled as one, for each of the named changes: the changes of one user that hang on each other by
 * `previousChangeId`, the oldest first, and those that travelled in one group with them (Y2).
 */
export async function chainsOf(
	db: MusterDatabase,
	changeIds: readonly string[]
): Promise<{ readonly chain: readonly Attention[]; readonly isNamed: boolean }[]> {
	const named = (await db.attention.bulkGet([...changeIds])).flatMap((row) => row ?? []);
	const groupIds = [...new Set(named.flatMap(({ change }) => change.groupId ?? []))];
	const grouped =
		groupIds.length === 0
			? []
			: await db.attention.where('change.groupId').anyOf(groupIds).toArray();
	const ids = [...new Set([...named, ...grouped].map(({ change }) => change.id))];
	const all = await db.attention.where('change.id').anyOf(ids).sortBy('changeId');
	const byId = new Map(all.map((row) => [row.changeId, row]));
	const rootOf = (row: Attention): string => {
		const { previousChangeId } = row.change;
		const before = previousChangeId === null ? undefined : byId.get(previousChangeId);
		return before ? rootOf(before) : row.changeId;
	};
	const wanted = new Set([...named, ...grouped].map(rootOf));
	const asked = new Set(named.map(rootOf));
	const chains = new Map<string, Attention[]>();
	for (const row of all) {
		const root = rootOf(row);
		if (!wanted.has(root)) continue;
		chains.set(root, [...(chains.get(root) ?? []), row]);
	}
	return [...chains].map(([root, chain]) => ({ chain, isNamed: asked.has(root) }));
}

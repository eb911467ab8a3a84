/** What came back, as the page lists it and as it is looked at (Y5, Y6). */
import { hasMoved } from '../core/resend';
import type { Change } from '../core/change';
import type { Exam, User } from '../core/records';
import { attentionGroups, chainsOf, listAttention } from '../storage/attention';
import type { Attention, StoredExam } from '../storage/db';
import { lastDropped } from '../storage/dropped';
import { readUsers } from '../storage/list-users';
import { foldChain } from '../storage/refused-chain';
import { findById } from '../storage/users';
import { refreshIndex, type Context } from './context';
import type { AttentionView, Requests } from './protocol';
import { findStored } from './users-page';

export async function attentionPage(
	context: Context,
	ask: Requests['attention']['ask']
): Promise<Requests['attention']['answer']> {
	const { total, rows } = await listAttention(context.db, ask);
	return { total, from: ask.from, rows: await viewsOf(context, rows) };
}

async function viewsOf(
	{ db, index }: Context,
	rows: readonly Attention[]
): Promise<AttentionView[]> {
	const uploads = await db.uploads.bulkGet(rows.map(({ uploadId }) => uploadId ?? ''));
	const ordinals = rows.flatMap(({ change }) => findById(index, change.id));
	const found = await readUsers(db, new Set(ordinals));
	const users = new Map(
		found.flatMap(({ user }) => (user.deletedAt === null ? [[user.id, user] as const] : []))
	);
	return rows.map(({ changeId, uploadId, change, outcome, at, group }, place) => ({
		...{ changeId, uploadId, change, outcome, at, group },
		fileName: uploads[place]?.fileName ?? '',
		user: users.get(change.id) ?? null
	}));
}

export async function attentionGroupsOf({
	db
}: Context): Promise<Requests['attentionGroups']['answer']> {
	const groups = await attentionGroups(db);
	const uploads = await db.uploads.bulkGet(groups.map(({ uploadId }) => uploadId ?? ''));
	const firsts = await Promise.all(
		groups.map(({ group }) => db.attention.where('group').equals(group).first())
	);
	return {
		groups: groups.map((group, place) => ({
			...group,
			fileName: uploads[place]?.fileName ?? '',
			at: firsts[place]?.at ?? ''
		})),
		dropped: (await lastDropped(db))?.count ?? 0
	};
}

export async function attentionEntry(
	context: Context,
	{ changeId }: Requests['attentionEntry']['ask']
): Promise<Requests['attentionEntry']['answer']> {
	await refreshIndex(context);
	const chains = await chainsOf(context.db, [changeId]);
	const chain = chains.find(({ isNamed }) => isNamed)?.chain ?? [];
	const [root] = chain;
	const [view] = await viewsOf(context, chain.slice(0, 1));
	if (!root || !view) return null;
	const { outcome } = root;
	const now = await nowOf(context, root.change);
	return {
		view,
		change: foldedOf(chain),
		later: chain.length - 1,
		together: chains.length - 1,
		now,
		seen: now?.version ?? null,
		hasMoved: outcome.outcome === 'conflict' && hasMoved(outcome.fields, outcome.stored, now),
		holder: await holderOf(context, root)
	};
}

export function foldedOf(chain: readonly Attention[]): Change | null {
	const changes = chain.flatMap(({ change }) => (change.kind === 'user' ? [change] : []));
	if (changes.length > 0) return foldChain(changes);
	const exams = chain.flatMap(({ change }) => (change.kind === 'exam' ? [change] : []));
	const [first] = exams;
	const set = Object.assign({}, ...exams.map((change) => change.set)) as object;
	return first ? { ...first, op: exams.at(-1)?.op === 'delete' ? 'delete' : first.op, set } : null;
}

/** As this device has it, with what waits to be sent. */
export async function nowOf(context: Context, change: Change): Promise<User | Exam | null> {
	if (change.kind === 'user') return (await findStored(context, change.id))?.user ?? null;
	const stored = await context.db.exams.get(change.id);
	if (!stored) return null;
	return withoutPending(stored);
}

export async function holderOf(context: Context, { outcome }: Attention): Promise<User | null> {
	if (outcome.outcome !== 'rejected' || outcome.storedId === null) return null;
	const stored = await findStored(context, outcome.storedId);
	return stored?.user.deletedAt === null ? stored.user : null;
}

function withoutPending(stored: StoredExam): Exam {
	const { id, name, kind, startsAt, venues, version, deletedAt, createdAt } = stored;
	return { id, name, kind, startsAt, venues, version, deletedAt, createdAt };
}

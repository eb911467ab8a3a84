/**
 * What somebody decides about changes that came back (Y5, Y6) → users, new changes and the list, in one transaction. A
 * change that is sent again is a new one, made against what is stored here now and behind what waits already.
 */
import type { Change, ExamChange, UserChange } from '../core/change';
import { applyToExam, applyToUser } from '../core/change-values';
import { changeSchemaNumber } from '../core/change';
import { Failure } from '../core/failure';
import type { Exam, User } from '../core/records';
import { keepMine, resendExam, resendUser, type ResendChoice } from '../core/resend';
import { createChangeWriter } from './change-writer';
import type { Attention, Dropped, MusterDatabase } from './db';
import { envelopeTables, releaseUses } from './envelopes';
import { readMeta, writeMeta } from './meta';
import { sendLater } from './photos';
import { foldChain } from './refused-chain';
import { userChange } from './user-change';
import { createUserStore, type UserStore } from './user-store';
import { findById, type UserIndex, type Written } from './users';
import { holdNext } from './visit-users';

export type Decision =
	| { readonly kind: 'drop'; readonly chain: readonly Attention[] }
	| {
			readonly kind: 'send';
			readonly chain: readonly Attention[];
			readonly choice?: ResendChoice;
			readonly sharesEmail?: boolean;
			/** Id of the stored user who is the same person as the one that could not be created. */
			readonly onto?: string | null;
	  };

export interface SettleAttention {
	readonly db: MusterDatabase;
	readonly index: UserIndex;
	readonly decisions: readonly Decision[];
	readonly newId: () => string;
	/** ISO 8601. */
	readonly at: string;
}

export interface AttentionSettled {
	/** Changes made anew. */
	readonly sent: number;
	/** Changes given up, and those that want what is so by now. */
	readonly dropped: number;
	readonly written: Written;
}

interface Settling extends SettleAttention {
	readonly store: UserStore;
	readonly made: Change[];
	readonly released: Change[];
	readonly groupIds: ReadonlyMap<string, string>;
	readonly first: number;
	users: number;
}

/** @throws Failure 'draft_stale' where the index is older than the users, or a change was settled meanwhile */
export async function settleAttention(input: SettleAttention): Promise<AttentionSettled> {
	const { db } = input;
	const tables = [
		db.meta,
		db.userPages,
		db.userKeys,
		db.exams,
		db.changePages,
		db.uploads,
		db.attention,
		db.dropped,
		db.photos,
		...envelopeTables(db)
	];
	return db.transaction('rw', tables, async () => settleInside(input));
}

async function settleInside(input: SettleAttention): Promise<AttentionSettled> {
	const { db, index, at } = input;
	const generation = await readMeta(db, 'generation');
	if (generation !== index.generation) throw new Failure('draft_stale');
	const decisions = inOrder(input.decisions);
	const rows = decisions.flatMap(({ chain }) => chain);
	const ids = rows.map(({ changeId }) => changeId);
	const held = await db.attention.bulkGet(ids);
	if (held.includes(undefined)) throw new Failure('draft_stale');
	const settling: Settling = {
		...input,
		store: createUserStore(db, { count: index.count, secret: index.secret }),
		made: [],
		released: [],
		groupIds: newGroups(decisions, input.newId),
		first: await readMeta(db, 'nextSequence'),
		users: 0
	};
	const dropped: Attention[] = [];
	for (const decision of decisions) {
		if (decision.kind === 'drop') dropped.push(...decision.chain);
		else if (decision.chain[0]?.change.kind === 'exam') await sendExam(settling, decision);
		else await sendUser(settling, decision);
	}
	await settling.store.flush();
	await writeChanges(settling);
	await db.attention.bulkDelete(ids);
	await db.dropped.bulkPut(dropped.map((row): Dropped => ({ ...row, droppedAt: at })));
	await releaseUses(db, settling.released);
	await sendLater(db, photosOf(settling.made));
	await countAgain(settling, rows);
	await writeMeta(db, 'generation', generation + 1);
	const written = { writtenKeys: settling.store.writtenKeys, generation: generation + 1 };
	return { sent: settling.made.length, dropped: rows.length - settling.made.length, written };
}

/** As they were made; what travels in one group stays side by side (Y2). */
function inOrder(decisions: readonly Decision[]): Decision[] {
	const firsts = new Map<string, string>();
	const own = ({ chain }: Decision) => chain[0]?.changeId ?? '';
	for (const decision of decisions) {
		const group = groupIdOf(decision);
		if (group !== null && own(decision) < (firsts.get(group) ?? '~'))
			firsts.set(group, own(decision));
	}
	const keyOf = (decision: Decision) => firsts.get(groupIdOf(decision) ?? '') ?? own(decision);
	return [...decisions].sort((one, other) => {
		const [a, b] = [`${keyOf(one)} ${own(one)}`, `${keyOf(other)} ${own(other)}`];
		return a < b ? -1 : a > b ? 1 : 0;
	});
}

function groupIdOf({ chain }: Decision): string | null {
	return chain.find(({ change }) => change.groupId !== null)?.change.groupId ?? null;
}

/** A group goes again as a group, under another id; one alone is none. */
function newGroups(decisions: readonly Decision[], newId: () => string): Map<string, string> {
	const counts = new Map<string, number>();
	for (const decision of decisions) {
		const group = decision.kind === 'send' && !decision.onto ? groupIdOf(decision) : null;
		if (group !== null) counts.set(group, (counts.get(group) ?? 0) + 1);
	}
	const several = [...counts].filter(([, count]) => count > 1);
	return new Map(several.map(([group]) => [group, newId()]));
}

type Send = Extract<Decision, { kind: 'send' }>;

async function sendUser(settling: Settling, decision: Send): Promise<void> {
	const { store, at, newId } = settling;
	const { chain, choice = keepMine, onto = null, sharesEmail = false } = decision;
	const changes = chain.flatMap(({ change }) => (change.kind === 'user' ? [change] : []));
	const folded = foldChain(changes, onto !== null);
	const id = onto ?? changes[0]?.id ?? '';
	const ordinal = await placeOf(settling, id, onto === null);
	const held = store.read(ordinal);
	if (onto !== null && held?.user.deletedAt !== null) throw new Failure('user_not_found');
	const now = held?.user ?? null;
	const resend = folded && resendUser(folded, now, choice);
	settling.released.push(...withoutUse(changes, resend?.password ?? null));
	if (!folded || !resend) return;
	const user = resend.op === 'create' || !now ? blankUser(id) : now;
	const change = userChange(user, {
		...resend,
		changeId: newId(),
		deviceSequence: settling.first + settling.made.length,
		pending: held?.pending ?? '',
		groupId: settling.groupIds.get(groupIdOf(decision) ?? '') ?? null,
		uploadId: folded.uploadId,
		allowsSharedEmail: folded.allowsSharedEmail || sharesEmail
	});
	const after = applyToUser(user, change, at);
	settling.made.push(change);
	settling.users += Number(after.deletedAt === null) - Number(now?.deletedAt === null);
	store.write(ordinal, after, change.changeId);
}

/** Place of a user on its held page; where nobody has the id, the next one. */
async function placeOf({ store, index }: Settling, id: string, isNew: boolean): Promise<number> {
	for (const ordinal of findById(index, id)) {
		if (!store.holds(ordinal)) await store.hold(ordinal);
		if (store.read(ordinal)?.user.id === id) return ordinal;
	}
	if (!isNew) throw new Failure('user_not_found');
	await holdNext(store);
	return store.nextOrdinal();
}

function blankUser(id: string): User {
	const texts = { clientId: '', username: '', title: '', firstName: '', lastName: '' };
	const none = { email: '', phone: '', photo: null, mustChangePassword: false, deletedAt: null };
	return { id, ...texts, ...none, version: 0, registrations: {} };
}

/** The changes whose password is not sent again: one use of its envelope goes with each. */
function withoutUse(
	changes: readonly UserChange[],
	kept: UserChange['password']
): readonly UserChange[] {
	const last = kept === null ? -1 : changes.findLastIndex(({ password }) => password === kept);
	return changes.filter(({ password }, place) => password !== null && place !== last);
}

async function sendExam(settling: Settling, { chain, choice = keepMine }: Send): Promise<void> {
	const { db, at, newId } = settling;
	for (const { change } of chain) {
		if (change.kind !== 'exam') continue;
		const stored = await db.exams.get(change.id);
		const { pending = null, ...now } = stored ?? { ...blankExam(change, at) };
		const resend = resendExam(change, stored ? now : null, choice);
		if (!resend) continue;
		const isNew = resend.op === 'create';
		const sent: ExamChange = {
			...resend,
			changeId: newId(),
			deviceSequence: settling.first + settling.made.length,
			kind: 'exam',
			id: change.id,
			baseVersion: now.version,
			previousChangeId: pending,
			groupId: null,
			uploadId: change.uploadId,
			schema: changeSchemaNumber
		};
		settling.made.push(sent);
		const base = isNew ? { ...now, deletedAt: null } : now;
		await db.exams.put({ ...applyToExam(base, sent, at), pending: sent.changeId });
	}
}

function blankExam({ id }: ExamChange, at: string): Exam & { readonly pending?: string } {
	const empty = { name: '', kind: 'standard', startsAt: null, venues: [] } as const;
	return { id, ...empty, version: 0, deletedAt: null, createdAt: at };
}

/** Changes of one upload, as they follow each other, stand on pages of that upload. */
async function writeChanges({ db, made, first }: Settling): Promise<void> {
	let from = 0;
	while (from < made.length) {
		const uploadId = made[from]?.uploadId ?? null;
		const past = made.findIndex((change, place) => place > from && change.uploadId !== uploadId);
		const to = past < 0 ? made.length : past;
		const writer = createChangeWriter(db, { uploadId: uploadId ?? '', first: first + from });
		for (const change of made.slice(from, to)) writer.add(change);
		await writer.flush();
		from = to;
	}
	await writeMeta(db, 'nextSequence', first + made.length);
}

function photosOf(made: readonly Change[]): ReadonlySet<string> {
	const hashes = made.flatMap((change) =>
		change.kind === 'user' && change.set.user.photo ? [change.set.user.photo.sha256] : []
	);
	return new Set(hashes);
}

/** Exams are not counted among the unsent: what people count is users. */
async function countAgain(settling: Settling, rows: readonly Attention[]): Promise<void> {
	const { db, made, users } = settling;
	const ofUsers = made.filter(({ kind }) => kind === 'user');
	const settled = rows.filter(({ change }) => change.kind === 'user');
	const ids = new Set(settled.flatMap(({ uploadId }) => uploadId ?? []));
	const uploads = (await db.uploads.bulkGet([...ids])).flatMap((upload) => upload ?? []);
	for (const upload of uploads) {
		const own = ({ uploadId }: { readonly uploadId: string | null }) => uploadId === upload.id;
		upload.attention = Math.max(0, upload.attention - settled.filter(own).length);
		upload.unsent += ofUsers.filter(own).length;
	}
	await db.uploads.bulkPut(uploads);
	await writeMeta(db, 'unsent', (await readMeta(db, 'unsent')) + ofUsers.length);
	await writeMeta(db, 'users', (await readMeta(db, 'users')) + users);
}

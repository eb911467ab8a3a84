/** Somebody decides about what came back: mine again, theirs, or the same person (Y5, Y6). */
import { createIdSource } from '../core/ids';
import { hasMoved, keepMine, noValues, resendUser, type ResendChoice } from '../core/resend';
import type { UserChange } from '../core/change';
import type { User } from '../core/records';
import { mayChange } from '../core/roles';
import { chainsOf } from '../storage/attention';
import type { Attention } from '../storage/db';
import { takeBack } from '../storage/dropped';
import { foldChain } from '../storage/refused-chain';
import { settleAttention, type Decision } from '../storage/settle-attention';
import { takeWritten } from '../storage/users';
import { holderOf, nowOf } from './attention-view';
import { randomBytes, refreshIndex, type Context } from './context';
import { readEdits, takenKeys } from './edit-user';
import { whileWriting } from './locks';
import { requireRole } from './refuse-role';
import type { AttentionAnswer, AttentionDecision, UserIssue } from './protocol';

interface Judged {
	readonly decision: Decision | null;
	readonly issues: readonly UserIssue[];
}

const leftAlone: Judged = { decision: null, issues: [] };

/**
 * Settles what can be; the rest stays, and is counted.
 * @throws Failure 'not_allowed', 'storage_full'
 */
export async function settleAttentionOf(
	context: Context,
	ask: AttentionDecision
): Promise<AttentionAnswer> {
	await requireRole(context, mayChange);
	return whileWriting(async () => {
		await refreshIndex(context);
		const chains = await chainsOf(context.db, await namedIds(context, ask));
		const own = chains.filter(({ isNamed }) => isNamed || ask.how === 'mine');
		const judged: Judged[] = [];
		for (const { chain, isNamed } of own)
			judged.push(await judge(context, ask, { chain, isNamed }));
		const decisions = judged.flatMap(({ decision }) => decision ?? []);
		const { sent, dropped } = await write(context, decisions);
		return {
			sent,
			dropped,
			left: judged.length - decisions.length,
			issues: judged.find(({ issues }) => issues.length > 0)?.issues ?? []
		};
	});
}

async function namedIds({ db }: Context, { ids, groups }: AttentionDecision): Promise<string[]> {
	const inGroups = await db.attention
		.where('group')
		.anyOf([...groups])
		.primaryKeys();
	return [...new Set([...ids, ...inGroups])];
}

async function write(context: Context, decisions: readonly Decision[]) {
	if (decisions.length === 0) return { sent: 0, dropped: 0 };
	const { db, index, nowMs } = context;
	const newId = createIdSource(nowMs, randomBytes);
	const at = new Date(nowMs()).toISOString();
	const done = await settleAttention({ db, index, decisions, newId, at });
	context.cache.clear();
	takeWritten(index, done.written);
	return done;
}

interface Unit {
	readonly chain: readonly Attention[];
	readonly isNamed: boolean;
}

async function judge(context: Context, ask: AttentionDecision, unit: Unit): Promise<Judged> {
	const { chain } = unit;
	const [root] = chain;
	if (!root) return leftAlone;
	if (ask.how === 'theirs') return { decision: { kind: 'drop', chain }, issues: [] };
	if (ask.how === 'same_person') {
		const holder = root.change.op === 'create' ? await holderOf(context, root) : null;
		return holder ? { decision: { kind: 'send', chain, onto: holder.id }, issues: [] } : leftAlone;
	}
	return judgeMine(context, ask, { ...unit, root });
}

async function judgeMine(
	context: Context,
	ask: AttentionDecision,
	{ chain, root, isNamed }: Unit & { readonly root: Attention }
): Promise<Judged> {
	const { outcome } = root;
	const now = await nowOf(context, root.change);
	if (isNamed && ask.seen !== null && (now?.version ?? null) !== ask.seen) return leftAlone;
	const isUnseen = !isNamed || ask.seen === null;
	if (isUnseen && outcome.outcome === 'conflict' && hasMoved(outcome.fields, outcome.stored, now))
		return leftAlone;
	const theirs = new Set(isNamed ? ask.theirs : []);
	const { sharesEmail } = ask;
	if (root.change.kind === 'exam') {
		const choice = { theirs, edits: noValues };
		return { decision: { kind: 'send', chain, choice }, issues: [] };
	}
	const changes = chain.flatMap(({ change }) => (change.kind === 'user' ? [change] : []));
	const folded = foldChain(changes);
	if (!folded) return { decision: { kind: 'drop', chain }, issues: [] };
	const choice: ResendChoice = { ...keepMine, theirs };
	const read = await edited(context, ask, { folded, now: now as User | null, choice, isNamed });
	if (read.issues.some(({ issue: { level } }) => level === 'error'))
		return { decision: null, issues: read.issues };
	return { decision: { kind: 'send', chain, choice: read.choice, sharesEmail }, issues: [] };
}

interface Read {
	readonly choice: ResendChoice;
	readonly issues: readonly UserIssue[];
}

/** What was typed, read as the cells of a file are, and the names and ids that somebody else has by now (M4). */
async function edited(
	context: Context,
	ask: AttentionDecision,
	unit: {
		readonly folded: UserChange;
		readonly now: User | null;
		readonly choice: ResendChoice;
		readonly isNamed: boolean;
	}
): Promise<Read> {
	const { folded, now, isNamed } = unit;
	const plain = resendUser(folded, now, unit.choice);
	if (!plain || plain.op === 'delete') return { choice: unit.choice, issues: [] };
	const isNew = plain.op === 'create';
	const base = { ...blank, ...(isNew ? {} : now), ...folded.set.user, id: folded.id } as User;
	const { edits } = ask;
	const read =
		isNamed && edits.length > 0 ? await readEdits(context, base, { edits, exams: [] }) : null;
	const choice = read ? { ...unit.choice, edits: read.set } : unit.choice;
	const resend = resendUser(folded, now, choice);
	// In a group one frees what another takes.
	const taken =
		resend && folded.groupId === null
			? await takenKeys(context, base, keysTaken(resend, now), {
					sharesEmail: ask.sharesEmail || folded.allowsSharedEmail
				})
			: [];
	return { choice, issues: [...(read?.issues ?? []), ...taken] };
}

const blank = {
	clientId: '',
	username: '',
	title: '',
	firstName: '',
	lastName: '',
	email: '',
	phone: '',
	registrations: {}
};

/** A restored user takes its keys again, changed or not. */
function keysTaken(
	{ op, set }: { readonly op: string; readonly set: UserChange['set'] },
	now: User | null
) {
	const held = op === 'restore' && now ? now : {};
	return { user: { ...held, ...set.user } as Partial<Record<'username', unknown>> };
}

/** What was given up last is in the list again. */
export async function takeBackAttention(context: Context): Promise<number> {
	await requireRole(context, mayChange);
	return whileWriting(() => takeBack(context.db));
}

/**
 * An answer → the device: in one transaction each outcome is stored, the change leaves the outbox, and the local user is
 * what the server has (Y4, PROTOCOL 5). A change that is settled already is passed over.
 */
import type { Change, ExamChange, Outcome, UserChange } from '../core/change';
import {
	applyToExam,
	applyToUser,
	isAbsentExam,
	isAbsentUser,
	undoOnExam,
	undoOnUser
} from '../core/change-values';
import { Failure } from '../core/failure';
import type { Exam, User } from '../core/records';
import { addAttention } from '../storage/attention';
import type { ChangePage, MusterDatabase } from '../storage/db';
import { envelopeTables, releaseUses } from '../storage/envelopes';
import { readMeta, writeMeta } from '../storage/meta';
import type { Batch, BatchEntry } from '../storage/outbox';
import { releasePhotos } from '../storage/photos';
import { nothingAside, readPulled, writePulled } from '../storage/pulled';
import { createUserStore } from '../storage/user-store';
import type { UserIndex, Written } from '../storage/users';
import { visitUsers } from '../storage/visit-users';
import { countSettled, forgetSent } from './settle-counts';
import { settleOne, type LocalCopy, type Settled } from './settle-one';

export interface SettleInput {
	readonly db: MusterDatabase;
	readonly index: UserIndex;
	readonly batch: Batch;
	/** One for each change of the batch, in its order. */
	readonly outcomes: readonly Outcome[];
	/** ISO 8601. */
	readonly at: string;
}

export interface Settlement {
	readonly applied: number;
	readonly refused: number;
	/** Changes that wait on, since what was missing may arrive. */
	readonly left: number;
	/** Changes applied beside another device's, which a pull brings. */
	readonly merged: number;
	/** For the index in memory; its generation is a new one where a user became another. */
	readonly written: Written;
}

/** @throws Failure 'draft_stale' where the index is older than the users */
export async function settle(input: SettleInput): Promise<Settlement> {
	const { db } = input;
	const tables = [
		db.meta,
		db.userPages,
		db.userKeys,
		db.exams,
		db.changePages,
		db.uploads,
		...envelopeTables(db),
		db.attention,
		db.photos,
		db.pulled
	];
	return db.transaction('rw', tables, async () => settleInside(input));
}

interface Ending extends Settled<Change> {
	readonly entry: BatchEntry;
	readonly end: 'applied' | 'refused' | 'left' | 'rebased';
}

async function settleInside(input: SettleInput): Promise<Settlement> {
	const { db, index, at } = input;
	const generation = await readMeta(db, 'generation');
	if (generation !== index.generation) throw new Failure('draft_stale');
	const { pages, endings } = await readEndings(input);
	const ended = endings.filter(({ end }) => end === 'applied' || end === 'refused');
	for (const ending of endings) takeOut(pages, ending);
	await db.changePages.bulkPut([...pages.values()]);
	const users = await settleUsers(input, ended);
	await settleExams(input, ended);
	const refused = ended.filter(({ end }) => end === 'refused');
	await addAttention(db, refused, at);
	await countSettled(db, ended);
	const applied = ended.filter(({ end }) => end === 'applied').map(({ change }) => change);
	await releaseUses(db, applied);
	await releasePhotos(db, applied);
	await forgetSent(db, endings);
	const next = users.isChanged ? generation + 1 : generation;
	if (users.isChanged) await writeMeta(db, 'generation', next);
	return {
		applied: ended.length - refused.length,
		refused: refused.length,
		left: endings.length - ended.length,
		merged: ended.filter(({ outcome }) => outcome.outcome === 'applied' && outcome.isMerged).length,
		written: { writtenKeys: users.writtenKeys, generation: next }
	};
}

/** The batch's changes that still wait, with what their outcomes mean. */
async function readEndings({ db, batch, outcomes }: SettleInput) {
	const numbers = [...new Set(batch.entries.map(({ page }) => page))];
	const found = await db.changePages.bulkGet(numbers);
	const pages = new Map(found.flatMap((page) => (page ? [[page.first, page] as const] : [])));
	const left = new Set<string>();
	const lost = await lostEnvelopes(db, batch, outcomes);
	const endings = batch.entries.flatMap((entry, index): Ending[] => {
		const { change, page } = entry;
		const outcome = outcomes[index];
		const stored = pages.get(page)?.changes[change.deviceSequence - page];
		if (!outcome || stored?.changeId !== change.changeId) return [];
		const end = endOf(change, outcome, { left, lost });
		if (end === 'left') left.add(change.changeId);
		return [{ entry, change, outcome, end }];
	});
	return { pages, endings };
}

/** Changes whose envelope neither side has: it will not arrive. */
async function lostEnvelopes(
	db: MusterDatabase,
	batch: Batch,
	outcomes: readonly Outcome[]
): Promise<ReadonlySet<string>> {
	const missing = batch.entries.flatMap(({ change }, index) => {
		const outcome = outcomes[index];
		const isMissing = outcome?.outcome === 'rejected' && outcome.code === 'envelope_missing';
		return isMissing && change.kind === 'user' && change.password ? [change] : [];
	});
	if (missing.length === 0) return new Set();
	const wanted = missing.map(({ password }) => password?.envelope ?? '');
	const kept = new Set(await db.envelopes.where('sha256').anyOf(wanted).primaryKeys());
	const lost = missing.filter(({ password }) => !kept.has(password?.envelope ?? ''));
	return new Set(lost.map(({ changeId }) => changeId));
}

/** What is missing may arrive: then the change waits on, behind its previous one or without naming it (PROTOCOL 5.5). */
function endOf(
	change: Change,
	outcome: Outcome,
	{ left, lost }: { left: ReadonlySet<string>; lost: ReadonlySet<string> }
): Ending['end'] {
	if (outcome.outcome === 'applied') return 'applied';
	if (outcome.outcome !== 'rejected') return 'refused';
	if (outcome.code === 'envelope_missing') return lost.has(change.changeId) ? 'refused' : 'left';
	if (outcome.code !== 'previous_missing') return 'refused';
	const { previousChangeId } = change;
	return previousChangeId === null || left.has(previousChangeId) ? 'left' : 'rebased';
}

function takeOut(
	pages: ReadonlyMap<number, ChangePage>,
	{ entry, change, outcome, end }: Ending
): void {
	const page = pages.get(entry.page);
	if (!page || end === 'left') return;
	// Base 0 makes the server compare value by value.
	const rest = end === 'rebased' ? { ...change, previousChangeId: null, baseVersion: 0 } : null;
	const place = change.deviceSequence - page.first;
	page.changes[place] = rest;
	if (change.kind === 'user' && outcome.outcome === 'applied')
		keepApplied(page, place, { change, version: outcome.version });
	if (page.changes.every((waiting) => waiting === null)) page.isOpen = 0;
}

/** What was taken can be undone (V9): the values before are nowhere else. */
function keepApplied(
	page: ChangePage,
	place: number,
	{ change, version }: { change: Change; version: number }
): void {
	page.applied ??= page.changes.map(() => null);
	page.versions ??= page.changes.map(() => 0);
	page.applied[place] = change;
	page.versions[place] = version;
}

const userValues = { apply: applyToUser, undo: undoOnUser, isAbsent: isAbsentUser };
const examValues = { apply: applyToExam, undo: undoOnExam, isAbsent: isAbsentExam };

async function settleUsers({ db, index, at }: SettleInput, endings: readonly Ending[]) {
	const byUser = byId(endings, 'user');
	const pulled = await readPulled<User>(db, byUser.keys());
	const store = createUserStore(db, { count: index.count, secret: index.secret });
	let isChanged = false;
	let delta = 0;
	await visitUsers({ store, index }, byUser.keys(), (id, ordinal) => {
		const held = store.read(ordinal);
		if (!held) return;
		const copy = { value: held.user, pending: held.pending, ...(pulled.get(id) ?? nothingAside) };
		const after = settleOne(copy, byUser.get(id) ?? [], { values: userValues, at });
		store.write(ordinal, after.value, after.pending);
		pulled.set(id, after);
		delta += Number(after.value.deletedAt === null) - Number(held.user.deletedAt === null);
		if (!isSameBut(after.value, held.user)) isChanged = true;
	});
	await store.flush();
	await writePulled(db, pulled);
	if (delta !== 0) await writeMeta(db, 'users', (await readMeta(db, 'users')) + delta);
	return { writtenKeys: store.writtenKeys, isChanged };
}

/** True where nothing but the version differs. */
function isSameBut(after: User, before: User): boolean {
	return (
		after === before ||
		JSON.stringify({ ...after, version: before.version }) === JSON.stringify(before)
	);
}

async function settleExams({ db, at }: SettleInput, endings: readonly Ending[]): Promise<void> {
	const byExam = byId(endings, 'exam');
	const pulled = await readPulled<Exam>(db, byExam.keys());
	for (const [id, settled] of byExam) {
		const stored = await db.exams.get(id);
		if (!stored) continue;
		const { pending = '', ...value } = stored;
		const copy: LocalCopy<Exam> = { value, pending, ...(pulled.get(id) ?? nothingAside) };
		const after = settleOne(copy, settled, { values: examValues, at });
		await db.exams.put({ ...after.value, ...(after.pending ? { pending: after.pending } : {}) });
		pulled.set(id, after);
	}
	await writePulled(db, pulled);
}

function byId(endings: readonly Ending[], kind: 'user'): Map<string, Settled<UserChange>[]>;
function byId(endings: readonly Ending[], kind: 'exam'): Map<string, Settled<ExamChange>[]>;
function byId(endings: readonly Ending[], kind: Change['kind']): Map<string, Settled<Change>[]> {
	const found = new Map<string, Settled<Change>[]>();
	for (const { change, outcome } of endings) {
		if (change.kind !== kind) continue;
		const others = found.get(change.id);
		if (others) others.push({ change, outcome });
		else found.set(change.id, [{ change, outcome }]);
	}
	return found;
}

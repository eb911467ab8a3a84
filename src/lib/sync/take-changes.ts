/**
 * Changes of a file → users, exams and what waits to be sent, in one transaction (PROTOCOL 6.3). A change keeps its id,
 * its base and the change that it follows: it was made without knowledge of what waits here, and must meet it at the
 * server as another device's.
 */
import type { Change, ExamChange, UserChange } from '../core/change';
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
import { createChangeWriter } from '../storage/change-writer';
import type { MusterDatabase, Upload } from '../storage/db';
import { readMeta, writeMeta } from '../storage/meta';
import { unsettled } from '../storage/outbox';
import { readPulled, writePulled, type LaidAside } from '../storage/pulled';
import { createUserStore, type UserStore } from '../storage/user-store';
import type { UserIndex, Written } from '../storage/users';
import { holdNext, visitUsers } from '../storage/visit-users';
import type { Mirror } from './mirror';
import type { CarriedUpload, UnsentLine } from './unsent-file';

export interface Carried {
	readonly mirror: Mirror;
	/** By id. */
	readonly uploads: ReadonlyMap<string, CarriedUpload>;
}

export async function takeChanges(carried: Carried, changes: readonly Change[]): Promise<void> {
	await carried.mirror.write((index) => takeWith(carried, index, changes));
}

function takeWith(
	{ mirror, uploads }: Carried,
	index: UserIndex,
	changes: readonly Change[]
): Promise<{ readonly written: Written }> {
	const { db } = mirror;
	const at = mirror.now();
	const tables = [db.meta, db.userPages, db.userKeys, db.exams, db.changePages, db.uploads];
	return db.transaction('rw', [...tables, db.envelopes, db.pulled], async () => {
		const generation = await readMeta(db, 'generation');
		if (generation !== index.generation) throw new Failure('draft_stale');
		const ofUsers = changes.filter((change) => change.kind === 'user');
		const ofExams = changes.filter((change) => change.kind === 'exam');
		const store = createUserStore(db, { count: index.count, secret: index.secret });
		const delta = await takeUsers({ db, index, store, at }, ofUsers);
		await takeExams(db, ofExams, at);
		await writeChanges(db, changes);
		await countUploads(db, uploads, { changes: ofUsers, counter: 'unsent' });
		await addUses(db, ofUsers);
		await writeMeta(db, 'unsent', (await readMeta(db, 'unsent')) + ofUsers.length);
		await writeMeta(db, 'users', (await readMeta(db, 'users')) + delta);
		await writeMeta(db, 'generation', generation + 1);
		return { written: { writtenKeys: store.writtenKeys, generation: generation + 1 } };
	});
}

/** As `Map.groupBy`, which tablets of 2023 do not have. */
function groupedBy<K>(changes: readonly UserChange[], keyOf: (change: UserChange) => K) {
	const groups = new Map<K, UserChange[]>();
	for (const change of changes) {
		const own = groups.get(keyOf(change));
		if (own) own.push(change);
		else groups.set(keyOf(change), [change]);
	}
	return groups;
}

interface Target {
	readonly db: MusterDatabase;
	readonly index: UserIndex;
	readonly store: UserStore;
	readonly at: string;
}

interface Touched {
	/** -1: not on this device. */
	readonly ordinal: number;
	readonly before: { readonly user: User; readonly pending: string } | null;
	readonly changes: UserChange[];
}

/** How many users there are more. */
async function takeUsers({ db, index, store, at }: Target, changes: UserChange[]): Promise<number> {
	const touched = new Map<string, Touched>();
	const byId = groupedBy(changes, ({ id }) => id);
	await visitUsers({ store, index }, byId.keys(), (id, ordinal) => {
		const before = (ordinal < 0 ? null : store.read(ordinal)) ?? null;
		touched.set(id, { ordinal, before, changes: byId.get(id) ?? [] });
	});
	await layAside(db, touched);
	let delta = 0;
	for (const [id, { ordinal, before, changes: own }] of touched) {
		const user = afterChanges(before, own, at) ?? absent(id, at);
		const place = ordinal < 0 ? await newPlace(store) : ordinal;
		if (!store.holds(place)) await store.hold(place);
		store.write(place, user, own.at(-1)?.changeId ?? '');
		delta += Number(user.deletedAt === null) - Number(before?.user.deletedAt === null);
	}
	await store.flush();
	return delta;
}

async function newPlace(store: UserStore): Promise<number> {
	await holdNext(store);
	return store.nextOrdinal();
}

/** Creations first: another device may have taken one after what was done to it. */
function afterChanges(
	before: Touched['before'],
	changes: readonly UserChange[],
	at: string
): User | null {
	const isCreate = ({ op }: UserChange) => op === 'create';
	const creates = changes.filter(isCreate);
	const rest = changes.filter((change) => !isCreate(change));
	const isGone = before?.user.version === 0 && before.pending === '';
	const base = isGone && creates.length > 0 ? null : (before?.user ?? null);
	const created = creates.reduce((user, change) => createdBy(user, change, at), base);
	// Nobody knows how one looks whom neither the server nor a change has brought here.
	if (!created || isAbsentUser(created) || (isGone && creates.length === 0)) return created;
	return rest.reduce((user, change) => applyToUser(user, change, at), created);
}

/**
 * A creation of one who is here was accepted before, and others may have edited since: nothing is written over. What
 * waits for one who is hidden here stands on no values: a pull brings them.
 */
function createdBy(user: User | null, change: UserChange, at: string): User {
	if (!user) return applyToUser({ ...absent(change.id, at), deletedAt: null }, change, at);
	return user.version === 0 && user.deletedAt !== null ? absent(change.id, at) : user;
}

/** One whom this device has never had: hidden until a pull brings it. */
function absent(id: string, at: string): User {
	const texts = { clientId: '', username: '', title: '', firstName: '', lastName: '' };
	const none = { email: '', phone: '', photo: null, mustChangePassword: false, deletedAt: at };
	return { id, ...texts, ...none, version: 0, registrations: {} };
}

/** What the server has is kept beside the changes until they are settled (4.4): these may have been taken by it long ago. */
async function layAside(db: MusterDatabase, touched: ReadonlyMap<string, Touched>): Promise<void> {
	const aside = await readPulled<User>(db, touched.keys());
	const edited = new Set<string>();
	for (const [id, { before }] of touched) {
		if (!before || before.user.version === 0 || aside.get(id)?.pulled) continue;
		aside.set(id, { pulled: before.user, refused: aside.get(id)?.refused ?? [] });
		if (before.pending !== '') edited.add(id);
	}
	await takeBackEdits(db, edited, aside);
	await writePulled(db, aside);
}

/** The local copy holds this device's own unsettled edits, which the server does not have. */
async function takeBackEdits(
	db: MusterDatabase,
	edited: ReadonlySet<string>,
	aside: Map<string, LaidAside<User>>
): Promise<void> {
	if (edited.size === 0) return;
	const own: UserChange[] = [];
	for await (const { change } of unsettled(db)) {
		if (change.kind === 'user' && edited.has(change.id)) own.push(change);
	}
	for (const change of own.reverse()) {
		const held = aside.get(change.id);
		if (!held?.pulled) continue;
		const pulled = undoOnUser(held.pulled, change, held.pulled.deletedAt ?? '');
		aside.set(change.id, { ...held, pulled });
	}
}

async function takeExams(
	db: MusterDatabase,
	changes: readonly ExamChange[],
	at: string
): Promise<void> {
	for (const change of changes) {
		const stored = await db.exams.get(change.id);
		const { pending = '', ...known } = stored ?? { ...absentExam(change.id, at) };
		if (known.version > 0) await layExamAside(db, known, pending);
		const isGone = known.version === 0 && pending === '';
		const isNew = change.op === 'create' && isGone;
		const base = isNew ? { ...absentExam(change.id, at), deletedAt: null } : known;
		const applies = isNew || (change.op !== 'create' && !isGone && !isAbsentExam(known));
		const after = applies ? applyToExam(base, change, at) : known;
		await db.exams.put({ ...after, pending: change.changeId });
	}
}

function absentExam(id: string, at: string): Exam & { readonly pending?: string } {
	const empty = { name: '', kind: 'standard', startsAt: null, venues: [], createdAt: at } as const;
	return { id, ...empty, version: 0, deletedAt: at };
}

async function layExamAside(db: MusterDatabase, exam: Exam, pending: string): Promise<void> {
	const aside = await readPulled<Exam>(db, [exam.id]);
	const held = aside.get(exam.id);
	if (held?.pulled) return;
	const own: ExamChange[] = [];
	if (pending !== '') {
		for await (const { change } of unsettled(db)) {
			if (change.kind === 'exam' && change.id === exam.id) own.push(change);
		}
	}
	const pulled = own.reduceRight((left, change) => undoOnExam(left, change, ''), exam);
	await writePulled(db, new Map([[exam.id, { pulled, refused: held?.refused ?? [] }]]));
}

/** With sequence numbers of this device; changes of one upload, as they follow each other, stand on its pages. */
async function writeChanges(db: MusterDatabase, changes: readonly Change[]): Promise<void> {
	let first = await readMeta(db, 'nextSequence');
	for (let from = 0; from < changes.length;) {
		const uploadId = changes[from]?.uploadId ?? null;
		const past = changes.findIndex((change, at) => at > from && change.uploadId !== uploadId);
		const own = changes.slice(from, past < 0 ? changes.length : past);
		const writer = createChangeWriter(db, { uploadId: uploadId ?? '', first });
		for (const change of own) writer.add({ ...change, deviceSequence: first++ });
		await writer.flush();
		from += own.length;
	}
	await writeMeta(db, 'nextSequence', first);
}

async function countUploads(
	db: MusterDatabase,
	carried: ReadonlyMap<string, CarriedUpload>,
	{ changes, counter }: { changes: readonly UserChange[]; counter: 'unsent' | 'attention' }
): Promise<void> {
	for (const [id, own] of groupedBy(changes, ({ uploadId }) => uploadId)) {
		if (id === null) continue;
		const upload = (await db.uploads.get(id)) ?? carried.get(id);
		if (!upload) continue;
		const known = await db.uploads.get(id);
		const counts = known ?? { unsent: 0, attention: 0 };
		const next = { ...upload, unsent: counts.unsent, attention: counts.attention };
		next[counter] += own.length;
		await db.uploads.put(next as Upload);
	}
}

async function addUses(db: MusterDatabase, changes: readonly UserChange[]): Promise<void> {
	for (const { password } of changes) {
		const envelope = password && (await db.envelopes.get(password.envelope));
		if (envelope) await db.envelopes.put({ ...envelope, uses: (envelope.uses ?? 0) + 1 });
	}
}

/** One that came back on the other device comes to the list of this one, and can be settled here. */
export async function takeRefused(
	{ mirror, uploads }: Carried,
	{ change, outcome, at }: Extract<UnsentLine, { kind: 'refused' }>
): Promise<void> {
	const { db } = mirror;
	const tables = [db.attention, db.uploads, db.envelopes];
	await db.transaction('rw', tables, async () => {
		await addAttention(db, [{ change, outcome }], at);
		const ofUsers = change.kind === 'user' ? [change] : [];
		await countUploads(db, uploads, { changes: ofUsers, counter: 'attention' });
		await addUses(db, ofUsers);
	});
}

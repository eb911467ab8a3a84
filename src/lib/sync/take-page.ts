/** One page of a pull → the device, rows and cursor in one transaction (PROTOCOL 4). */
import type { PullAnswer } from '../core/change';
import { Failure } from '../core/failure';
import type { Exam, User } from '../core/records';
import type { MusterDatabase, StoredExam } from '../storage/db';
import { readMeta, readMetas, writeMeta } from '../storage/meta';
import { readPulled, writePulled, type LaidAside } from '../storage/pulled';
import { createUserStore } from '../storage/user-store';
import type { UserIndex, Written } from '../storage/users';
import { holdNext, visitUsers } from '../storage/visit-users';

export interface TakeInput {
	readonly db: MusterDatabase;
	readonly index: UserIndex;
	readonly answer: PullAnswer;
	/** ISO 8601. */
	readonly at: string;
}

export interface Taken {
	/** Rows that changed something here. */
	readonly changed: number;
	/** All is being pulled again. */
	readonly isAll: boolean;
	readonly written: Written;
}

/**
 * Null for a page of another history than the one known: it is not taken.
 * @throws Failure 'draft_stale' where the index is older than the users
 */
export async function takePage(input: TakeInput): Promise<Taken | null> {
	const { db } = input;
	const tables = [db.meta, db.userPages, db.userKeys, db.exams, db.pulled];
	return db.transaction('rw', tables, async () => takeInside(input));
}

async function takeInside({ db, index, answer, at }: TakeInput): Promise<Taken | null> {
	const metas = await readMetas(db, 'generation', 'isPullingAll', 'epoch');
	const { generation, isPullingAll: isAll, epoch } = metas;
	if (generation !== index.generation) throw new Failure('draft_stale');
	// Another tab has heard meanwhile that this history is gone.
	if (epoch !== null && epoch !== answer.epoch) return null;
	const users = await takeUsers({ db, index, isAll }, answer.users);
	const exams = await takeExams(db, answer.exams, isAll);
	const changed = users.changed + exams;
	const next = changed > 0 ? generation + 1 : generation;
	if (users.delta !== 0) await writeMeta(db, 'users', (await readMeta(db, 'users')) + users.delta);
	if (changed > 0) await writeMeta(db, 'generation', next);
	await db.meta.bulkPut([
		{ key: 'cursor', value: answer.version },
		{ key: 'epoch', value: answer.epoch },
		...(answer.hasMore ? [] : [{ key: 'pulledAt', value: at }])
	]);
	return { changed, isAll, written: { writtenKeys: users.writtenKeys, generation: next } };
}

interface Target {
	readonly db: MusterDatabase;
	readonly index: UserIndex;
	/** Versions of another epoch say nothing: every row is taken. */
	readonly isAll: boolean;
}

async function takeUsers({ db, index, isAll }: Target, users: readonly User[]) {
	const byId = new Map(users.map((user) => [user.id, user]));
	const aside = await readPulled<User>(db, byId.keys());
	const store = createUserStore(db, { count: index.count, secret: index.secret });
	const fresh: User[] = [];
	let delta = 0;
	let changed = 0;
	const put = (ordinal: number, user: User, before: User | null): void => {
		store.write(ordinal, user, '');
		delta += Number(user.deletedAt === null) - Number(before !== null && before.deletedAt === null);
		changed += 1;
	};
	await visitUsers({ store, index }, byId.keys(), (id, ordinal) => {
		const user = byId.get(id);
		const held = store.read(ordinal);
		if (!user) return;
		if (!held) {
			if (user.deletedAt === null) fresh.push(user);
			return;
		}
		if (isAll) store.see(ordinal);
		if (held.pending !== '') layAside(aside, { id, value: user, local: held.user, isAll });
		else if (isAll || user.version > held.user.version) put(ordinal, user, held.user);
	});
	for (const user of fresh) {
		const held = holdNext(store);
		if (held) await held;
		const ordinal = store.nextOrdinal();
		put(ordinal, user, null);
		if (isAll) store.see(ordinal);
	}
	await store.flush();
	await writePulled(db, aside);
	return { delta, changed, writtenKeys: store.writtenKeys };
}

interface Arrival<T> {
	readonly id: string;
	readonly value: T;
	readonly local: { readonly version: number };
	readonly isAll: boolean;
}

/** What is edited here is not written over; the server's copy is kept beside it until the edits are settled. */
function layAside<T extends User | Exam>(
	aside: Map<string, LaidAside<T>>,
	{ id, value, local, isAll }: Arrival<T>
): void {
	const known = aside.get(id);
	const knownVersion = known?.pulled?.version ?? local.version;
	if (!isAll && value.version <= knownVersion) return;
	aside.set(id, { pulled: value, refused: known?.refused ?? [] });
}

async function takeExams(
	db: MusterDatabase,
	exams: readonly Exam[],
	isAll: boolean
): Promise<number> {
	if (exams.length === 0) return 0;
	const ids = exams.map(({ id }) => id);
	const aside = await readPulled<Exam>(db, ids);
	const stored = await db.exams.bulkGet(ids);
	const put: StoredExam[] = [];
	exams.forEach((exam, place) => {
		const local = stored[place];
		if (local?.pending) layAside(aside, { id: exam.id, value: exam, local, isAll });
		else if (!local || isAll || exam.version > local.version) put.push(exam);
	});
	await db.exams.bulkPut(put);
	await writePulled(db, aside);
	return put.length;
}

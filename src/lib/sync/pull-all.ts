/**
 * All is pulled again after the server's history was replaced (a restored backup): versions of before say nothing any
 * more, what the server does not name is gone, and what waits here is compared value by value (PROTOCOL 4.3).
 */
import type { Change } from '../core/change';
import { undoOnUser } from '../core/change-values';
import type { User } from '../core/records';
import type { MusterDatabase } from '../storage/db';
import { readMeta, writeMeta } from '../storage/meta';
import { openPages } from '../storage/outbox';
import { doubtSentPhotos } from '../storage/photos';
import { forgetPulled } from '../storage/pulled';
import { createUserStore } from '../storage/user-store';
import type { UserIndex, Written } from '../storage/users';
import { visitUsers } from '../storage/visit-users';
import type { Mirror } from './mirror';

export async function startPullingAll(db: MusterDatabase, epoch: string): Promise<void> {
	const tables = [db.meta, db.userPages, db.exams, db.pulled, db.envelopes, db.photos];
	await db.transaction('rw', tables, async () => {
		await writeMeta(db, 'epoch', epoch);
		await writeMeta(db, 'cursor', 0);
		await writeMeta(db, 'isPullingAll', true);
		await db.userPages.toCollection().modify((page) => {
			delete page.seen;
		});
		await db.exams.toCollection().modify({ isUnseen: true });
		await forgetPulled(db);
		await db.envelopes.toCollection().modify({ isSent: false });
		await doubtSentPhotos(db);
	});
}

/** After the last page of a pull of all. @returns users and exams that are gone */
export async function endPullingAll(mirror: Mirror): Promise<number> {
	const { db } = mirror;
	const at = mirror.now();
	const tables = [db.meta, db.userPages, db.userKeys, db.exams, db.changePages, db.pulled];
	const { gone } = await mirror.write((index) =>
		db.transaction('rw', tables, async () => endInside({ db, index, at }))
	);
	return gone;
}

interface End {
	readonly db: MusterDatabase;
	readonly index: UserIndex;
	readonly at: string;
}

async function endInside(end: End): Promise<{ gone: number; written: Written }> {
	const { db } = end;
	const users = await sweepUsers(end);
	const exams = await sweepExams(end);
	await compareByValue(end);
	const generation = (await readMeta(db, 'generation')) + 1;
	await writeMeta(db, 'generation', generation);
	await writeMeta(db, 'users', (await readMeta(db, 'users')) - users.gone);
	await writeMeta(db, 'isPullingAll', false);
	return {
		gone: users.gone + exams,
		written: { writtenKeys: users.writtenKeys, generation }
	};
}

/** Another device may send it again, and then its versions begin anew. */
const noVersion = 0;

async function sweepUsers({ db, index, at }: End) {
	const store = createUserStore(db, { count: index.count, secret: index.secret });
	const pages = await db.userPages.toCollection().primaryKeys();
	let gone = 0;
	for (const number of pages) {
		const page = await db.userPages.get(number);
		if (!page) continue;
		const { seen, ...kept } = page;
		for (const [slot, user] of page.users.entries()) {
			const isKept =
				seen?.[slot] === 1 || page.pending[slot] !== '' || user.version === 0 || user.deletedAt;
			if (isKept) continue;
			kept.users[slot] = { ...user, deletedAt: at, version: noVersion };
			gone += 1;
		}
		await db.userPages.put(kept);
		if (gone > 0) await store.rehash(number);
	}
	return { gone, writtenKeys: store.writtenKeys };
}

async function sweepExams({ db, at }: End): Promise<number> {
	const unseen = (await db.exams.toArray()).filter(({ isUnseen }) => isUnseen);
	const gone = unseen.filter(
		({ pending, version, deletedAt }) => !pending && version > 0 && deletedAt === null
	);
	const goneIds = new Set(gone.map(({ id }) => id));
	for (const exam of unseen) {
		delete exam.isUnseen;
		await db.exams.put(
			goneIds.has(exam.id) ? { ...exam, deletedAt: at, version: noVersion } : exam
		);
	}
	return gone.length;
}

async function compareByValue(end: End): Promise<void> {
	const { db } = end;
	const waiting = new Set<string>();
	for (const number of await openPages(db)) {
		const page = await db.changePages.get(number);
		if (!page) continue;
		const deletes = page.changes.filter((change) => change?.op === 'delete');
		const seenVersions = await versionsSeen(end, deletes as Change[]);
		page.changes = page.changes.map((change) => {
			if (!change) return null;
			waiting.add(change.changeId);
			const { previousChangeId } = change;
			const isFirst = previousChangeId === null || !waiting.has(previousChangeId);
			const baseVersion = seenVersions.get(change.changeId) ?? 0;
			return { ...change, baseVersion, previousChangeId: isFirst ? null : previousChangeId };
		});
		await db.changePages.put(page);
	}
}

/** A deletion has no values to compare: it goes on where the server has just what was deleted here. By change id. */
async function versionsSeen({ db, index, at }: End, deletes: readonly Change[]) {
	const versions = new Map<string, number>();
	const changes = new Map(
		deletes.flatMap((change) => (change.kind === 'user' ? [[change.id, change] as const] : []))
	);
	if (changes.size === 0) return versions;
	const rows = await db.pulled.bulkGet([...changes.keys()]);
	const pulled = new Map(rows.flatMap((row) => (row ? [[row.id, row.value as User | null]] : [])));
	const store = createUserStore(db, { count: index.count, secret: index.secret });
	await visitUsers({ store, index }, changes.keys(), (id, ordinal) => {
		const change = changes.get(id);
		const local = store.read(ordinal)?.user;
		const theirs = pulled.get(id);
		if (!change || !local || !theirs) return;
		const seen = { ...undoOnUser(local, change, at), version: theirs.version };
		if (isSameUser(seen, theirs)) versions.set(change.changeId, theirs.version);
	});
	return versions;
}

function isSameUser(one: User, other: User): boolean {
	const shape = ({ registrations, ...user }: User) =>
		JSON.stringify([
			Object.entries(user).sort(([a], [b]) => (a < b ? -1 : 1)),
			Object.entries(registrations)
				.map(([id, { role, eligible, venue, bookingStatus }]) => [
					id,
					role,
					eligible,
					venue,
					bookingStatus
				])
				.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))
		]);
	return shape(one) === shape(other);
}

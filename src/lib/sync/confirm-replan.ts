/**
 * The word is given: creations of one upload that meet users of the server become what they were planned as (Y6). The
 * local duplicate goes, what was done to it since is done to the stored user, all in one transaction. Changes that take
 * another's place get new ids: under the old ones the server may have a receipt.
 */
import type { Outcome, UserChange } from '../core/change';
import { applyToUser } from '../core/change-values';
import { Failure } from '../core/failure';
import type { User } from '../core/records';
import { asksForMail } from '../core/mails';
import { examOfCreate } from '../core/replan';
import { addAttention } from '../storage/attention';
import type { ChangePage, MusterDatabase, Upload } from '../storage/db';
import { envelopeTables, releaseUses } from '../storage/envelopes';
import { differences } from '../storage/differences';
import { readMeta, writeMeta } from '../storage/meta';
import { openPages } from '../storage/outbox';
import { createUserStore, type UserStore } from '../storage/user-store';
import { findById, type UserIndex, type Written } from '../storage/users';
import type { Collision } from './collisions';

export interface ConfirmInput {
	readonly db: MusterDatabase;
	readonly index: UserIndex;
	/** Of one upload, as just found. */
	readonly collisions: readonly Collision[];
	readonly newId: () => string;
	/** ISO 8601. */
	readonly at: string;
}

interface Confirm extends ConfirmInput {
	readonly store: UserStore;
	readonly pages: ReadonlyMap<number, ChangePage>;
	/** Unsettled changes by user, in their order, with the page of each. */
	readonly waiting: Map<string, Place[]>;
	readonly dropped: UserChange[];
	readonly refused: { change: UserChange; outcome: Outcome }[];
	readonly released: UserChange[];
}

interface Place {
	change: UserChange;
	readonly page: ChangePage;
	/** It was made for the duplicate. */
	readonly isMoved: boolean;
}

/** @throws Failure 'draft_stale' where the index is older than the users */
export async function confirmReplan(input: ConfirmInput): Promise<{ readonly written: Written }> {
	const { db } = input;
	const tables = [
		db.meta,
		db.userPages,
		db.userKeys,
		db.changePages,
		db.uploads,
		...envelopeTables(db),
		db.attention
	];
	return db.transaction('rw', tables, async () => confirmInside(input));
}

async function confirmInside(input: ConfirmInput): Promise<{ written: Written }> {
	const { db, index, collisions, at } = input;
	const generation = await readMeta(db, 'generation');
	if (generation !== index.generation) throw new Failure('draft_stale');
	const pages = await readOpenPages(db);
	const confirm: Confirm = {
		...input,
		store: createUserStore(db, { count: index.count, secret: index.secret }),
		pages,
		waiting: waitingByUser(pages),
		dropped: [],
		refused: [],
		released: []
	};
	let removed = 0;
	for (const collision of collisions) {
		const { create, planned } = collision;
		const held = holdUsers(confirm, planned.met ? [create.id, planned.met.id] : [create.id]);
		if (held) await held;
		if (confirmOne(confirm, collision)) removed += 1;
	}
	await confirm.store.flush();
	for (const page of pages.values()) {
		page.isOpen = page.changes.some((change) => change !== null) ? 1 : 0;
	}
	await db.changePages.bulkPut([...pages.values()]);
	await addAttention(db, confirm.refused, at);
	await releaseUses(db, confirm.released);
	await countAgain(confirm);
	await writeMeta(db, 'users', (await readMeta(db, 'users')) - removed);
	await writeMeta(db, 'generation', generation + 1);
	return { written: { writtenKeys: confirm.store.writtenKeys, generation: generation + 1 } };
}

async function readOpenPages(db: MusterDatabase): Promise<Map<number, ChangePage>> {
	const found = await db.changePages.bulkGet((await openPages(db)).sort((a, b) => a - b));
	return new Map(found.flatMap((page) => (page ? [[page.first, page] as const] : [])));
}

function waitingByUser(pages: ReadonlyMap<number, ChangePage>): Map<string, Place[]> {
	const waiting = new Map<string, Place[]>();
	for (const page of pages.values()) {
		for (const change of page.changes) {
			if (change?.kind !== 'user') continue;
			const others = waiting.get(change.id);
			if (others) others.push({ change, page, isMoved: false });
			else waiting.set(change.id, [{ change, page, isMoved: false }]);
		}
	}
	return waiting;
}

/** @returns whether a user that was shown is gone */
function confirmOne(confirm: Confirm, { create, planned }: Collision): boolean {
	const { store, waiting, at } = confirm;
	const places = waiting.get(create.id) ?? [];
	if (places[0]?.change.changeId !== create.changeId) return false;
	const ordinal = ordinalOf(confirm, create.id);
	const duplicate = store.read(ordinal)?.user;
	if (duplicate) store.write(ordinal, { ...duplicate, deletedAt: duplicate.deletedAt ?? at }, '');
	const [first, ...later] = places;
	const isTakenBack = later.some(({ change }) => change.op === 'delete');
	if (planned.action === 'error') refuse(confirm, places, planned);
	else if (!planned.met || isTakenBack) for (const place of places) drop(confirm, place);
	else {
		const met = ordinalOf(confirm, planned.met.id);
		if (planned.action === 'update') becomeUpdate(confirm, first, { met, planned });
		else drop(confirm, first);
		for (const place of later) moveTo(confirm, place, met);
		relink(confirm, met);
	}
	return duplicate?.deletedAt === null;
}

/** Reads the pages of users, where they are not held; undefined where they are. */
function holdUsers({ store, index }: Confirm, ids: readonly string[]): Promise<void> | undefined {
	const wanted = ids.flatMap((id) => findById(index, id));
	return wanted.every((ordinal) => store.holds(ordinal)) ? undefined : holdAll(store, wanted);
}

async function holdAll(store: UserStore, ordinals: readonly number[]): Promise<void> {
	for (const ordinal of ordinals) if (!store.holds(ordinal)) await store.hold(ordinal);
	// The last may have pushed the first out, of which there is room for many.
	for (const ordinal of ordinals) if (!store.holds(ordinal)) await store.hold(ordinal);
}

/** Place of a user whose page is held; -1 where there is none. */
function ordinalOf({ store, index }: Confirm, id: string): number {
	return findById(index, id).find((ordinal) => store.read(ordinal)?.user.id === id) ?? -1;
}

function put({ page, change }: Place, next: UserChange | null): void {
	page.changes[change.deviceSequence - page.first] = next;
}

function drop(confirm: Confirm, place: Place): void {
	put(place, null);
	confirm.dropped.push(place.change);
	confirm.released.push(place.change);
}

function becomeUpdate(
	confirm: Confirm,
	place: Place,
	{ met, planned }: { met: number; planned: Collision['planned'] }
): void {
	const user = userAt(confirm, met);
	const { change } = place;
	if (!planned.after) return;
	if (!planned.setsPassword) confirm.released.push(change);
	const examId = examOfCreate(change);
	const { set, before } = differences(user, planned.after, examId);
	const { mail: asked, ...rest } = change;
	const isTold = asksForMail(planned.emailDetails, { op: 'update', set, before }, examId);
	const mail = asked !== undefined && isTold ? { mail: asked } : {};
	const password = planned.setsPassword ? change.password : null;
	take(confirm, place, { ...rest, ...mail, op: 'update', set, before, password, id: user.id });
}

/** What was done to the duplicate is done to the stored user. */
function moveTo(confirm: Confirm, place: Place, met: number): void {
	const user = userAt(confirm, met);
	const { set } = place.change;
	const before: UserChange['before'] = {
		user: pick(Object.keys(set.user), user),
		registrations: Object.fromEntries(
			Object.entries(set.registrations).map(([examId, wanted]) => {
				const held = user.registrations[examId];
				return [examId, held ? pick(Object.keys(wanted ?? held), held) : null];
			})
		)
	};
	// In a group of the duplicate's it would meet itself: the rest of the group stands or falls without it.
	take(confirm, place, { ...place.change, before, id: user.id, groupId: null });
}

function pick(keys: readonly string[], from: object): Record<string, never> {
	const held = from as Record<string, never>;
	return Object.fromEntries(keys.map((key) => [key, held[key] as never]));
}

function take(confirm: Confirm, place: Place, next: UserChange): void {
	const { store, waiting, newId, at } = confirm;
	const change = { ...next, changeId: newId() };
	put(place, change);
	const moved = { ...place, change, isMoved: true };
	const others = waiting.get(change.id) ?? [];
	others.push(moved);
	waiting.set(change.id, others);
	const ordinal = ordinalOf(confirm, change.id);
	const held = store.read(ordinal);
	if (held) store.write(ordinal, applyToUser(held.user, change, at), held.pending);
}

/** Links the stored user's changes in their order, and shows what they come to. */
function relink(confirm: Confirm, met: number): void {
	const { store, waiting, at } = confirm;
	const held = store.read(met);
	if (!held) return;
	let { user } = held;
	let previousChangeId: string | null = null;
	const places = waiting.get(user.id) ?? [];
	places.sort((a, b) => a.change.deviceSequence - b.change.deviceSequence);
	for (const place of places) {
		const baseVersion = place.isMoved ? user.version : place.change.baseVersion;
		place.change = { ...place.change, previousChangeId, baseVersion };
		put(place, place.change);
		previousChangeId = place.change.changeId;
		user = applyToUser(user, place.change, at);
	}
	store.write(met, user, previousChangeId ?? '');
}

function userAt({ store }: Confirm, ordinal: number): User {
	const held = store.read(ordinal);
	if (!held) throw new Failure('draft_stale');
	return held.user;
}

const takenFields = {
	username_taken: 'username',
	client_id_taken: 'clientId',
	email_taken: 'email'
} as const;

function refuse(confirm: Confirm, places: readonly Place[], planned: Collision['planned']): void {
	const known = planned.code === 'other_client_id' ? 'client_id_taken' : planned.code;
	const taken = (Object.keys(takenFields) as (keyof typeof takenFields)[]).find(
		(code) => code === known
	);
	places.forEach((place, index) => {
		const { change } = place;
		const { changeId } = change;
		put(place, null);
		const outcome: Outcome =
			index > 0
				? { changeId, outcome: 'rejected', code: 'previous_failed', field: null, storedId: null }
				: {
						changeId,
						outcome: 'rejected',
						code: taken ?? 'already_exists',
						field: taken ? takenFields[taken] : null,
						storedId: planned.met?.id ?? null
					};
		confirm.refused.push({ change, outcome });
	});
}

/** Brings the counters of the uploads, and of all, to what is left. */
async function countAgain({ db, dropped, refused, collisions }: Confirm): Promise<void> {
	const changes = [...dropped, ...refused.map(({ change }) => change)];
	const ids = [...changes, ...collisions.map(({ create }) => create)].map(
		({ uploadId }) => uploadId
	);
	const uploads = await db.uploads.bulkGet([...new Set(ids.filter((id) => id !== null))]);
	for (const upload of uploads) if (upload) countUpload(upload, { changes, refused, collisions });
	await db.uploads.bulkPut(uploads.flatMap((upload) => upload ?? []));
	await writeMeta(db, 'unsent', Math.max(0, (await readMeta(db, 'unsent')) - changes.length));
}

function countUpload(
	upload: Upload,
	{
		changes,
		refused,
		collisions
	}: { changes: readonly UserChange[] } & Pick<Confirm, 'refused' | 'collisions'>
): void {
	const isOwn = ({ uploadId }: UserChange) => uploadId === upload.id;
	upload.unsent = Math.max(0, upload.unsent - changes.filter(isOwn).length);
	upload.attention += refused.filter(({ change }) => isOwn(change)).length;
	const counts = { ...upload.counts };
	let updates = 0;
	const own = collisions.filter(({ create }) => isOwn(create));
	for (const { planned } of own) {
		counts.create -= 1;
		counts[planned.action] += 1;
		if (planned.action === 'update') updates += 1;
	}
	Object.assign(upload, {
		counts,
		changes: {
			...upload.changes,
			create: upload.changes.create - own.length,
			update: upload.changes.update + updates
		}
	});
}

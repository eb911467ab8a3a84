/**
 * What undoing an upload would do, user by user (V9). Nothing is written. A user whose former Username or Client ID is
 * another's by now stays; who frees a key for another goes first, and rings go together (Y2).
 */
import type { UserChange } from '../core/change';
import { pushLimits } from '../core/change';
import { keyFields, type KeyField } from '../core/facts';
import { hashKey } from '../core/hash';
import { placesOf, type Place } from '../core/order';
import type { User } from '../core/records';
import {
	reverseChange,
	type Reversal,
	type UndoLine,
	type UndoneAs,
	type UndoReason
} from '../core/reverse';
import { standingChanges } from './applied-changes';
import { pageUsers, type MusterDatabase, type Upload } from './db';
import { findById, findHolders, keysOf, type PageCache, type UserIndex } from './users';

export interface UndoStep extends Reversal {
	readonly ordinal: number;
	readonly user: User;
	readonly change: UserChange;
	readonly place: Place;
}

export interface UndoPlan {
	/** Those that write, in the order in which they are sent. */
	readonly steps: readonly UndoStep[];
	/** Every user of the upload. */
	readonly lines: readonly UndoLine[];
	readonly changes: { readonly create: number; readonly update: number; readonly delete: number };
	/** Users whom the server was to mail about a change of this upload that it took (S8, Y9). */
	readonly mailed: number;
	/** Photos that are put back or taken away with a value restored. */
	readonly photos: number;
}

export interface UndoInput {
	readonly db: MusterDatabase;
	readonly index: UserIndex;
	readonly cache: PageCache;
	readonly upload: Upload;
	readonly mayDelete: boolean;
	readonly onUser: (users: number) => void;
}

interface Step extends UndoStep {
	/** Why it cannot be taken back. */
	fault: { readonly reason: UndoReason; readonly other: string } | null;
}

export async function planUndo(input: UndoInput): Promise<UndoPlan> {
	const { db, upload } = input;
	const steps: Step[] = [];
	const lost: UndoLine[] = [];
	let users = 0;
	let mailed = 0;
	for (const { change, version } of (await standingChanges(db, upload.id)).values()) {
		if (version > 0 && change.mail !== undefined) mailed += 1;
		const found = await findUser(input, change.id);
		if (found) steps.push(stepOf(input, { change, version, ...found }));
		else lost.push(lineOfLost(change));
		input.onUser((users += 1));
	}
	const places = await standOffs(input, steps);
	const placed = steps.map((step) => ({ ...step, place: places.get(step) ?? step.place }));
	const doing = placed.filter(({ op, fault }) => op !== null && !fault);
	// What waits for nobody keeps its order, the latest change first undone or last: none touches another.
	doing.sort((a, b) => a.place.turn - b.place.turn);
	return {
		steps: doing,
		lines: [...placed.map(lineOf), ...lost],
		changes: {
			create: doing.filter(({ op }) => op === 'restore').length,
			update: doing.filter(({ op }) => op === 'update').length,
			delete: doing.filter(({ op }) => op === 'delete').length
		},
		mailed,
		photos: doing.filter(({ set }) => 'photo' in set.user).length
	};
}

interface Found {
	readonly ordinal: number;
	readonly user: User;
	readonly pending: string;
}

async function findUser({ index, cache }: UndoInput, id: string): Promise<Found | null> {
	for (const ordinal of findById(index, id)) {
		const page = await cache.get(Math.floor(ordinal / pageUsers));
		const user = page?.users[ordinal % pageUsers];
		if (user?.id === id)
			return { ordinal, user, pending: page?.pending[ordinal % pageUsers] ?? '' };
	}
	return null;
}

function stepOf(
	{ mayDelete }: UndoInput,
	{ change, version, ordinal, user, pending }: Found & { change: UserChange; version: number }
): Step {
	const isTouched =
		pending === '' ? version > 0 && user.version > version : pending !== change.changeId;
	const reversal = reverseChange(change, user, isTouched);
	const fault =
		reversal.op === 'delete' && !mayDelete ? { reason: 'not_allowed' as const, other: '' } : null;
	return { ...reversal, ordinal, user, change, place: { turn: -1, ring: -1 }, fault };
}

/** Faults those whose former key is taken, until no fault makes another, and orders the rest. */
async function standOffs(input: UndoInput, steps: readonly Step[]): Promise<Map<Step, Place>> {
	const byId = new Map(steps.map((step) => [step.user.id, step]));
	const taking = steps.filter((step) => step.op !== null && wantedKeys(step).length > 0);
	const holders = new Map<Step, Holder[]>();
	for (const step of taking) holders.set(step, await holdersOf(input, step));
	for (;;) {
		const faulted = taking.filter((step) => !step.fault && faultOf(step, { holders, byId }));
		if (faulted.length === 0) {
			const places = placesOf(waits(taking, { holders, byId }));
			const large = tooLarge(places);
			for (const step of large) step.fault = { reason: 'ring_too_large', other: '' };
			if (large.length === 0) return places;
		}
	}
}

interface Holder {
	readonly key: KeyField;
	readonly user: User;
}

interface Looking {
	readonly holders: ReadonlyMap<Step, readonly Holder[]>;
	readonly byId: ReadonlyMap<string, Step>;
}

const takenReasons = {
	username: 'username_taken',
	clientId: 'client_id_taken',
	email: 'email_taken'
} as const;

function faultOf(step: Step, { holders, byId }: Looking): boolean {
	const standing = holders.get(step)?.find(({ key, user }) => !frees(byId.get(user.id), key));
	if (!standing) return false;
	step.fault = { reason: takenReasons[standing.key], other: nameOf(standing.user) };
	return true;
}

function frees(step: Step | undefined, key: KeyField): boolean {
	if (!step || step.fault || step.op === null) return false;
	return step.op === 'delete' || key in step.set.user;
}

/** A shared email needs no order: putting one back says that others may have it too. */
function waits(taking: readonly Step[], { holders, byId }: Looking): Map<Step, Set<Step>> {
	const graph = new Map<Step, Set<Step>>();
	for (const step of taking) {
		if (step.fault) continue;
		for (const { key, user } of holders.get(step) ?? []) {
			const other = byId.get(user.id);
			if (!other || key === 'email') continue;
			const before = graph.get(step) ?? new Set();
			graph.set(step, before.add(other));
			if (!graph.has(other)) graph.set(other, new Set());
		}
	}
	return graph;
}

function tooLarge(places: ReadonlyMap<Step, Place>): Step[] {
	const sizes = new Map<number, number>();
	for (const { ring } of places.values()) sizes.set(ring, (sizes.get(ring) ?? 0) + 1);
	return [...places].flatMap(([step, { ring }]) =>
		ring >= 0 && (sizes.get(ring) ?? 0) > pushLimits.changes ? [step] : []
	);
}

/** Keys that the step takes; what a deleted user had stands on its tombstone. */
function wantedKeys({ op, set, user }: Step): { key: KeyField; text: string }[] {
	// Most users of an undo are removed, and take nothing.
	if (op === 'delete' || op === null) return [];
	const wanted = keysOf({ ...user, ...(set.user as Partial<User>) });
	return keyFields.flatMap((key) =>
		wanted[key] !== '' && (op === 'restore' || key in set.user) ? [{ key, text: wanted[key] }] : []
	);
}

/** Others who have a key by now. An email that was shared before the upload may be shared again. */
async function holdersOf({ index, cache, upload }: UndoInput, step: Step): Promise<Holder[]> {
	const found: Holder[] = [];
	const out = new Uint32Array(2);
	for (const { key, text } of wantedKeys(step)) {
		hashKey(text, index.secret, { out, offset: 0 });
		const hash = { low: out[0] as number, high: out[1] as number };
		for (const ordinal of findHolders(index, keyFields.indexOf(key), hash)) {
			const user = (await cache.get(Math.floor(ordinal / pageUsers)))?.users[ordinal % pageUsers];
			if (user?.deletedAt !== null || user.id === step.user.id) continue;
			if (keysOf(user)[key] !== text) continue;
			if (key !== 'email' || madeAtMs(user.id) > Date.parse(upload.savedAt))
				found.push({ key, user });
		}
	}
	return found;
}

/** A UUIDv7 begins with its time. */
function madeAtMs(id: string): number {
	return Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
}

const did = { delete: 'removed', restore: 'restored', update: 'put_back' } as const;

function lineOf({ user, op, reason, kept, fault }: Step): UndoLine {
	const isDone = op !== null && !fault;
	const undoneAs: UndoneAs = isDone ? did[op] : 'none';
	const why = fault?.reason ?? reason;
	const list = why === null ? 'reversed' : fault || why === 'password' ? 'not' : 'kept';
	const { id: userId, username } = user;
	const other = fault?.other ?? '';
	return {
		list,
		userId,
		name: nameOf(user),
		username,
		did: undoneAs,
		reason: why,
		fields: kept,
		other
	};
}

function lineOfLost({ id: userId, set }: UserChange): UndoLine {
	const { firstName = '', lastName = '', username = '' } = set.user;
	const name = `${firstName} ${lastName}`.trim() || username;
	return {
		list: 'not',
		userId,
		name,
		username,
		did: 'none',
		reason: 'gone',
		fields: [],
		other: ''
	};
}

function nameOf({ firstName, lastName, username }: User): string {
	return `${firstName} ${lastName}`.trim() || username;
}

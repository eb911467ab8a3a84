/** What a push is decided against: everything it can touch, loaded once and changed in memory. */
import type { Outcome, PasswordReference } from '../../core/change';
import type { Exam, User } from '../../core/records';
import type { AccountRole } from '../../core/roles';
import { keyNames, keysOf, type Held, type KeyName, type Keys } from './rows';

export interface Receipt {
	readonly fingerprint: string;
	readonly outcome: Outcome;
	/** Version that this device's next change may take as seen; 0 where nothing was applied. */
	readonly knownVersion: number;
	/** Others' version that it was merged onto; a device that names it or a later one has seen all. 0: not merged. */
	readonly mergedOnto: number;
}

export interface PendingPassword extends PasswordReference {
	readonly changeId: string;
	readonly userId: string;
	readonly version: number;
}

/** A user whom an upload wants told about an exam (S8). */
export interface MailAsked {
	readonly changeId: string;
	readonly userId: string;
	readonly examId: string;
	readonly uploadId: string | null;
}

/** By folded key, the users that hold it. */
export type Holders = Readonly<Record<KeyName, Map<string, Set<string>>>>;

export interface BatchState {
	readonly role: AccountRole;
	readonly accountId: string;
	/** Time of receipt on the server's clock; devices' clocks decide nothing. */
	readonly at: string;
	version: number;
	readonly users: Map<string, Held<User>>;
	readonly exams: Map<string, Held<Exam>>;
	readonly holders: Holders;
	readonly envelopes: ReadonlySet<string>;
	/** Of earlier pushes and of this one. */
	readonly receipts: Map<string, Receipt>;
	/** Passwords of this batch's applied changes. */
	readonly passwords: Map<string, PendingPassword>;
	/** By change id, of this batch's applied changes. */
	readonly mails: Map<string, MailAsked>;
	/** Of the unit at hand: refused for good, before there is a receipt that says so. */
	readonly failed: Set<string>;
}

const noKeys: Keys = { username: null, clientId: null, email: null };

export function keysHeld(held: Held<User> | undefined): Keys {
	return held ? keysOf(held.value) : noKeys;
}

export function emptyHolders(): Holders {
	return { username: new Map(), clientId: new Map(), email: new Map() };
}

export function hold(holders: Holders, keys: Keys, userId: string): void {
	for (const name of keyNames) {
		const key = keys[name];
		if (key === null) continue;
		const ids = holders[name].get(key);
		if (ids) ids.add(userId);
		else holders[name].set(key, new Set([userId]));
	}
}

export function release(holders: Holders, keys: Keys, userId: string): void {
	for (const name of keyNames) {
		const key = keys[name];
		if (key !== null) holders[name].get(key)?.delete(userId);
	}
}

/** Another user who holds the key, or null. */
export function otherHolder(ids: ReadonlySet<string> | undefined, userId: string): string | null {
	for (const id of ids ?? []) if (id !== userId) return id;
	return null;
}

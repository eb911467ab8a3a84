/** Who takes which key when a unit has been applied (PROTOCOL 3.10). */
import type { Change, UserChange } from '../../core/change';
import type { User } from '../../core/records';
import { reject, type Rejection } from './decide';
import type { IncomingChange } from './read';
import { keyNames, type Held, type KeyName } from './rows';
import { hold, keysHeld, otherHolder, release, type BatchState } from './state';

const takenCodes = {
	username: 'username_taken',
	clientId: 'client_id_taken',
	email: 'email_taken'
} as const;

/**
 * Frees what the unit's users held, then lets each take what it holds now, so that swaps and rings work (P11).
 * Tells whose key is taken: index in `changes` and rejection.
 */
export function claimKeys(
	changes: readonly IncomingChange[],
	before: ReadonlyMap<string, Held<User> | undefined>,
	state: BatchState
): Map<number, Rejection> {
	for (const [id, held] of before) release(state.holders, keysHeld(held), id);
	const taken = new Map<number, Rejection>();
	for (const [id, held] of before) {
		const old = keysHeld(held);
		const now = keysHeld(state.users.get(id));
		for (const name of keyNames) {
			const key = now[name];
			if (key === null || key === old[name]) continue;
			const index = lastSetter(changes, id, name);
			if (name === 'email' && allowsShared(changes[index]?.change)) continue;
			const other = otherHolder(state.holders[name].get(key), id);
			if (!other) continue;
			const isStored = !before.has(other) || before.get(other) !== undefined;
			taken.set(index, reject(takenCodes[name], name, isStored ? other : null));
		}
		hold(state.holders, now, id);
	}
	return taken;
}

/** The last change that gave this user its key; a restore gives back all of them. */
function lastSetter(changes: readonly IncomingChange[], userId: string, name: KeyName): number {
	return changes.findLastIndex(
		({ change }) =>
			change?.kind === 'user' &&
			change.id === userId &&
			(name in change.set.user || change.op === 'restore')
	);
}

function allowsShared(change: Change | null | undefined): boolean {
	return (change as UserChange | null | undefined)?.allowsSharedEmail === true;
}

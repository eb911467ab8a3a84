/**
 * The state as the worker last told it, kept for the next start: the first screen stands before the database is open, a
 * fifth sooner on a slow tablet (1.26 s, then 1.03 s without a network and at a quarter of the processor).
 */
import type { AppState, DatabaseName } from '../worker/protocol';

export const recalledKey = 'muster-recalled';

/** Another version of the app may know the state otherwise. */
interface Recalled {
	readonly version: string;
	readonly state: AppState;
}

type Kept = Pick<Storage, 'getItem' | 'setItem'>;

export function keepState(state: AppState, version: string, kept: Kept = localStorage): void {
	const recalled: Recalled = { version, state };
	try {
		kept.setItem(recalledKey, JSON.stringify(recalled));
	} catch {
		// The disk is full: the next start waits for its database.
	}
}

/** Nothing where it is of another database than is to be opened, or locked by now (X2). */
export function recallState(
	database: DatabaseName,
	version: string,
	{ kept = localStorage, nowMs = Date.now() }: { kept?: Kept; nowMs?: number } = {}
): AppState | null {
	const recalled = parse(kept.getItem(recalledKey));
	if (recalled?.version !== version || recalled.state.database !== database) return null;
	const { isLocked, locksAt } = recalled.state;
	const isLockedByNow = isLocked || (locksAt !== null && Date.parse(locksAt) <= nowMs);
	return isLockedByNow ? null : recalled.state;
}

function parse(text: string | null): Recalled | null {
	try {
		return JSON.parse(text ?? 'null') as Recalled | null;
	} catch {
		return null;
	}
}

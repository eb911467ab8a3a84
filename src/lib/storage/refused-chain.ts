import type { UserChange } from '../core/change';
import { foldChanges } from '../core/resend';

/**
 * What refused changes of one user want together; null where they want nothing any more.
 * @param isSamePerson a creation then gives its registrations and photo alone: who is stored keeps name, keys and password
 */
export function foldChain(changes: readonly UserChange[], isSamePerson = false): UserChange | null {
	const [first, ...later] = changes;
	if (!isSamePerson || first?.op !== 'create') return foldChanges(changes);
	const { photo } = first.set.user;
	const user = photo ? { photo } : {};
	const given = { ...first, op: 'update' as const, password: null };
	return foldChanges([{ ...given, set: { ...first.set, user } }, ...later]);
}

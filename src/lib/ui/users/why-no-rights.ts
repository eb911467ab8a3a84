/** Why a person can be neither exported nor erased just now; null where they can (X7). */
import type { AccountRole } from '../../core/roles';

interface Seen {
	readonly role: AccountRole | null;
	readonly isSignedIn: boolean;
	readonly isOffline: boolean;
	/** A change of theirs waits: it would bring values back, or be left out. */
	readonly isUnsent: boolean;
}

export type WhyNoRights = 'role' | 'signed_out' | 'offline' | 'unsent' | null;

export function whyNoRights({ role, isSignedIn, isOffline, isUnsent }: Seen): WhyNoRights {
	if (role !== null && role !== 'admin') return 'role';
	if (isOffline) return 'offline';
	if (!isSignedIn) return 'signed_out';
	return isUnsent ? 'unsent' : null;
}

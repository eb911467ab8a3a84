/** Why a part of Settings that is kept on the server is not shown; null where it is. */
import type { AccountRole } from '../../core/roles';
import type { ConnectionState } from '../connection.svelte';

interface Seen {
	readonly who: 'admin' | 'anyone';
	readonly role: AccountRole | null;
	readonly isSignedIn: boolean;
	readonly isSample: boolean;
	readonly network: ConnectionState;
}

export type WhyHidden = 'offline' | 'sample' | 'signed_out' | 'role' | null;

/** A role that will never do comes before a network that may come back. */
export function whyHidden({ who, role, isSignedIn, isSample, network }: Seen): WhyHidden {
	if (isSample) return 'sample';
	if (isSignedIn && who === 'admin' && role !== null && role !== 'admin') return 'role';
	if (network === 'offline') return 'offline';
	return isSignedIn ? null : 'signed_out';
}

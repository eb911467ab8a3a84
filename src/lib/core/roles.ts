/** Who may do what (X1): one table for device and server, which cannot disagree by it. */
import type { Change } from './change';

export const accountRoles = ['admin', 'uploader', 'viewer'] as const;
export type AccountRole = (typeof accountRoles)[number];

/** Before the first sign-in no role is known, and nothing is held back (X2). */
type KnownRole = AccountRole | null;

export function mayChange(role: KnownRole): boolean {
	return role !== 'viewer';
}

/** Users and exams; taking a user out of one exam is no deletion. */
export function mayDelete(role: KnownRole): boolean {
	return role === null || role === 'admin';
}

export function mayMake({ op }: Pick<Change, 'op'>, role: KnownRole): boolean {
	return op === 'delete' ? mayDelete(role) : mayChange(role);
}

/** W7 */
export function mayMakePasswords(role: KnownRole): boolean {
	return role === null || role === 'admin';
}

/** W5 */
export function mayConfirmKey(role: KnownRole): boolean {
	return role === null || role === 'admin';
}

/** X7: a viewer sees no photo, email or phone. */
export function seesContacts(role: KnownRole): boolean {
	return role !== 'viewer';
}

import type { Role } from '../../core/fields';
import type { User } from '../../core/records';
import { m } from '../../i18n/paraglide/messages';

/** First and last name; the username where neither is known. */
export function nameOf(user: Pick<User, 'firstName' | 'lastName' | 'username'>): string {
	return `${user.firstName} ${user.lastName}`.trim() || user.username;
}

export function roleText(role: Role): string {
	return m[`role_${role}`]();
}

import type { UserValues } from '../core/change';
import type { PersonValues } from '../core/persons';
import { registrationFields, userFields, type PhotoReference, type User } from '../core/records';

/** The fields in which a person differs from the stored user, as they become and as they were (M5). */
export function differences(
	user: User,
	after: PersonValues & { readonly photo?: PhotoReference | null },
	examId: string
): { set: UserValues; before: UserValues } {
	const set: Record<string, unknown> = {};
	const before: Record<string, unknown> = {};
	for (const field of userFields) {
		if (user[field] === after.user[field]) continue;
		set[field] = after.user[field];
		before[field] = user[field];
	}
	if (user.mustChangePassword !== after.mustChangePassword) {
		set['mustChangePassword'] = after.mustChangePassword;
		before['mustChangePassword'] = user.mustChangePassword;
	}
	if (after.photo && after.photo.sha256 !== user.photo?.sha256) {
		set['photo'] = after.photo;
		before['photo'] = user.photo;
	}
	const registrations = registrationDifferences(user, after, examId);
	return {
		set: { user: set, registrations: registrations.set },
		before: { user: before, registrations: registrations.before }
	};
}

function registrationDifferences(
	user: User,
	after: PersonValues,
	examId: string
): { set: UserValues['registrations']; before: UserValues['registrations'] } {
	const was = user.registrations[examId];
	const becomes = after.registration;
	if (!becomes) {
		// Out of this exam alone (P10).
		return was
			? { set: { [examId]: null }, before: { [examId]: { ...was } } }
			: { set: {}, before: {} };
	}
	if (!was) return { set: { [examId]: { ...becomes } }, before: { [examId]: null } };
	const set: Record<string, unknown> = {};
	const before: Record<string, unknown> = {};
	for (const field of registrationFields) {
		if (was[field] === becomes[field]) continue;
		set[field] = becomes[field];
		before[field] = was[field];
	}
	if (Object.keys(set).length === 0) return { set: {}, before: {} };
	return { set: { [examId]: set }, before: { [examId]: before } };
}

/** Users and exams between the form that rules work on and the rows of the store. */
import { emailKey, foldKey } from '../../core/match';
import type { Exam, Registration, User } from '../../core/records';
import type { ExamTable, RegistrationTable, UserTable } from '../tables';

/** Key fields and the columns that hold their folded values (M4). */
export const keyColumns = {
	username: 'username_key',
	clientId: 'client_id_key',
	email: 'email_key'
} as const;
export type KeyName = keyof typeof keyColumns;
export const keyNames = Object.keys(keyColumns) as KeyName[];
export type Keys = Readonly<Record<KeyName, string | null>>;

/** The folded value of one key field, null where it is blank. */
export function keyOf(name: KeyName, value: string): string | null {
	return (name === 'email' ? emailKey(value) : foldKey(value)) || null;
}

/** The keys a user holds: none once deleted (M4). */
export function keysOf(user: User): Keys {
	const key = (name: KeyName) => (user.deletedAt === null ? keyOf(name, user[name]) : null);
	return { username: key('username'), clientId: key('clientId'), email: key('email') };
}

/** A user or an exam with what the server knows beside its values. */
export interface Held<T> {
	readonly value: T;
	readonly passwordVersion: number;
	readonly createdBy: string;
	readonly changedBy: string;
	readonly changedAt: string;
}

export function userOf(
	row: UserTable,
	registrations: Readonly<Record<string, Registration>>
): User {
	return {
		id: row.id,
		clientId: row.client_id,
		username: row.username,
		title: row.title,
		firstName: row.first_name,
		lastName: row.last_name,
		email: row.email,
		phone: row.phone,
		photo:
			row.photo_sha256 === null
				? null
				: { sha256: row.photo_sha256, sourceSha256: row.photo_source_sha256 ?? '' },
		mustChangePassword: row.must_change_password === 1,
		deletedAt: row.deleted_at,
		version: row.version,
		registrations
	};
}

export function userRow(organisationId: string, held: Held<User>): UserTable {
	const user = held.value;
	const keys = keysOf(user);
	return {
		organisation_id: organisationId,
		id: user.id,
		client_id: user.clientId,
		username: user.username,
		title: user.title,
		first_name: user.firstName,
		last_name: user.lastName,
		email: user.email,
		phone: user.phone,
		photo_sha256: user.photo?.sha256 ?? null,
		photo_source_sha256: user.photo?.sourceSha256 ?? null,
		must_change_password: user.mustChangePassword ? 1 : 0,
		deleted_at: user.deletedAt,
		version: user.version,
		password_version: held.passwordVersion,
		changed_by: held.changedBy,
		changed_at: held.changedAt,
		username_key: keys.username,
		client_id_key: keys.clientId,
		email_key: keys.email
	};
}

export function registrationOf(row: RegistrationTable): Registration {
	return {
		role: row.role as Registration['role'],
		eligible: row.eligible === 1,
		venue: row.venue,
		bookingStatus: row.booking_status as Registration['bookingStatus']
	};
}

export function registrationRows(organisationId: string, user: User): RegistrationTable[] {
	return Object.entries(user.registrations).map(([examId, registration]) => ({
		organisation_id: organisationId,
		user_id: user.id,
		exam_id: examId,
		role: registration.role,
		eligible: registration.eligible ? 1 : 0,
		venue: registration.venue,
		booking_status: registration.bookingStatus
	}));
}

/** By user id, then exam id. */
export function registrationsByUser(
	rows: readonly RegistrationTable[]
): Map<string, Record<string, Registration>> {
	const byUser = new Map<string, Record<string, Registration>>();
	for (const row of rows) {
		let held = byUser.get(row.user_id);
		if (!held) byUser.set(row.user_id, (held = {}));
		held[row.exam_id] = registrationOf(row);
	}
	return byUser;
}

export function examOf(row: ExamTable): Exam {
	return {
		id: row.id,
		name: row.name,
		kind: row.kind as Exam['kind'],
		startsAt: row.starts_at,
		venues: JSON.parse(row.venues) as Exam['venues'],
		version: row.version,
		deletedAt: row.deleted_at,
		createdAt: row.created_at
	};
}

export function examRow(organisationId: string, held: Held<Exam>): ExamTable {
	const exam = held.value;
	return {
		organisation_id: organisationId,
		id: exam.id,
		name: exam.name,
		kind: exam.kind,
		starts_at: exam.startsAt,
		venues: JSON.stringify(exam.venues),
		created_at: exam.createdAt,
		created_by: held.createdBy,
		deleted_at: exam.deletedAt,
		version: exam.version,
		changed_by: held.changedBy,
		changed_at: held.changedAt
	};
}

import { bookingStatuses, roles } from '../core/fields';
import type { PhotoReference, Registration, User } from '../core/records';

export type PackedRegistration = readonly [
	exam: number,
	role: number,
	eligible: 0 | 1,
	venue: string,
	bookingStatus: number
];

export function unpackRegistration(packed: PackedRegistration): Registration {
	const [, role, eligible, venue, bookingStatus] = packed;
	return {
		role: roles[role] as Registration['role'],
		eligible: eligible === 1,
		venue,
		bookingStatus: bookingStatuses[bookingStatus] as Registration['bookingStatus']
	};
}

/** A user without the names of its fields; exams by their place in the page's list. */
type PackedUser = readonly [
	id: string,
	clientId: string,
	username: string,
	title: string,
	firstName: string,
	lastName: string,
	email: string,
	phone: string,
	mustChangePassword: 0 | 1,
	deletedAt: string | 0,
	version: number,
	photo: PhotoReference | 0,
	registrations: readonly PackedRegistration[]
];

interface PackedUsers {
	readonly exams: readonly string[];
	readonly users: readonly PackedUser[];
}

export function packUsers(users: readonly User[]): PackedUsers {
	const exams: string[] = [];
	const placeOf = (exam: string) => {
		const known = exams.indexOf(exam);
		return known >= 0 ? known : exams.push(exam) - 1;
	};
	return { exams, users: users.map((user) => packUser(user, placeOf)) };
}

export function packUser(user: User, placeOf: (exam: string) => number): PackedUser {
	const registrations: PackedRegistration[] = [];
	for (const exam in user.registrations) {
		const { role, eligible, venue, bookingStatus } = user.registrations[exam] as Registration;
		registrations.push([
			placeOf(exam),
			roles.indexOf(role),
			eligible ? 1 : 0,
			venue,
			bookingStatuses.indexOf(bookingStatus)
		]);
	}
	return [
		user.id,
		user.clientId,
		user.username,
		user.title,
		user.firstName,
		user.lastName,
		user.email,
		user.phone,
		user.mustChangePassword ? 1 : 0,
		user.deletedAt ?? 0,
		user.version,
		user.photo ?? 0,
		registrations
	];
}

export function unpackUsers({ exams, users }: PackedUsers): User[] {
	return users.map((user) => {
		const registrations: Record<string, Registration> = {};
		for (const packed of user[12]) {
			registrations[exams[packed[0]] as string] = unpackRegistration(packed);
		}
		return {
			id: user[0],
			clientId: user[1],
			username: user[2],
			title: user[3],
			firstName: user[4],
			lastName: user[5],
			email: user[6],
			phone: user[7],
			photo: user[11] === 0 ? null : user[11],
			mustChangePassword: user[8] === 1,
			deletedAt: user[9] === 0 ? null : user[9],
			version: user[10],
			registrations
		};
	});
}

/** The 13 fields of an upload file, in the order in which they are written (H5). */
export const writtenFields = [
	'clientId',
	'username',
	'title',
	'firstName',
	'lastName',
	'email',
	'role',
	'phone',
	'password',
	'deleted',
	'eligible',
	'venue',
	'bookingStatus'
] as const;

/** Every field that a column can be: those written, and the name by which a renamed user was known (P9). */
export const fieldKeys = [...writtenFields, 'oldUsername'] as const;

export type FieldKey = (typeof fieldKeys)[number];

/** Headers as they are written in samples, reports and exports (H5), by field. Old Username is read alone. */
export const fieldLabels: Readonly<Record<FieldKey, string>> = {
	clientId: 'Client ID',
	username: 'Username',
	title: 'Title',
	firstName: 'First Name',
	lastName: 'Last Name',
	email: 'Email',
	role: 'Role',
	phone: 'Phone',
	password: 'Password',
	deleted: 'Deleted',
	eligible: 'Eligible',
	venue: 'Venue',
	bookingStatus: 'Booking Status',
	oldUsername: 'Old Username'
};

/** Index of each field, which is also its bit position in masks. */
export const fieldIndex = Object.fromEntries(fieldKeys.map((key, index) => [key, index])) as Record<
	FieldKey,
	number
>;

/** The mask in which only this field's bit is set. */
export function fieldBit(key: FieldKey): number {
	return 1 << fieldIndex[key];
}

export const roles = ['candidate', 'invigilator', 'marker'] as const;
export type Role = (typeof roles)[number];

export const bookingStatuses = ['Booked', 'Not Booked'] as const;
export type BookingStatus = (typeof bookingStatuses)[number];

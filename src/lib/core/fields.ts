/** The 13 fields of an upload file, in the order in which they are written (H5). A field's index is its bit in every mask. */
export const fieldKeys = [
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

export type FieldKey = (typeof fieldKeys)[number];

/** Headers as they are written in samples, reports and exports (H5), by field. */
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
	bookingStatus: 'Booking Status'
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

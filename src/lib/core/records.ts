import type { BookingStatus, Role } from './fields';

/** Stored bytes of a photo and the bytes they were made from, as SHA-256 in hex (M1). */
export interface PhotoReference {
	readonly sha256: string;
	readonly sourceSha256: string;
}

/** What a user is in one exam (M2). */
export interface Registration {
	readonly role: Role;
	readonly eligible: boolean;
	/** Name of one of the exam's venues; '' for none. */
	readonly venue: string;
	readonly bookingStatus: BookingStatus;
}

/** M1. Empty text is ''. Passwords are no part of it. */
export interface User {
	readonly id: string;
	readonly clientId: string;
	readonly username: string;
	readonly title: string;
	readonly firstName: string;
	readonly lastName: string;
	readonly email: string;
	readonly phone: string;
	readonly photo: PhotoReference | null;
	readonly mustChangePassword: boolean;
	/** ISO 8601 time of the deletion, or null. */
	readonly deletedAt: string | null;
	/** Given by the server; 0 until it has accepted the user. */
	readonly version: number;
	/** By exam id. One version covers the user and the registrations. */
	readonly registrations: Readonly<Record<string, Registration>>;
}

export interface Venue {
	readonly name: string;
	readonly seats: number | null;
}

/** M3. */
export interface Exam {
	readonly id: string;
	readonly name: string;
	readonly kind: 'standard' | 'proctored';
	/** ISO 8601, or null. */
	readonly startsAt: string | null;
	readonly venues: readonly Venue[];
	readonly version: number;
	readonly deletedAt: string | null;
	readonly createdAt: string;
}

export const userFields = [
	'clientId',
	'username',
	'title',
	'firstName',
	'lastName',
	'email',
	'phone'
] as const;
export type UserField = (typeof userFields)[number];

export const registrationFields = ['role', 'eligible', 'venue', 'bookingStatus'] as const;
export type RegistrationField = (typeof registrationFields)[number];

/**
 * One checked row: the value each cell was read as. A blank cell, an absent column and a cell that could not be read
 * are all absent here; masks beside the record tell them apart.
 */
export interface RowRecord {
	readonly clientId?: string | undefined;
	readonly username?: string | undefined;
	readonly title?: string | undefined;
	readonly firstName?: string | undefined;
	readonly lastName?: string | undefined;
	readonly email?: string | undefined;
	readonly role?: Role | undefined;
	readonly phone?: string | undefined;
	readonly deleted?: boolean | undefined;
	readonly eligible?: boolean | undefined;
	readonly venue?: string | undefined;
	readonly bookingStatus?: BookingStatus | undefined;
	/** The user's name before the file (P9). */
	readonly oldUsername?: string | undefined;
}

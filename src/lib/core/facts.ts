import { fieldBit, type FieldKey } from './fields';

/**
 * What planning knows of every row, column by column. Computed once while a file is read; a settings change plans again
 * from these alone (HOUSE, scale decides the store). All arrays have at least `count` entries.
 */
export interface RowFacts {
	count: number;
	/** Physical line on which the row starts (R4). */
	line: Uint32Array;
	/** Fields with a value that could be read; the bit is the field's index. */
	filled: Uint16Array;
	/** Fields with an error-level issue. */
	bad: Uint16Array;
	/** See {@link rowFlag}. */
	flags: Uint8Array;
	/** Index in `roles` + 1; 0 where blank. */
	role: Uint8Array;
	/** Six numbers a row: the hashes of Username, Client ID and Email; 0/0 where there is none. */
	keys: Uint32Array;
	/** Ordinals of the stored users that hold the row's Username, Client ID and Email: three a row, see {@link nobody}. */
	holders: Int32Array;
	/** Ordinal of the stored user that the row meets by the field of S9, or by its Old Username; see {@link nobody}. */
	met: Int32Array;
	/** Fields whose value is a default, the cell being blank (S13). */
	fallback: Uint16Array;
	/** Fields whose default cannot stand there. */
	fallbackBad: Uint16Array;
	/** Place of the row's venue in the exam's list + 1; 0 for none, or one that is not in the list. */
	venue: Uint16Array;
	/** The same of the registration met. */
	storedVenue: Uint16Array;
	/** Against the stored user met: fields whose filled value is not the stored one. */
	differs: Uint16Array;
	/** Against the stored user met: fields that are empty in the store. */
	storedEmpty: Uint16Array;
	/** See {@link metFlag}. */
	metFlags: Uint8Array;
	/** See {@link photoFlag}; 0 in a file without photos. */
	photo: Uint8Array;
}

export const rowFlag = {
	/** The row itself could not be read (R5). */
	rowError: 1,
	/** Deleted says yes. */
	deletes: 2,
	/** The password in the file is weak (W3). */
	weakPassword: 4,
	/** A password is filled and sealed, or waits in memory for the key (W5). */
	hasPassword: 8,
	/** Shares a key or a stored user with another row, so that file order matters. */
	entangled: 16,
	/** Booking Status is Booked, from the cell or a default. */
	booked: 32,
	/** Eligible is no, from the cell or a default. */
	ineligible: 64,
	/** Old Username is filled (P9). */
	renames: 128
} as const;

export const metFlag = {
	inExam: 1,
	inOtherExams: 2,
	mustChangePassword: 4,
	/** The stored registration: Booked, not eligible, and another role than candidate. */
	booked: 8,
	ineligible: 16,
	staff: 32,
	hasPhoto: 64
} as const;

/** What a package of photos means for the row (Z5–Z7). */
export const photoFlag = {
	/** A photo that can be taken, and is not the stored one. */
	brings: 1,
	/** The package has none that can be taken for this person. */
	lacks: 2
} as const;

/** Holder of a key that nobody stored holds, and of an email that several do. */
export const nobody = -1;
export const several = -2;

export const keyFields = ['username', 'clientId', 'email'] as const;
export type KeyField = (typeof keyFields)[number];

function maskOf(...keys: FieldKey[]): number {
	return keys.reduce((mask, key) => mask | fieldBit(key), 0);
}

export const userMask = maskOf(
	'clientId',
	'username',
	'title',
	'firstName',
	'lastName',
	'email',
	'phone'
);
export const registrationMask = maskOf('role', 'eligible', 'venue', 'bookingStatus');
/** Fields that "Clear the stored value" clears (P6). */
export const clearableMask = maskOf('title', 'lastName', 'email', 'phone', 'venue');

export function createRowFacts(capacity: number): RowFacts {
	return {
		count: 0,
		line: new Uint32Array(capacity),
		filled: new Uint16Array(capacity),
		bad: new Uint16Array(capacity),
		flags: new Uint8Array(capacity),
		role: new Uint8Array(capacity),
		keys: new Uint32Array(capacity * 6),
		holders: new Int32Array(capacity * 3),
		met: new Int32Array(capacity),
		fallback: new Uint16Array(capacity),
		fallbackBad: new Uint16Array(capacity),
		venue: new Uint16Array(capacity),
		storedVenue: new Uint16Array(capacity),
		differs: new Uint16Array(capacity),
		storedEmpty: new Uint16Array(capacity),
		metFlags: new Uint8Array(capacity),
		photo: new Uint8Array(capacity)
	};
}

/** Copies all that the cells of a row say, and whom it meets; its line and photo stay. */
export function copyRowFacts(
	from: { readonly facts: RowFacts; readonly row: number },
	to: { readonly facts: RowFacts; readonly row: number }
): void {
	const [source, target] = [from.facts, to.facts];
	for (const name of ownColumns) target[name][to.row] = source[name][from.row] as number;
	const keys = source.keys.subarray(from.row * 6, from.row * 6 + 6);
	target.keys.set(keys, to.row * 6);
	target.holders.set(source.holders.subarray(from.row * 3, from.row * 3 + 3), to.row * 3);
}

const ownColumns = [
	'filled',
	'bad',
	'flags',
	'role',
	'met',
	'fallback',
	'fallbackBad',
	'venue',
	'storedVenue',
	'differs',
	'storedEmpty',
	'metFlags'
] as const satisfies readonly (keyof RowFacts)[];

/** Makes room for `capacity` rows, by doubling, so that reading a million rows copies each a few times at most. */
export function reserveRows(facts: RowFacts, capacity: number): void {
	if (facts.line.length >= capacity) return;
	const room = Math.max(capacity, facts.line.length * 2);
	const grown = createRowFacts(room);
	grown.line.set(facts.line);
	grown.filled.set(facts.filled);
	grown.bad.set(facts.bad);
	grown.flags.set(facts.flags);
	grown.role.set(facts.role);
	grown.keys.set(facts.keys);
	grown.holders.set(facts.holders);
	grown.met.set(facts.met);
	grown.fallback.set(facts.fallback);
	grown.fallbackBad.set(facts.fallbackBad);
	grown.venue.set(facts.venue);
	grown.storedVenue.set(facts.storedVenue);
	grown.differs.set(facts.differs);
	grown.storedEmpty.set(facts.storedEmpty);
	grown.metFlags.set(facts.metFlags);
	grown.photo.set(facts.photo);
	Object.assign(facts, { ...grown, count: facts.count });
}

/** Names under which columns come (H6), in the form of `headerKey`. */
import type { FieldKey } from './fields';

/** The field's own label comes first. */
export const synonyms: readonly (readonly [field: FieldKey, names: string])[] = [
	[
		'clientId',
		'client id, clientid, min, member number, idnumber, id number, user id, sis user id, external id, sourcedid, employee id, student id'
	],
	['username', 'username, user name, user, login, login id, userid, userprincipalname'],
	['title', 'title, salutation, prefix, honorific'],
	['firstName', 'first name, firstname, forename, given name, givenname'],
	['lastName', 'last name, lastname, surname, family name, familyname'],
	[
		'email',
		'email, e mail, mail, email address, email id, email id of the candidate, primary email'
	],
	['role', 'role, user role, user type, role name'],
	[
		'phone',
		'phone, phone number, phone number of the candidate, phone1, mobile, cell, tel, telephone, contact number, sms'
	],
	['password', 'password, pwd, pass, initial password'],
	['deleted', 'deleted, delete, is deleted'],
	['eligible', 'eligible, eligibility, is eligible'],
	['venue', 'venue, exam venue, venue name, centre, center, test centre, site'],
	['bookingStatus', 'booking status, booking, booked, registration status'],
	['oldUsername', 'old username, oldusername']
];

const photoNames = 'photo, photo file, image, picture, profile image';

/** Of the columns of H5 those that say why somebody sits elsewhere or longer. */
const arrangementNames = 'special arrangement, reason for special arrangement';

/** The column of reasons in a file of rows with problems (V6). */
export const reasonHeader = 'Problem';

/**
 * Columns that are known and bound to no field: those of H5, the photo's, which names a file of the package (Z5), and the
 * reasons' of a file that was written here (V6).
 */
const extraNames = [
	arrangementNames,
	'authentication method',
	photoNames,
	reasonHeader.toLowerCase()
];

export const arrangementKeys: ReadonlySet<string> = new Set(arrangementNames.split(', '));

/** Names of a column that says which photo is whose. */
export const photoColumnKeys: ReadonlySet<string> = new Set(photoNames.split(', '));

/** Too unclear to be bound or suggested, however near to a synonym (H6); with the fields that are offered for them. */
const unclearNames: readonly (readonly [names: string, fields: readonly FieldKey[]])[] = [
	['candidate id, roll no, id', ['clientId', 'username']],
	['label', ['username', 'venue']],
	['location, campus, room', ['venue']]
];

export const fieldsByName: ReadonlyMap<string, FieldKey> = new Map(
	synonyms.flatMap(([field, names]) =>
		names.split(', ').map((name): [string, FieldKey] => [name, field])
	)
);

export const extraKeys: ReadonlySet<string> = new Set(
	extraNames.flatMap((names) => names.split(', '))
);

export const unclearKeys: ReadonlyMap<string, readonly FieldKey[]> = new Map(
	unclearNames.flatMap(([names, fields]) =>
		names.split(', ').map((name): [string, readonly FieldKey[]] => [name, fields])
	)
);

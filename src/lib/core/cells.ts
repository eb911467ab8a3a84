/** One reader for each field but the password: the text of a cell in, its value or what is wrong with it out. */
import type { BookingStatus, Role } from './fields';
import { interpretEmail } from './email';
import { issue } from './issue';
import { interpretPhone } from './phone';
import {
	found,
	limited,
	noteChange,
	shown,
	wrong,
	type CellContext,
	type Reading
} from './reading';
import { dateDamage, isNumberDamage, reader } from './text';
import {
	isReservedUsername,
	isStandardUsername,
	oddUsernameCharacters,
	standardiseUsername,
	usernameLimits
} from './usernames';
import { withChosen, type ChoosableField } from './values';
import { interpretVenue } from './venues';
import { bookingWords, booleanWords, roleWords, titleSpellings, wordKey } from './words';

export type { CellContext, Reading } from './reading';

export type CellReader<T> = (text: string, context: CellContext) => Reading<T>;

/** F2, F4. */
export const readClientId: CellReader<string> = reader(
	'clientId',
	withChosen('clientId', interpretClientId)
);

function interpretClientId(text: string): Reading<string> {
	if (isNumberDamage(text)) return wrong('number_damage', 'clientId', { value: text });
	const date = dateDamage(text);
	if (date === 'sure') return wrong('date_damage', 'clientId', { value: text });
	if (date === null) return limited('clientId', text, { most: 64 });
	return { value: text, issues: [issue('date_damage', 'warning', 'clientId', { value: text })] };
}

/** F4, F5. */
export const readUsername: CellReader<string> = reader('username', interpretUsername);

function interpretUsername(text: string, context: CellContext): Reading<string> {
	if (isNumberDamage(text)) return wrong('number_damage', 'username', { value: text });
	if (dateDamage(text) === 'sure') return wrong('date_damage', 'username', { value: text });
	const isStandard = isStandardUsername(text);
	const username = isStandard || !context.standardiseUsernames ? text : standardiseUsername(text);
	if (username === '') return wrong('username_nothing_left', 'username', { value: shown(text) });
	const characters = isStandard ? '' : oddUsernameCharacters(username);
	if (characters !== '')
		return wrong('username_characters', 'username', {
			value: shown(text),
			characters: shown(characters)
		});
	if (isReservedUsername(username))
		return wrong('username_reserved', 'username', { value: username });
	const reading = limited('username', username, usernameLimits);
	if (reading.value === undefined || username === text) return reading;
	const note = noteChange('username_standardised', 'username', { from: text, to: username });
	return { value: username, issues: [note] };
}

/** F4: `MR` and `mr.` read as `Mr` and `Mr.`; a title in mixed case stands as it is. */
export const readTitle: CellReader<string> = reader('title', (text) => {
	const isOneCase = text === text.toUpperCase() || text === text.toLowerCase();
	if (!isOneCase) return limited('title', text, { most: 20 });
	const stop = text.endsWith('.') ? '.' : '';
	const usual = titleSpellings.get(text.toLowerCase().replace(/\.$/, ''));
	return usual === undefined ? limited('title', text, { most: 20 }) : found(usual + stop);
});

/** F4. */
export const readFirstName: CellReader<string> = reader('firstName', (text) =>
	limited('firstName', text, { most: 100 })
);

/** F4. */
export const readLastName: CellReader<string> = reader('lastName', (text) =>
	limited('lastName', text, { most: 100 })
);

/** F6. */
export const readEmail: CellReader<string> = reader('email', interpretEmail);

/** F8. */
export const readPhone: CellReader<string> = reader('phone', interpretPhone);

/** F10. */
export const readVenue: CellReader<string> = reader('venue', withChosen('venue', interpretVenue));

function wordReader<T>(
	field: ChoosableField,
	words: ReadonlyMap<string, T>,
	code: 'role_unknown' | 'boolean_unknown' | 'booking_status_unknown'
): CellReader<T> {
	return reader(
		field,
		withChosen(field, (text) => {
			const value = words.get(wordKey(text));
			return value === undefined ? wrong(code, field, { value: shown(text) }) : found(value);
		})
	);
}

/** F7. */
export const readRole: CellReader<Role> = wordReader('role', roleWords, 'role_unknown');

/** F3. */
export const readDeleted: CellReader<boolean> = reader('deleted', (text) => {
	const value = booleanWords.get(wordKey(text));
	return value === undefined
		? wrong('boolean_unknown', 'deleted', { value: shown(text) })
		: found(value);
});

/** F3. */
export const readEligible: CellReader<boolean> = wordReader(
	'eligible',
	booleanWords,
	'boolean_unknown'
);

/** F9. */
export const readBookingStatus: CellReader<BookingStatus> = wordReader(
	'bookingStatus',
	bookingWords,
	'booking_status_unknown'
);

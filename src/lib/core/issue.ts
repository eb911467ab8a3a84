import type { FieldKey } from './fields';

export type IssueLevel = 'error' | 'warning' | 'note';

/** What is wrong with, or was tidied in, one row or the whole file (F12). Turned into words by `i18n`. */
export interface Issue {
	readonly code: IssueCode;
	readonly level: IssueLevel;
	/** The field it is about; null for the row or file as a whole. */
	readonly field: FieldKey | null;
	/** Values for the sentence: strings of the file (never of a password cell), line numbers, limits. */
	readonly params: Readonly<Record<string, string | number>>;
}

/** Every code there is. A code is stable: reports and tests name it. The comment says the params. */
export const issueCodes = [
	// Rows (R5)
	'ragged_row', // cells, expected
	'unclosed_quote',
	'surplus_cells_dropped', // note: cells
	'text_after_quote', // warning
	// Text (F1, F2)
	'tidied', // note: from, to
	'control_character',
	'unwrapped', // note: from, to
	'number_damage', // value: 9.19E+11
	'date_damage', // value: 2026-04-03; a warning for 3-Apr
	'error_value', // value: #N/A
	'zeros_lost', // warning: value, suggestion
	'zeros_restored', // note: from, to
	'value_chosen', // note: from, to ('' where the cell is read as blank)
	'too_long', // limit, length
	'too_short', // limit
	// Required (F4, P7, W1)
	'client_id_required',
	'client_id_same_in_all', // value, rows
	'username_required',
	'first_name_required',
	'email_required',
	'password_required',
	// Formats
	'username_characters', // value, characters
	'username_standardised', // note: from, to
	'username_nothing_left', // value
	'username_reserved', // value
	'boolean_unknown', // value
	'email_malformed', // value
	'email_several', // value
	'email_typo', // warning: value, suggestion, domain of the suggestion
	'role_unknown', // value
	'phone_malformed', // value
	'phone_extension_dropped', // warning: value
	'phone_without_country', // warning: value
	'booking_status_unknown', // value
	'venue_unknown', // warning: value, suggestion
	// Passwords
	'password_too_long', // limit
	'password_white_space', // warning
	'password_weak', // warning: reason
	'password_same', // warning: rows
	'password_key_missing', // error: the device has no sealing key yet
	'password_not_checked', // note: what it is compared with was changed since it was read (W5)
	// Planning (P)
	'exists', // username
	'exists_not_in_exam', // username
	'duplicate_in_file', // line
	'duplicate_row', // warning: line (two rows fold into one change)
	'no_such_user', // value
	'number_appended', // note: from, to
	'username_taken', // value, username, line
	'client_id_taken', // value, username, line
	'email_taken', // value, username, line
	'other_client_id', // value, stored, username
	'renames_user', // warning: from, to
	'role_changes', // warning: from, to
	'old_username_unknown', // value
	'rename_needs_update',
	'default_unusable', // value: what "Default values" made for a blank cell cannot stand there
	'booked_without_venue', // warning
	'booked_not_eligible', // warning
	'venue_over_seats', // warning: value, seats, booked
	'key_blank', // field named by S9
	'email_shared', // value, users
	'deletes_off',
	'deletes_need_update',
	'delete_and_keep', // line
	'delete_cells_ignored', // note
	'in_other_exams', // exams
	'taken_out_of_exam', // note
	'ring_too_large', // limit: so many users take each other's keys that they cannot be sent together
	'cannot_clear', // note: field keeps its value
	'added_to_exam', // note
	'no_photo', // the package has no photo for this candidate (S14)
	'photo_missing', // warning: the same, and the candidate is saved all the same
	'photo_not_yet', // note: a candidate of a proctored exam without one, in a file without photos
	'not_allowed',
	'skipped_by_hand', // note: "Skip this row" (V3)
	// The file as a whole
	'columns_not_used', // note: columns, count
	'columns_missing' // warning: columns (labels), count
] as const;

export type IssueCode = (typeof issueCodes)[number];

export function issue(
	code: IssueCode,
	level: IssueLevel,
	field: FieldKey | null,
	params: Readonly<Record<string, string | number>> = {}
): Issue {
	return { code, level, field, params };
}

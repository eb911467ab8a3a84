/** Why an operation could not finish, for reasons foreseen (HOUSE: three kinds of errors, never mixed). */
export const failureCodes = [
	// Files that are refused whole (R1)
	'file_empty',
	'file_header_only',
	'file_no_key_column', // nothing in it can tell who a row is
	'file_no_known_header', // first: the first line, cut
	'file_no_rows', // nothing but ghosts and blank lines
	'file_binary', // kind: pdf, xls, image, …
	'file_encoding_unsupported', // encoding
	'file_encoding_broken', // encoding, line: bytes that are not of it
	'file_kind_unsupported', // kind: zip, xlsx
	'file_workbook_damaged', // part
	'file_workbook_protected', // by a password
	'file_workbook_too_large', // part: inflated beyond its limit
	// Archives that are refused whole, before anything is inflated (Z1); entry: its name
	'file_zip_damaged', // entry, or '' where the directory itself is
	'file_zip_empty',
	'file_zip_encrypted', // entry
	'file_zip_split', // over several files
	'file_zip_method', // entry, method: neither stored nor deflated
	'file_zip_contradicts', // entry: what stands before or after it says otherwise than the directory
	'file_zip_overlap', // entry, other: two that share bytes
	'file_zip_duplicate_name', // entry, other
	'file_zip_unsafe_name', // entry
	'file_zip_symlink', // entry
	'file_zip_too_many', // count, limit
	'file_zip_entry_too_large', // entry, limitBytes
	'file_zip_too_large',
	'file_zip_ratio', // entry: grows beyond measure
	'file_zip_extra_bytes', // entry, after which they stand, or none
	'file_zip_entry_broken', // entry: the CSV, whose length or checksum is not the declared one (Z2)
	'file_zip_nothing', // neither a CSV nor a photo
	'file_zip_no_table', // photos alone
	'file_zip_two_tables', // entry, other, entries (a line each): CSVs that lie equally high (Z4)
	'file_line_too_long', // line, limitBytes
	'file_unreadable', // the browser could not read the bytes (moved, changed, not downloaded)
	'defaults_wrong', // field: label of the default value that is wrong in itself
	// Work on the device
	'cancelled',
	'draft_not_found',
	'draft_elsewhere', // another tab works on it
	'draft_stale', // another tab changed the stored users meanwhile
	'storage_full',
	'storage_unavailable',
	'storage_newer', // a newer version of the app has been at it (A1)
	'exam_needed',
	'exam_not_empty', // users, venue ('' for the exam itself): users are still in it
	'user_not_found', // it is not on this device any more
	'nothing_to_save',
	'not_allowed', // by the role of who signed in last (X2)
	'locked', // the last sign-in here is too long ago (X2)
	'count_not_typed', // count: deletes, typed before saving (P10)
	'file_needed', // name: the file must be chosen again (V5)
	'other_file', // name: it is not the file that was read before (V5)
	'photo_unusable', // name, fault: a photo picked by hand that cannot be taken
	'photos_not_ready', // some that would be saved are not prepared yet
	'sealing_key_missing',
	'common_password_missing', // S3 says common, and a role of a new user has none
	'password_not_usable', // a common password that is blank, too long or has control characters (W5)
	// Files of unsent changes (Y6)
	'unsent_damaged', // cut, changed, or no such file
	'unsent_newer', // made by a newer app
	'unsent_other_organisation', // organisation
	'unsent_sign_in', // of an organisation, and nobody has signed in here
	'adopt_not_possible', // the organisation's database on this device is in use already
	'bug'
] as const;

export type FailureCode = (typeof failureCodes)[number];
export type FailureParams = Readonly<Record<string, string | number>>;

/** The plain form that crosses threads and the network. */
export interface PlainFailure {
	readonly code: FailureCode;
	readonly params: FailureParams;
}

/** Thrown inside one thread; crosses borders as {@link PlainFailure}. */
export class Failure extends Error {
	readonly code: FailureCode;
	readonly params: FailureParams;

	constructor(code: FailureCode, params: FailureParams = {}, cause?: unknown) {
		super(code, cause === undefined ? undefined : { cause });
		this.name = 'Failure';
		this.code = code;
		this.params = params;
	}

	plain(): PlainFailure {
		return { code: this.code, params: this.params };
	}
}

/** Passwords of users on their way from an envelope to a hash (Y9). */

/** Passwords of applied changes that still lie sealed in an envelope (W5). */
export interface PendingPasswordTable {
	organisation_id: string;
	change_id: string;
	user_id: string;
	envelope: string;
	slot: number;
	version: number;
	created_at: string;
	/** Of the process that is at work on it, until the time beside it; both null where nobody is. */
	claim: string | null;
	claimed_until: string | null;
}

/** Sealed passwords that could not be opened, until the user gets another one. */
export interface FailedPasswordTable {
	organisation_id: string;
	change_id: string;
	user_id: string;
	version: number;
	code: string;
	failed_at: string;
}

export interface UserPasswordTable {
	organisation_id: string;
	user_id: string;
	/** argon2id as a PHC string. */
	hash: string;
	/** Of the change that set it: an older one never takes its place. */
	version: number;
	set_at: string;
}

export interface PasswordTables {
	passwords_pending: PendingPasswordTable;
	passwords_failed: FailedPasswordTable;
	user_passwords: UserPasswordTable;
}

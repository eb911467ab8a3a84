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

/** Links by which users set their password (Y11); only the token's hash is kept. */
export interface UserSetUpLinkTable {
	organisation_id: string;
	token_hash: string;
	user_id: string;
	created_at: string;
	expires_at: string;
	used_at: string | null;
}

/** Keys by which the exam system pulls and verifies (Y11); only their hash is kept. */
export interface ServiceKeyTable {
	organisation_id: string;
	id: string;
	name: string;
	key_hash: string;
	created_by: string;
	created_at: string;
	last_used_at: string | null;
	revoked_at: string | null;
}

export interface PasswordTables {
	passwords_pending: PendingPasswordTable;
	passwords_failed: FailedPasswordTable;
	user_passwords: UserPasswordTable;
	user_set_up_links: UserSetUpLinkTable;
	service_keys: ServiceKeyTable;
}

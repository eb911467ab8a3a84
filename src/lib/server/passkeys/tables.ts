/** Passkeys belong to an account, and an account to one organisation. */
export interface PasskeyTable {
	/** Of the authenticator, base64url. */
	id: string;
	account_id: string;
	/** COSE, base64url. */
	public_key: string;
	counter: number;
	/** JSON: by which ways the browser reaches it. */
	transports: string;
	name: string;
	created_at: string;
	last_used_at: string | null;
}

/** A question that nobody has answered yet; each is answered once. */
export interface PasskeyChallengeTable {
	challenge_hash: string;
	/** Who adds a passkey; null for a sign-in. */
	account_id: string | null;
	expires_at: string;
}

export interface PasskeyTables {
	passkeys: PasskeyTable;
	passkey_challenges: PasskeyChallengeTable;
}

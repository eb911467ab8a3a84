import type { MailTables } from './mail/tables';
import type { PasskeyTables } from './passkeys/tables';
import type { PasswordTables } from './passwords/tables';

/** The tables as both engines have them (Y10). Times are ISO 8601 text, yes and no are 1 and 0, JSON is text. */
export interface OrganisationTable {
	id: string;
	name: string;
	/** Raised by one for each applied change, inside the transaction that commits it (Y3). */
	version: number;
	/** Another one after a restored backup: devices then pull everything again. */
	epoch: string;
	/** The head of the audit chain: without it a cut tail would go unseen (X4). */
	audit_sequence: number;
	audit_hash: string;
	created_at: string;
}

export interface UserTable {
	organisation_id: string;
	id: string;
	client_id: string;
	username: string;
	title: string;
	first_name: string;
	last_name: string;
	email: string;
	phone: string;
	photo_sha256: string | null;
	photo_source_sha256: string | null;
	must_change_password: number;
	deleted_at: string | null;
	version: number;
	/** Version at which the password was last set; passwords have no values to compare (Y5). */
	password_version: number;
	changed_by: string;
	changed_at: string;
	/** M4: the folded value; null where it is blank, parked or the user deleted. */
	username_key: string | null;
	client_id_key: string | null;
	email_key: string | null;
}

export interface RegistrationTable {
	organisation_id: string;
	user_id: string;
	exam_id: string;
	role: string;
	eligible: number;
	venue: string;
	booking_status: string;
}

export interface ExamTable {
	organisation_id: string;
	id: string;
	name: string;
	kind: string;
	starts_at: string | null;
	venues: string;
	created_at: string;
	created_by: string;
	deleted_at: string | null;
	version: number;
	changed_by: string;
	changed_at: string;
}

export interface ReceiptTable {
	organisation_id: string;
	change_id: string;
	/** SHA-256 of what the change does: the same id with another content is refused. */
	fingerprint: string;
	outcome: string;
	/** What a following change of this device may take as seen (PROTOCOL, the base). */
	known_version: number;
	merged_onto: number;
	device_id: string;
	created_at: string;
}

export interface EnvelopeTable {
	organisation_id: string;
	sha256: string;
	bytes: Uint8Array;
	created_by: string;
	created_at: string;
}

/** Photos as devices prepared them (Z6), by the hash of their bytes. */
export interface PhotoTable extends EnvelopeTable {
	/** Set by the clock's job when no user has it any more (X7). */
	unreferenced_since: string | null;
}

export interface AuditTable {
	organisation_id: string;
	sequence: number;
	at: string;
	account_id: string;
	kind: string;
	detail: string;
	hash: string;
}

/** Pairs that passwords are sealed to (W5), in base64url; the private half encrypted under SECRET. */
export interface SealingKeyTable {
	id: string;
	created_at: string;
	public_key: string;
	private_key: string;
}

/** Links that let someone make an account; only the token's hash is kept. */
export interface SetUpLinkTable {
	token_hash: string;
	organisation_id: string;
	role: string;
	created_at: string;
	expires_at: string;
	used_at: string | null;
	/** The admin who made the invitation; null for a link of a command. */
	invited_by: string | null;
}

/** A browser that signed in at an organisation; known by a cookie of which only the hash is kept (X5). */
export interface DeviceTable {
	organisation_id: string;
	id: string;
	token_hash: string;
	/** Who signed in last. */
	account_id: string;
	/** Null once signed out. */
	session_id: string | null;
	name: string;
	created_at: string;
	last_seen_at: string;
	revoked_at: string | null;
	/** When it first heard of it. */
	told_at: string | null;
	/** 1 where nobody else uses it: signing out leaves the data there (X5). */
	is_own: number;
}

export interface OrganisationSettingsTable {
	organisation_id: string;
	/** JSON, see `organisation-settings.ts`. */
	settings: string;
}

/** better-auth's sessions, as far as they are looked at here. */
export interface SessionTable {
	id: string;
	userId: string;
}

/** Accounts of those who work with Muster; the columns are those of better-auth's user. */
export interface AccountTable {
	id: string;
	name: string;
	email: string;
	emailVerified: boolean | number;
	image: string | null;
	createdAt: Date | string;
	updatedAt: Date | string;
	organisationId: string;
	role: string;
	/** ISO 8601; null for one that may sign in. */
	disabledAt: string | null;
}

/** better-auth's account: how someone proves who they are. */
export interface CredentialTable {
	id: string;
	accountId: string;
	providerId: string;
	userId: string;
	password: string | null;
	createdAt: Date | string;
	updatedAt: Date | string;
}

export interface Tables extends PasswordTables, PasskeyTables, MailTables {
	organisations: OrganisationTable;
	users: UserTable;
	registrations: RegistrationTable;
	exams: ExamTable;
	receipts: ReceiptTable;
	envelopes: EnvelopeTable;
	photos: PhotoTable;
	audit: AuditTable;
	sealing_keys: SealingKeyTable;
	set_up_links: SetUpLinkTable;
	accounts: AccountTable;
	credentials: CredentialTable;
	sessions: SessionTable;
	devices: DeviceTable;
	/** Events that devices reported for the audit, by the id they gave them (X4). */
	audit_reports: { organisation_id: string; id: string };
	organisation_settings: OrganisationSettingsTable;
	migrations: { name: string; applied_at: string };
}

/** Why a request as a whole is refused; what is wrong with one change is an outcome of that change. */
export const refusals = {
	malformed: 400,
	not_signed_in: 401,
	device_revoked: 401,
	sign_in_failed: 401,
	passkey_failed: 401,
	account_disabled: 403,
	not_allowed: 403,
	not_found: 404,
	email_taken: 409,
	last_admin: 409,
	other_organisation: 409,
	too_large: 413,
	content_encoding_unknown: 415,
	hash_differs: 422,
	not_a_photo: 422,
	password_short: 422,
	password_long: 422,
	password_common: 422,
	password_personal: 422,
	password_repeated: 422,
	password_run: 422,
	client_too_old: 426,
	too_many_requests: 429,
	link_invalid: 410,
	unavailable: 503
} as const;

export type RefusalCode = keyof typeof refusals;

export class Refusal extends Error {
	readonly code: RefusalCode;
	readonly status: number;
	/** Of `Retry-After`; null for the usual one of its status. */
	readonly retryAfterSeconds: number | null;

	constructor(code: RefusalCode, cause?: unknown, retryAfterSeconds: number | null = null) {
		super(code, cause === undefined ? undefined : { cause });
		this.retryAfterSeconds = retryAfterSeconds;
		this.name = 'Refusal';
		this.code = code;
		this.status = refusals[code];
	}
}

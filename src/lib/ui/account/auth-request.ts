/** Asks under `/api/auth`: an account, or why not, in codes. */
import type { Account } from '../../storage/meta';

export const authCodes = [
	'link_invalid',
	'email_taken',
	'sign_in_failed',
	'account_disabled',
	'too_many_requests',
	'malformed',
	'origin_not_allowed',
	'unavailable',
	'not_signed_in',
	'no_answer',
	'bug'
] as const;
export type AuthCode = (typeof authCodes)[number];

export interface AuthFailure {
	readonly code: AuthCode;
	/** Of `Retry-After`, or null. */
	readonly retryAfterSeconds: number | null;
}

export type AuthStep = 'session' | 'sign-in' | 'sign-out' | 'set-up';

/** Null after a sign-out. */
export type AuthAnswer = { readonly account: Account | null } | AuthFailure;

const timeoutMs = 20_000;

export async function askAuth(step: AuthStep, form: object = {}): Promise<AuthAnswer> {
	const request: RequestInit = { cache: 'no-store', signal: AbortSignal.timeout(timeoutMs) };
	if (step !== 'session') {
		request.method = 'POST';
		request.headers = { 'content-type': 'application/json' };
		request.body = JSON.stringify(form);
	}
	let answer: Response;
	let body: unknown;
	try {
		answer = await fetch(`/api/auth/${step}`, request);
		body = answer.status === 204 ? null : await answer.json().catch(() => null);
	} catch {
		return { code: 'no_answer', retryAfterSeconds: null };
	}
	return readAnswer(answer, body);
}

async function readAnswer({ ok, status, headers }: Response, body: unknown): Promise<AuthAnswer> {
	if (status === 204) return { account: null };
	const { readAccount, readRefusal } = await import('./auth-answer');
	const account = readAccount(body);
	if (ok && account) return { account };
	const retryAfter = Number.parseInt(headers.get('retry-after') ?? '', 10);
	return {
		// A hotel's sign-in page answers too, but not so.
		code: ok ? 'no_answer' : readRefusal(body),
		retryAfterSeconds: Number.isNaN(retryAfter) ? null : retryAfter
	};
}

/** Why signing in did not work, in words: what happened, then what to do. */
import type { FailureText } from '../../i18n/failure-text';
import { counted } from '../../i18n/format';
import { m } from '../../i18n/paraglide/messages';
import type { AuthFailure } from './auth-request';

/** Where the server names no time. */
const patienceSeconds = 60;

export function authText({ code, retryAfterSeconds }: AuthFailure): FailureText {
	if (code === 'too_many_requests') {
		const words = counted(retryAfterSeconds ?? patienceSeconds);
		return { title: m.auth_too_many_requests(), advice: m.auth_too_many_requests_advice(words) };
	}
	const known = code === 'not_signed_in' ? 'sign_in_failed' : code;
	return { title: m[`auth_${known}`](), advice: m[`auth_${known}_advice`]() };
}

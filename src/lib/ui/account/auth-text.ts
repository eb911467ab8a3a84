/** Why signing in did not work, in words: what happened, then what to do. */
import { withCode, type FailureText } from '../../i18n/failure-text';
import { counted } from '../../i18n/format';
import { m } from '../../i18n/paraglide/messages';
import type { AuthFailure } from './auth-request';

/** Where the server names no time. */
const patienceSeconds = 60;

export function authText({ code, retryAfterSeconds }: AuthFailure): FailureText {
	const known = code === 'not_signed_in' ? 'sign_in_failed' : code;
	const advice =
		known === 'too_many_requests'
			? m.auth_too_many_requests_advice(counted(retryAfterSeconds ?? patienceSeconds))
			: m[`auth_${known}_advice`]();
	return { title: m[`auth_${known}`](), advice: withCode(advice, code) };
}

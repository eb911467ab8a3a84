/** Why the server did not do it, in words: what happened, then what to do. */
import type { FailureText } from '../../i18n/failure-text';
import { counted } from '../../i18n/format';
import { m } from '../../i18n/paraglide/messages';
import type { ServerFailure } from './ask-server';

const patienceSeconds = 60;

const sentences: Readonly<Record<string, () => FailureText>> = {
	no_answer: () => ({ title: m.auth_no_answer(), advice: m.auth_no_answer_advice() }),
	not_understood: () => ({ title: m.auth_no_answer(), advice: m.auth_no_answer_advice() }),
	unavailable: () => ({ title: m.auth_unavailable(), advice: m.auth_unavailable_advice() }),
	not_signed_in: () => ({
		title: m.server_not_signed_in(),
		advice: m.server_not_signed_in_advice()
	}),
	device_revoked: () => ({
		title: m.server_device_revoked(),
		advice: m.server_device_revoked_advice()
	}),
	not_allowed: () => ({ title: m.server_not_allowed(), advice: m.server_not_allowed_advice() }),
	not_found: () => ({ title: m.server_not_found(), advice: m.server_not_found_advice() }),
	last_admin: () => ({ title: m.server_last_admin(), advice: m.server_last_admin_advice() }),
	malformed: () => ({ title: m.auth_malformed(), advice: m.server_malformed_advice() }),
	passkey_failed: () => ({
		title: m.server_passkey_failed(),
		advice: m.server_passkey_failed_advice()
	})
};

export function serverFailureText({ code, retryAfterSeconds }: ServerFailure): FailureText {
	if (code === 'too_many_requests') {
		const words = counted(retryAfterSeconds ?? patienceSeconds);
		return { title: m.auth_too_many_requests(), advice: m.auth_too_many_requests_advice(words) };
	}
	return sentences[code]?.() ?? { title: m.auth_bug(), advice: m.auth_bug_advice() };
}

/** What is wrong in the fields of a sign-in or set-up, before the server is asked. */
import { formatNumber } from '../../i18n/format';
import { m } from '../../i18n/paraglide/messages';

/** Characters of a new password (X1); the server checks the same. */
export const passwordLeast = 12;

export interface AccountFields {
	readonly name: string;
	readonly email: string;
	readonly password: string;
}

export type AccountProblems = Partial<Record<keyof AccountFields, string>>;

export function signInProblems({ email, password }: AccountFields): AccountProblems {
	return {
		...(email.trim() === '' ? { email: m.account_email_missing() } : {}),
		...(password === '' ? { password: m.account_password_missing() } : {})
	};
}

export function setUpProblems({ name, email, password }: AccountFields): AccountProblems {
	return {
		...(name.trim() === '' ? { name: m.account_name_missing() } : {}),
		...emailProblem(email.trim()),
		...passwordProblem(password)
	};
}

function emailProblem(email: string): AccountProblems {
	if (email === '') return { email: m.account_email_missing() };
	return /^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(email)
		? {}
		: { email: m.account_email_wrong({ email }) };
}

function passwordProblem(password: string): AccountProblems {
	if (password === '') return { password: m.account_password_missing() };
	if (password.length >= passwordLeast) return {};
	const n = formatNumber(password.length);
	return { password: m.account_password_short({ n, least: formatNumber(passwordLeast) }) };
}

/** What the page of a user's set-up link asks the server (Y11), and what can be said of a password before (W3). */
import { z } from 'zod';
import { passwordLimits, passwordWeakness, readPassword } from '../../core/passwords';
import { m } from '../../i18n/paraglide/messages';
import { askServer, nothing, type ServerFailure } from '../settings/ask-server';

const ownerSchema = z.object({ username: z.string(), organisation: z.string() });
export type LinkOwner = z.infer<typeof ownerSchema>;

const path = '/api/set-up';

export const lookAtLink = (token: string) =>
	askServer(path, { method: 'POST', body: { token }, schema: ownerSchema });

export const setPassword = (token: string, password: string) =>
	askServer(path, { method: 'POST', body: { token, password }, schema: nothing });

/** The browser has neither the list of common passwords nor names and email: the server says those. */
export function passwordProblem(password: string, { username }: LinkOwner): string | null {
	if (password === '') return m.set_up_password_missing();
	if (password.length > passwordLimits.most) return m.set_up_password_long();
	if (readPassword(password).issues.some(({ level }) => level === 'error'))
		return m.set_up_password_malformed();
	const owner = { username, clientId: '', email: '', firstName: '', lastName: '' };
	const weakness = passwordWeakness(password, owner, () => false);
	return weakness && m[`set_up_password_${weakness}`]();
}

const ofPassword = ['short', 'long', 'common', 'personal', 'repeated', 'run'] as const;

/** What the server says of the password itself; null for any other failure. */
export function refusedPassword({ code }: ServerFailure): string | null {
	const kind = ofPassword.find((one) => code === `password_${one}`);
	return kind ? m[`set_up_password_${kind}`]() : null;
}

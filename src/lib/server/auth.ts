/**
 * Accounts and sessions: better-auth on the store's own Kysely instance. Its endpoints are not served: `sign-in.ts`
 * calls the few that are needed, so no other one is a door.
 */
import { hash, verify } from '@node-rs/argon2';
import { betterAuth } from 'better-auth';
import type { Store } from './database';
import { enterAs } from './enter-as';
import { accountRoles, type AccountRole } from '../core/roles';
import type { Session } from './session';

/** Where the library believes to live; its requests never leave the process. */
export const authBase = 'https://muster.internal';

/** Set from the connection itself, never from what a client sent. */
export const addressHeader = 'x-muster-address';

/** Characters. */
export const accountPassword = { least: 12, most: 128 } as const;

const daySeconds = 24 * 60 * 60;

/** X3: tries a minute from one address. */
export const signInLimit = { windowSeconds: 60, tries: 10 } as const;

/** OWASP's floor for argon2id: 19 MiB, two passes. */
export const hashPassword = (password: string): Promise<string> =>
	hash(password, { memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 });

export type Auth = ReturnType<typeof createAuth>;

export interface AuthOptions {
	readonly store: Store;
	readonly secret: string;
	/** Whether people reach the server by HTTPS. */
	readonly isSecure: boolean;
}

export function createAuth({ store, secret, isSecure }: AuthOptions) {
	const limit = { window: signInLimit.windowSeconds, max: signInLimit.tries };
	return betterAuth({
		appName: 'Muster',
		baseURL: authBase,
		secret,
		database: { db: store.database, type: store.engine, transaction: true },
		user: {
			modelName: 'accounts',
			additionalFields: {
				organisationId: { type: 'string', required: true, input: false },
				role: { type: 'string', required: true, input: false },
				disabledAt: { type: 'string', required: false, input: false }
			}
		},
		session: { modelName: 'sessions', expiresIn: 7 * daySeconds, updateAge: daySeconds },
		account: { modelName: 'credentials' },
		verification: { modelName: 'verifications' },
		emailAndPassword: {
			enabled: true,
			disableSignUp: true,
			minPasswordLength: accountPassword.least,
			maxPasswordLength: accountPassword.most,
			password: {
				hash: hashPassword,
				verify: (tried) => verify(tried.hash, tried.password)
			}
		},
		rateLimit: {
			enabled: true,
			storage: 'database',
			modelName: 'rate_limits',
			customRules: { '/sign-in/email': limit }
		},
		advanced: {
			cookiePrefix: 'muster',
			useSecureCookies: isSecure,
			defaultCookieAttributes: { httpOnly: true, sameSite: 'strict', path: '/' },
			ipAddress: { ipAddressHeaders: [addressHeader] }
		},
		plugins: [enterAs],
		telemetry: { enabled: false },
		// A wrong password is no event for the log of a server.
		logger: { level: 'error' }
	});
}

export interface ReadSession {
	readonly session: Session | null;
	readonly sessionId: string | null;
	/** `set-cookie` lines that prolong it. */
	readonly cookies: readonly string[];
}

/** Who sends this cookie (X1). */
export async function readSession(auth: Auth, cookie: string | null): Promise<ReadSession> {
	if (!cookie) return { session: null, sessionId: null, cookies: [] };
	const { response, headers } = await auth.api.getSession({
		headers: new Headers({ cookie }),
		returnHeaders: true
	});
	const session = response ? sessionOf(response.user) : null;
	const sessionId = session && response ? response.session.id : null;
	return { session, sessionId, cookies: headers.getSetCookie() };
}

interface SessionUser {
	readonly id: string;
	readonly organisationId: string;
	readonly role: string;
	readonly disabledAt?: string | null | undefined;
}

/** A closed account has none, even where one of its sessions was just made. */
function sessionOf(user: SessionUser): Session | null {
	if (user.disabledAt) return null;
	const role = accountRoles.find((known): known is AccountRole => known === user.role);
	return role ? { accountId: user.id, organisationId: user.organisationId, role } : null;
}

/** Who may pass under /api at all (X1); what each may do is for the endpoints. */
import { readSession, type Auth, type ReadSession } from './auth';
import { Refusal } from './refusal';

/** Only these need no session. */
export const openRoutes: ReadonlySet<string> = new Set([
	'/api/health',
	'/api/sealing-key',
	'/api/auth/sign-in',
	'/api/auth/sign-out',
	'/api/auth/set-up',
	'/api/auth/passkey',
	'/api/auth/passkey/options',
	'/api/set-up'
]);

/** Where a service key is taken, and for which methods (Y11). */
const serviceRoutes: ReadonlyMap<string, readonly string[]> = new Map([
	['/api/pull', ['GET']],
	['/api/photos/[sha256]', ['GET', 'HEAD']],
	['/api/verify', ['POST']]
]);

/** Whether a key opens it; nothing else that comes with the request counts then. */
export function takesServiceKey(routeId: string, method: string): boolean {
	return serviceRoutes.get(routeId)?.includes(method) ?? false;
}

const nobody: ReadSession = { session: null, sessionId: null, cookies: [] };

export interface Entering {
	/** Of Kit, as in `/api/push`. */
	readonly routeId: string;
	readonly cookie: string | null;
	/** Asked where there is no session: whether the device was revoked (X5). */
	readonly isRevoked?: () => Promise<boolean>;
}

/** @throws {Refusal} `not_signed_in`, `device_revoked` */
export async function enter(
	openAuth: () => Promise<Auth>,
	{ routeId, cookie, isRevoked }: Entering
): Promise<ReadSession> {
	if (openRoutes.has(routeId)) return nobody;
	const entered = cookie === null ? nobody : await readSession(await openAuth(), cookie);
	if (entered.session) return entered;
	throw new Refusal((await isRevoked?.()) ? 'device_revoked' : 'not_signed_in');
}

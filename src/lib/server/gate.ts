/** Who may pass under /api at all (X1); what each may do is for the endpoints. */
import { readSession, type Auth, type ReadSession } from './auth';
import { Refusal } from './refusal';

/** Only these need no session. */
const openRoutes: ReadonlySet<string> = new Set([
	'/api/health',
	'/api/sealing-key',
	'/api/auth/sign-in',
	'/api/auth/sign-out',
	'/api/auth/set-up',
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

const nobody: ReadSession = { session: null, cookies: [] };

/**
 * @param routeId of Kit, as in `/api/push`
 * @throws {Refusal} `not_signed_in`
 */
export async function enter(
	openAuth: () => Promise<Auth>,
	{ routeId, cookie }: { routeId: string; cookie: string | null }
): Promise<ReadSession> {
	if (openRoutes.has(routeId)) return nobody;
	const entered = cookie === null ? nobody : await readSession(await openAuth(), cookie);
	if (!entered.session) throw new Refusal('not_signed_in');
	return entered;
}

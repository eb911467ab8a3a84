/** Who may pass under /api at all (X1); what each may do is for the endpoints. */
import { readSession, type Auth, type ReadSession } from './auth';
import { Refusal } from './refusal';

/** Only these need no session. */
const openRoutes: ReadonlySet<string> = new Set([
	'/api/health',
	'/api/sealing-key',
	'/api/auth/sign-in',
	'/api/auth/sign-out',
	'/api/auth/set-up'
]);

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

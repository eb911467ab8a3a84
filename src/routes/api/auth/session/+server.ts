import { deviceOfSession } from '$lib/server/devices';
import { respond, signedIn } from '$lib/server/http';
import { ownStore } from '$lib/server/own-store';
import { accountOf } from '$lib/server/sign-in';
import type { RequestHandler } from './$types';

/**
 * Who is signed in, with what is set for the organisation (M6), and the device; 401 without a session. With
 * `?organisation=ID` a device that was revoked there is told so (X5).
 */
export const GET: RequestHandler = ({ locals }) =>
	respond(async () => {
		const { accountId } = signedIn(locals);
		const { database } = await ownStore();
		const account = await accountOf(database, accountId);
		const device = locals.sessionId ? await deviceOfSession(database, locals.sessionId) : null;
		return { account, device };
	});

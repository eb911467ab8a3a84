import { respond, withCookies } from '$lib/server/http';
import { ownAuth } from '$lib/server/own-auth';
import { ownStore } from '$lib/server/own-store';
import { signOut } from '$lib/server/sign-in';
import type { RequestHandler } from './$types';

/** Ends the session, on the server too. */
export const POST: RequestHandler = ({ request, getClientAddress }) =>
	respond(async () => {
		const [auth, { database }] = await Promise.all([ownAuth(), ownStore()]);
		const cookie = request.headers.get('cookie');
		const asked = { cookie, address: getClientAddress(), nowMs: Date.now() };
		return withCookies(new Response(null, { status: 204 }), await signOut(auth, database, asked));
	});

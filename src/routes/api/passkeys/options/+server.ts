import { respond, signedIn } from '$lib/server/http';
import { ownOrigin } from '$lib/server/own-mail';
import { ownStore } from '$lib/server/own-store';
import { passkeyOptions } from '$lib/server/passkeys/passkeys';
import { siteOf } from '$lib/server/passkeys/site';
import type { RequestHandler } from './$types';

/** X1: what the browser needs to make a passkey. */
export const POST: RequestHandler = ({ locals, url }) =>
	respond(async () => {
		const session = signedIn(locals);
		const { database } = await ownStore();
		const site = siteOf(ownOrigin() || url.origin);
		return passkeyOptions(database, session, { site, nowMs: Date.now() });
	});

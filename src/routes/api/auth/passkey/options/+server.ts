import { respond } from '$lib/server/http';
import { ownOrigin } from '$lib/server/own-mail';
import { ownStore } from '$lib/server/own-store';
import { signInOptions } from '$lib/server/passkeys/enter';
import { siteOf } from '$lib/server/passkeys/site';
import type { RequestHandler } from './$types';

/** X1: the question that a passkey answers. */
export const POST: RequestHandler = ({ url, getClientAddress }) =>
	respond(async () => {
		const { database } = await ownStore();
		const site = siteOf(ownOrigin() || url.origin);
		return signInOptions(database, { site, address: getClientAddress(), nowMs: Date.now() });
	});

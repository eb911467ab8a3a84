import { readJson, respond, signedIn } from '$lib/server/http';
import { ownOrigin } from '$lib/server/own-mail';
import { ownStore } from '$lib/server/own-store';
import { addPasskey, listPasskeys } from '$lib/server/passkeys/passkeys';
import { siteOf } from '$lib/server/passkeys/site';
import type { RequestHandler } from './$types';

/** X1: one's own. */
export const GET: RequestHandler = ({ locals }) =>
	respond(async () => {
		const session = signedIn(locals);
		const { database } = await ownStore();
		return { passkeys: await listPasskeys(database, session) };
	});

/** What the browser made of the options. */
export const POST: RequestHandler = ({ locals, request, url }) =>
	respond(async () => {
		const session = signedIn(locals);
		const body = await readJson(request, 200_000);
		const { database } = await ownStore();
		const site = siteOf(ownOrigin() || url.origin);
		return addPasskey(database, session, {
			body,
			site,
			headers: request.headers,
			nowMs: Date.now()
		});
	});

import { readJson, respond, signedIn } from '$lib/server/http';
import { invite } from '$lib/server/invitations';
import { ownStore } from '$lib/server/own-store';
import type { RequestHandler } from './$types';

/** X1: `{ role }` in, the path of a link out, this once. */
export const POST: RequestHandler = ({ locals, request }) =>
	respond(async () => {
		const session = signedIn(locals);
		const body = await readJson(request, 1000);
		const { database } = await ownStore();
		return invite(database, session, { body, nowMs: Date.now() });
	});

import { readJson, respond, signedIn } from '$lib/server/http';
import { ownStore } from '$lib/server/own-store';
import { createServiceKey, listServiceKeys } from '$lib/server/service-keys';
import type { RequestHandler } from './$types';

/** Y11, for admins: the keys, without what they are. */
export const GET: RequestHandler = ({ locals }) =>
	respond(async () => {
		const session = signedIn(locals);
		const { database } = await ownStore();
		return { keys: await listServiceKeys(database, session) };
	});

/** `{ name }` makes one; the answer alone holds it. */
export const POST: RequestHandler = ({ locals, request }) =>
	respond(async () => {
		const session = signedIn(locals);
		const body = await readJson(request, 10_000);
		const { database } = await ownStore();
		return createServiceKey(database, session, { body, nowMs: Date.now() });
	});

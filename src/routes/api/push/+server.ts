import { pushLimits } from '$lib/core/change';
import { acceptPush } from '$lib/server/accept';
import { readJson, respond, signedIn } from '$lib/server/http';
import { ownStore } from '$lib/server/own-store';
import type { RequestHandler } from './$types';

/** Y2: changes in, an outcome for each out. */
export const POST: RequestHandler = ({ locals, request }) =>
	respond(async () => {
		const session = signedIn(locals);
		const body = await readJson(request, pushLimits.bytes);
		const { database } = await ownStore();
		return acceptPush(database, session, { body, nowMs: Date.now() });
	});

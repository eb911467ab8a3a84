import { pushLimits } from '$lib/core/change';
import { acceptPush } from '$lib/server/accept';
import { readJson, respond, signedIn } from '$lib/server/http';
import { ownStore } from '$lib/server/own-store';
import { createRateLimit, pushLimit } from '$lib/server/push-limit';
import { Refusal } from '$lib/server/refusal';
import type { RequestHandler } from './$types';

const takePush = createRateLimit(pushLimit);

/** Y2: changes in, an outcome for each out. */
export const POST: RequestHandler = ({ locals, request }) =>
	respond(async () => {
		const session = signedIn(locals);
		const waitSeconds = takePush(locals.sessionId ?? session.accountId, Date.now());
		if (waitSeconds > 0) throw new Refusal('too_many_requests', undefined, waitSeconds);
		const body = await readJson(request, pushLimits.bytes);
		const { database } = await ownStore();
		return acceptPush(database, session, { body, nowMs: Date.now() });
	});

import { envelopeLimitBytes, keepEnvelope } from '$lib/server/envelopes';
import { readBytes, respond, signedIn } from '$lib/server/http';
import { ownStore } from '$lib/server/own-store';
import type { RequestHandler } from './$types';

/** W5: an envelope under its own hash, as `application/octet-stream`. */
export const PUT: RequestHandler = ({ locals, params, request }) =>
	respond(async () => {
		const session = signedIn(locals);
		const bytes = await readBytes(request, envelopeLimitBytes);
		const { database } = await ownStore();
		await keepEnvelope(database, session, { name: params.sha256, bytes, nowMs: Date.now() });
	});

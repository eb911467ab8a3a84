import { envelopeLimitBytes, keepEnvelope } from '$lib/server/envelopes';
import { readBytes, respond, signedIn } from '$lib/server/http';
import { ownStore } from '$lib/server/own-store';
import type { RequestHandler } from './$types';

/** W5: an envelope under its own hash, as `application/octet-stream`; `?organisation=ID` says for whom. */
export const PUT: RequestHandler = ({ locals, params, request, url }) =>
	respond(async () => {
		const session = signedIn(locals, url.searchParams.get('organisation'));
		const bytes = await readBytes(request, envelopeLimitBytes);
		const { database } = await ownStore();
		await keepEnvelope(database, session, { name: params.sha256, bytes, nowMs: Date.now() });
	});

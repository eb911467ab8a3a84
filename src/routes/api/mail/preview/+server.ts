import { readJson, respond, signedIn } from '$lib/server/http';
import { previewMail } from '$lib/server/mail/preview';
import { ownOrigin } from '$lib/server/own-mail';
import { ownStore } from '$lib/server/own-store';
import type { RequestHandler } from './$types';

/** Y9, for admins: `{ id, template }`; null for the next mail, and for the stored template. */
export const POST: RequestHandler = ({ locals, request }) =>
	respond(async () => {
		const session = signedIn(locals);
		const body = await readJson(request, 100_000);
		const { database } = await ownStore();
		return previewMail(database, session, { body, nowMs: Date.now(), origin: ownOrigin() });
	});

import { respond, signedIn } from '$lib/server/http';
import { ownStore } from '$lib/server/own-store';
import { removePasskey } from '$lib/server/passkeys/passkeys';
import type { RequestHandler } from './$types';

/** X1: it opens nothing from now on. */
export const DELETE: RequestHandler = ({ locals, params }) =>
	respond(async () => {
		const session = signedIn(locals);
		const { database } = await ownStore();
		await removePasskey(database, session, { id: params.id, nowMs: Date.now() });
	});

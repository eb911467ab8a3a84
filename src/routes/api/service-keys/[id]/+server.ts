import { respond, signedIn } from '$lib/server/http';
import { ownStore } from '$lib/server/own-store';
import { revokeServiceKey } from '$lib/server/service-keys';
import type { RequestHandler } from './$types';

/** Y11: it opens nothing from now on. */
export const DELETE: RequestHandler = ({ locals, params }) =>
	respond(async () => {
		const session = signedIn(locals);
		const { database } = await ownStore();
		await revokeServiceKey(database, session, { id: params.id, nowMs: Date.now() });
	});

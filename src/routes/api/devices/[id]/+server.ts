import { revokeDevice } from '$lib/server/devices';
import { respond, signedIn } from '$lib/server/http';
import { ownStore } from '$lib/server/own-store';
import type { RequestHandler } from './$types';

/** X5: revokes it. */
export const DELETE: RequestHandler = ({ locals, params }) =>
	respond(async () => {
		const session = signedIn(locals);
		const { database } = await ownStore();
		await revokeDevice(database, session, { id: params.id, nowMs: Date.now() });
	});

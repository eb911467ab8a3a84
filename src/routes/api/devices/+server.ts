import { listDevices } from '$lib/server/device-list';
import { respond, signedIn } from '$lib/server/http';
import { ownStore } from '$lib/server/own-store';
import type { RequestHandler } from './$types';

/** X5: the organisation's devices for an admin, one's own for the others. */
export const GET: RequestHandler = ({ locals }) =>
	respond(async () => {
		const session = signedIn(locals);
		const { database } = await ownStore();
		return { devices: await listDevices(database, session, locals.sessionId) };
	});

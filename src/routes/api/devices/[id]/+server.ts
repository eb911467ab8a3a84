import { changeDevice, revokeDevice } from '$lib/server/device-list';
import { readJson, respond, signedIn } from '$lib/server/http';
import { ownStore } from '$lib/server/own-store';
import type { RequestHandler } from './$types';

/** X5: `{ name }`, or `{ isShared }`. */
export const PUT: RequestHandler = ({ locals, params, request }) =>
	respond(async () => {
		const session = signedIn(locals);
		const body = await readJson(request, 1000);
		const { database } = await ownStore();
		await changeDevice(database, session, { id: params.id, body, nowMs: Date.now() });
	});

/** X5: revokes it. */
export const DELETE: RequestHandler = ({ locals, params }) =>
	respond(async () => {
		const session = signedIn(locals);
		const { database } = await ownStore();
		await revokeDevice(database, session, { id: params.id, nowMs: Date.now() });
	});

import { changeAccount, removeAccount } from '$lib/server/accounts';
import { readJson, respond, signedIn } from '$lib/server/http';
import { ownStore } from '$lib/server/own-store';
import type { RequestHandler } from './$types';

/** X1: `{ role }`, or `{ isDisabled }`. */
export const PUT: RequestHandler = ({ locals, params, request }) =>
	respond(async () => {
		const session = signedIn(locals);
		const body = await readJson(request, 1000);
		const { database } = await ownStore();
		await changeAccount(database, session, { id: params.id, body, nowMs: Date.now() });
	});

export const DELETE: RequestHandler = ({ locals, params }) =>
	respond(async () => {
		const session = signedIn(locals);
		const { database } = await ownStore();
		await removeAccount(database, session, { id: params.id, nowMs: Date.now() });
	});

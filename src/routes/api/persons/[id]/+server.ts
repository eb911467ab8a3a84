import { respond, signedIn } from '$lib/server/http';
import { ownStore } from '$lib/server/own-store';
import { erasePerson, exportPerson } from '$lib/server/persons';
import type { RequestHandler } from './$types';

/** X7: all that the server has of one user. */
export const GET: RequestHandler = ({ locals, params }) =>
	respond(async () => {
		const session = signedIn(locals);
		const { database } = await ownStore();
		return exportPerson(database, session, { id: params.id, nowMs: Date.now() });
	});

/** X7: takes it away for good. */
export const DELETE: RequestHandler = ({ locals, params }) =>
	respond(async () => {
		const session = signedIn(locals);
		const { database } = await ownStore();
		await erasePerson(database, session, { id: params.id, nowMs: Date.now() });
	});

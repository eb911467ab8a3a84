import { respond, signedIn } from '$lib/server/http';
import { withdrawInvitation } from '$lib/server/invitations';
import { ownStore } from '$lib/server/own-store';
import type { RequestHandler } from './$types';

export const DELETE: RequestHandler = ({ locals, params }) =>
	respond(async () => {
		const session = signedIn(locals);
		const { database } = await ownStore();
		await withdrawInvitation(database, session, { id: params.id, nowMs: Date.now() });
	});

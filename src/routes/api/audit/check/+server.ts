import { checkAudit } from '$lib/server/audit-state';
import { respond, signedIn } from '$lib/server/http';
import { ownStore } from '$lib/server/own-store';
import type { RequestHandler } from './$types';

/** X4, for admins: walks the chain, and tells where it is broken. */
export const POST: RequestHandler = ({ locals }) =>
	respond(async () => {
		const session = signedIn(locals);
		const { database } = await ownStore();
		return checkAudit(database, session);
	});

import { listAccounts } from '$lib/server/accounts';
import { respond, signedIn } from '$lib/server/http';
import { listInvitations } from '$lib/server/invitations';
import { ownStore } from '$lib/server/own-store';
import type { RequestHandler } from './$types';

/** X1: accounts and open invitations, for an admin. */
export const GET: RequestHandler = ({ locals }) =>
	respond(async () => {
		const session = signedIn(locals);
		const { database } = await ownStore();
		const accounts = await listAccounts(database, session);
		return { accounts, invitations: await listInvitations(database, session, Date.now()) };
	});

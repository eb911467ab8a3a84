import { respond, signedIn } from '$lib/server/http';
import { ownStore } from '$lib/server/own-store';
import { accountOf } from '$lib/server/sign-in';
import type { RequestHandler } from './$types';

/** Who is signed in, or 401. */
export const GET: RequestHandler = ({ locals }) =>
	respond(async () => {
		const { accountId } = signedIn(locals);
		const { database } = await ownStore();
		return { account: await accountOf(database, accountId) };
	});

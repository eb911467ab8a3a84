import { json } from '@sveltejs/kit';
import { readJson, respond, withCookies } from '$lib/server/http';
import { ownAuth } from '$lib/server/own-auth';
import { ownStore } from '$lib/server/own-store';
import { setUpAccount } from '$lib/server/set-up';
import { signIn } from '$lib/server/sign-in';
import type { RequestHandler } from './$types';

/** X1: `{ token, name, email, password }` makes the account of a set-up link and signs it in. */
export const POST: RequestHandler = ({ request, getClientAddress }) =>
	respond(async () => {
		const nowMs = Date.now();
		const [auth, store] = await Promise.all([ownAuth(), ownStore()]);
		const body = await setUpAccount(store, { body: await readJson(request, 10_000), nowMs });
		const asked = { body, address: getClientAddress(), headers: request.headers, nowMs };
		const { account, cookies } = await signIn(auth, store.database, asked);
		return withCookies(json({ account }), cookies);
	});

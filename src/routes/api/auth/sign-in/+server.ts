import { json } from '@sveltejs/kit';
import { readJson, respond, withCookies } from '$lib/server/http';
import { ownAuth } from '$lib/server/own-auth';
import { ownStore } from '$lib/server/own-store';
import { signIn } from '$lib/server/sign-in';
import type { RequestHandler } from './$types';

/** X1: `{ email, password }` in, the account and its cookie out. */
export const POST: RequestHandler = ({ request, getClientAddress }) =>
	respond(async () => {
		const body = await readJson(request, 10_000);
		const [auth, { database }] = await Promise.all([ownAuth(), ownStore()]);
		const asked = {
			body,
			address: getClientAddress(),
			headers: request.headers,
			nowMs: Date.now()
		};
		const { account, cookies } = await signIn(auth, database, asked);
		return withCookies(json({ account }), cookies);
	});

import { json } from '@sveltejs/kit';
import { readJson, respond, withCookies } from '$lib/server/http';
import { ownAuth } from '$lib/server/own-auth';
import { ownOrigin } from '$lib/server/own-mail';
import { ownStore } from '$lib/server/own-store';
import { signInByPasskey } from '$lib/server/passkeys/enter';
import { siteOf } from '$lib/server/passkeys/site';
import type { RequestHandler } from './$types';

/** X1: the passkey's answer in, the account and its cookie out. */
export const POST: RequestHandler = ({ request, url, getClientAddress }) =>
	respond(async () => {
		const body = await readJson(request, 50_000);
		const [auth, { database }] = await Promise.all([ownAuth(), ownStore()]);
		const { account, cookies } = await signInByPasskey(auth, database, {
			body,
			site: siteOf(ownOrigin() || url.origin),
			address: getClientAddress(),
			headers: request.headers,
			nowMs: Date.now()
		});
		return withCookies(json({ account }), cookies);
	});

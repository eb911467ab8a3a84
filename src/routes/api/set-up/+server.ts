import { readJson, respond } from '$lib/server/http';
import { ownStore } from '$lib/server/own-store';
import { lookAtUserLink, setUpPassword } from '$lib/server/passwords/set-up-link';
import type { RequestHandler } from './$types';

/** Y11: `{ token }` tells whose it is, `{ token, password }` sets the password. */
export const POST: RequestHandler = ({ request }) =>
	respond(async () => {
		const body = await readJson(request, 10_000);
		const { database } = await ownStore();
		const asked = { body, nowMs: Date.now() };
		const sets = typeof body === 'object' && body !== null && 'password' in body;
		return sets ? setUpPassword(database, asked) : lookAtUserLink(database, asked);
	});

import { readJson, respond } from '$lib/server/http';
import { ownHashQueue } from '$lib/server/own-passwords';
import { verifyPassword } from '$lib/server/passwords/verify';
import { Refusal } from '$lib/server/refusal';
import type { RequestHandler } from './$types';

/** Y11: `{ username, password }` with a service key; `{ answer: "yes" | "no" | "must_change" }`. */
export const POST: RequestHandler = ({ locals, request }) =>
	respond(async () => {
		if (!locals.service) throw new Refusal('not_allowed');
		const body = await readJson(request, 10_000);
		return verifyPassword(await ownHashQueue(), locals.service, body);
	});

import { readJson, respond, signedIn } from '$lib/server/http';
import { decideMails, listMails } from '$lib/server/mail/outbox';
import { ownMailSettings } from '$lib/server/own-mail';
import { ownStore } from '$lib/server/own-store';
import type { RequestHandler } from './$types';

/** Y9, for admins: `?state=STATE&after=CURSOR`. */
export const GET: RequestHandler = ({ locals, url }) =>
	respond(async () => {
		const session = signedIn(locals);
		const { database } = await ownStore();
		const page = await listMails(database, session, url.searchParams);
		return { ...page, from: ownMailSettings()?.from ?? null };
	});

/** `{ action: "hold" | "release" | "withdraw", state, ids }`; ids null for all in that state. */
export const POST: RequestHandler = ({ locals, request }) =>
	respond(async () => {
		const session = signedIn(locals);
		const body = await readJson(request, 100_000);
		const { database } = await ownStore();
		return decideMails(database, session, { body, nowMs: Date.now() });
	});

import { respond, signedIn } from '$lib/server/http';
import { countMailsOf } from '$lib/server/mail/outbox';
import { ownStore } from '$lib/server/own-store';
import type { RequestHandler } from './$types';

/** V9: mails of one upload, by state; none for an upload that nobody knows. */
export const GET: RequestHandler = ({ locals, params }) =>
	respond(async () => {
		const session = signedIn(locals);
		const { database } = await ownStore();
		return countMailsOf(database, session, params.id);
	});

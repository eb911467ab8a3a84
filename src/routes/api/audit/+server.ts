import { recordReports } from '$lib/server/audit-reports';
import { readJson, respond, signedIn } from '$lib/server/http';
import { ownStore } from '$lib/server/own-store';
import type { RequestHandler } from './$types';

/** X4: what only a device knows of. */
export const POST: RequestHandler = ({ locals, request }) =>
	respond(async () => {
		const session = signedIn(locals);
		const body = await readJson(request, 100_000);
		const { database } = await ownStore();
		await recordReports(database, session, { body, nowMs: Date.now() });
	});

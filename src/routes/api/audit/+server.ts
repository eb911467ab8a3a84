import { recordReports } from '$lib/server/audit-reports';
import { auditState } from '$lib/server/audit-state';
import { readJson, respond, signedIn } from '$lib/server/http';
import { ownStore } from '$lib/server/own-store';
import type { RequestHandler } from './$types';

/** X4, for admins: how it stands. */
export const GET: RequestHandler = ({ locals }) =>
	respond(async () => {
		const session = signedIn(locals);
		const { database } = await ownStore();
		return auditState(database, session);
	});

/** X4: what only a device knows of. */
export const POST: RequestHandler = ({ locals, request }) =>
	respond(async () => {
		const session = signedIn(locals);
		const body = await readJson(request, 100_000);
		const { database } = await ownStore();
		await recordReports(database, session, { body, nowMs: Date.now() });
	});

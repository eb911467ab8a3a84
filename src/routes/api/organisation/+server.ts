import { readJson, respond, signedIn } from '$lib/server/http';
import {
	readOrganisationSettings,
	writeOrganisationSettings
} from '$lib/server/organisation-settings';
import { ownStore } from '$lib/server/own-store';
import type { RequestHandler } from './$types';

/** M6: what is set for the organisation. */
export const GET: RequestHandler = ({ locals }) =>
	respond(async () => {
		const { organisationId } = signedIn(locals);
		const { database } = await ownStore();
		return readOrganisationSettings(database, organisationId);
	});

export const PUT: RequestHandler = ({ locals, request }) =>
	respond(async () => {
		const session = signedIn(locals);
		const body = await readJson(request, 10_000);
		const { database } = await ownStore();
		return writeOrganisationSettings(database, session, { body, nowMs: Date.now() });
	});

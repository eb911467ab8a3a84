import { readJson, respond, signedIn } from '$lib/server/http';
import {
	readOrganisation,
	renameOrganisation,
	writeOrganisationSettings
} from '$lib/server/organisation-settings';
import { ownStore } from '$lib/server/own-store';
import type { RequestHandler } from './$types';

/** M6: its name, and what is set for it. */
export const GET: RequestHandler = ({ locals }) =>
	respond(async () => {
		const { organisationId } = signedIn(locals);
		const { database } = await ownStore();
		return readOrganisation(database, organisationId);
	});

/** The settings whole. */
export const PUT: RequestHandler = ({ locals, request }) =>
	respond(async () => {
		const session = signedIn(locals);
		const body = await readJson(request, 10_000);
		const { database } = await ownStore();
		return writeOrganisationSettings(database, session, { body, nowMs: Date.now() });
	});

/** `{ name }` */
export const PATCH: RequestHandler = ({ locals, request }) =>
	respond(async () => {
		const session = signedIn(locals);
		const body = await readJson(request, 1000);
		const { database } = await ownStore();
		await renameOrganisation(database, session, { body, nowMs: Date.now() });
	});

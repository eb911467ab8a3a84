import { readJson, respond, signedIn } from '$lib/server/http';
import { requireAdmin } from '$lib/server/mail/outbox';
import {
	defaultTemplates,
	readTemplate,
	saveTemplate,
	templateOf
} from '$lib/server/mail/templates';
import { ownStore } from '$lib/server/own-store';
import type { RequestHandler } from './$types';

/** Y9, for admins: the template, and what each language begins with. */
export const GET: RequestHandler = ({ locals }) =>
	respond(async () => {
		const session = signedIn(locals);
		requireAdmin(session);
		const { database } = await ownStore();
		const template = await templateOf(database, session.organisationId);
		return { template, defaults: defaultTemplates };
	});

export const PUT: RequestHandler = ({ locals, request }) =>
	respond(async () => {
		const session = signedIn(locals);
		const template = readTemplate(await readJson(request, 100_000));
		const { database } = await ownStore();
		await saveTemplate(database, session, { template, nowMs: Date.now() });
	});

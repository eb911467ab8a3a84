import { respond } from '$lib/server/http';
import { ownStore } from '$lib/server/own-store';
import { version } from '../../../../package.json';
import type { RequestHandler } from './$types';

/** Whether the server can do its work, and which version it is; 503 while its database does not answer. */
export const GET: RequestHandler = () =>
	respond(async () => {
		const { database } = await ownStore();
		await database.selectFrom('migrations').select('name').limit(1).execute();
		return { status: 'ok', version };
	});

import { changesSince, readPull } from '$lib/server/changes-since';
import { respond, signedInOrService } from '$lib/server/http';
import { ownStore } from '$lib/server/own-store';
import type { RequestHandler } from './$types';

/** Y3: `?after=VERSION&limit=ROWS`, from a device also `&organisation=ID`; by a service key too (Y11). */
export const GET: RequestHandler = ({ locals, url }) =>
	respond(async () => {
		const session = signedInOrService(locals, url.searchParams.get('organisation'));
		const request = readPull(url.searchParams);
		const { database } = await ownStore();
		return changesSince(database, session, request);
	});

import { photoLimits } from '$lib/core/image-header';
import { readBytes, respond, signedIn, signedInOrService } from '$lib/server/http';
import { ownStore } from '$lib/server/own-store';
import { keepPhoto, photoHeaders, readPhoto } from '$lib/server/photos';
import type { RequestHandler } from './$types';

/** Y8: a photo under its own hash, as `application/octet-stream`; `?organisation=ID` says for whom. */
export const PUT: RequestHandler = ({ locals, params, request, url }) =>
	respond(async () => {
		const session = signedIn(locals, url.searchParams.get('organisation'));
		const bytes = await readBytes(request, photoLimits.preparedBytes);
		const { database } = await ownStore();
		await keepPhoto(database, session, { name: params.sha256, bytes, nowMs: Date.now() });
	});

export const GET: RequestHandler = ({ locals, params, url }) =>
	respond(async () => {
		const session = signedInOrService(locals, url.searchParams.get('organisation'));
		const { database } = await ownStore();
		const bytes = await readPhoto(database, session, params.sha256);
		return new Response(bytes, { headers: photoHeaders });
	});

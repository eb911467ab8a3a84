/** The door of the server: what may pass, what every answer carries, what is told when something breaks. */
import { checkWrite, contentTypesOf } from '$lib/server/check-write';
import { deviceToken, isRevoked, noteSeen } from '$lib/server/devices';
import { enter, takesServiceKey } from '$lib/server/gate';
import { respond, withCookies } from '$lib/server/http';
import { openAccounts, ownAuth } from '$lib/server/own-auth';
import { logLine } from '$lib/server/log';
import { startMailing } from '$lib/server/own-mail';
import { startHashing } from '$lib/server/own-passwords';
import { startRetention } from '$lib/server/own-retention';
import { ownSealingKey } from '$lib/server/own-sealing-key';
import { ownStore } from '$lib/server/own-store';
import { bearerOf, findService } from '$lib/server/service-keys';
import { Refusal } from '$lib/server/refusal';
import {
	json,
	type Handle,
	type HandleServerError,
	type RequestEvent,
	type ServerInit
} from '@sveltejs/kit';

/** A server that cannot read its sealing key must not start: devices would seal passwords nobody can open. */
export const init: ServerInit = async () => {
	await ownSealingKey();
	await openAccounts();
	startHashing();
	startRetention();
	startMailing();
};

const isApi = (path: string): boolean => path === '/api' || path.startsWith('/api/');

const refuse = (status: number, code: string): Response =>
	json({ code }, { status, headers: { 'cache-control': 'no-store' } });

export const handle: Handle = async ({ event, resolve }) => {
	const atMs = Date.now();
	const startMs = performance.now();
	const requestId = crypto.randomUUID();
	const answer = await answerTo({ event, resolve });
	answer.headers.set('x-request-id', requestId);
	const { method } = event.request;
	const ms = performance.now() - startMs;
	console.log(
		logLine({ atMs, method, route: event.route.id, status: answer.status, ms, requestId })
	);
	return answer;
};

const answerTo: Handle = async ({ event, resolve }) => {
	event.locals.session = null;
	event.locals.service = null;
	event.locals.sessionId = null;
	if (!isApi(event.url.pathname)) {
		const page = await resolve(event);
		// The HTML names hashed files: an old copy out of an HTTP cache would ask for ones that are gone.
		if (!page.headers.has('cache-control')) page.headers.set('cache-control', 'no-cache');
		// A 304 comes without the hash of the start script, and the browser would put its policy over the page it kept.
		page.headers.delete('etag');
		return page;
	}
	if (event.route.id === null) return refuse(404, 'not_found');
	const bearer = bearerOf(event.request.headers);
	if (bearer !== null) return respond(() => serve(event, resolve, bearer));
	const types = contentTypesOf(event.url.pathname);
	const refusal = checkWrite(event.request, event.url.origin, types);
	if (refusal) return refuse(refusal.status, refusal.code);
	const { id: routeId } = event.route;
	return respond(async () => {
		const cookie = event.request.headers.get('cookie');
		const isRevoked = () => isThisRevoked(cookie, event.url.searchParams.get('organisation'));
		const { session, sessionId, cookies } = await enter(ownAuth, { routeId, cookie, isRevoked });
		event.locals.session = session;
		event.locals.sessionId = sessionId;
		if (sessionId) await noteSeen((await ownStore()).database, sessionId, Date.now());
		return answerOf(await resolve(event), cookies);
	});
};

/** For a machine: no browser sends its key by itself, so there is no origin to look at. */
async function serve(
	event: RequestEvent,
	resolve: Parameters<Handle>[0]['resolve'],
	key: string
): Promise<Response> {
	if (!takesServiceKey(event.route.id ?? '', event.request.method)) {
		throw new Refusal('not_signed_in');
	}
	const { database } = await ownStore();
	event.locals.service = await findService(database, key, Date.now());
	if (!event.locals.service) throw new Refusal('not_signed_in');
	return answerOf(await resolve(event), []);
}

/** @param organisationId the one whose data the device asks for */
async function isThisRevoked(
	cookie: string | null,
	organisationId: string | null
): Promise<boolean> {
	const token = deviceToken(cookie);
	if (token === null || organisationId === null) return false;
	const { database } = await ownStore();
	return isRevoked(database, { token, organisationId, nowMs: Date.now() });
}

function answerOf(answer: Response, cookies: readonly string[]): Response {
	if (answer.status === 405) {
		const refused = refuse(405, 'method_not_allowed');
		refused.headers.set('allow', answer.headers.get('allow') ?? '');
		return refused;
	}
	if (!answer.headers.has('cache-control')) answer.headers.set('cache-control', 'no-store');
	// An answer that sets cookies itself has signed someone in or out.
	return answer.headers.has('set-cookie') ? answer : withCookies(answer, cookies);
}

/** Only the code and the time go out; the log has the rest, and neither holds what was sent. */
export const handleError: HandleServerError = ({ error, event, status }) => {
	const at = new Date().toISOString();
	if (status === 404) return { message: 'Not found', code: 'not_found', at };
	if (status < 500) return { message: 'Not understood', code: 'bad_request', at };
	console.error(at, event.request.method, event.route.id, error);
	return { message: 'Something went wrong on the server', code: 'bug', at };
};

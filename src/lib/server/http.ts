/** What the endpoints under /api share: the session, bodies within bounds, refusals as answers. */
import { json } from '@sveltejs/kit';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { signInLimit } from './auth';
import { Refusal } from './refusal';
import { requireOrganisation, type Service, type Session } from './session';
import { isUnavailable } from './transact';

const unzip = promisify(gunzip);

const retryAfterUnavailableSeconds = '2';
const retryAfterSignInSeconds = String(signInLimit.windowSeconds);

/** How many times its limit a body may run on before the connection is cut. */
const heardOutFold = 8;

/** Runs an endpoint: its value becomes JSON, nothing becomes 204, a refusal its status with `{ code }`. */
export async function respond(work: () => Promise<unknown>): Promise<Response> {
	try {
		const answer = await work();
		if (answer instanceof Response) return answer;
		return answer === undefined ? new Response(null, { status: 204 }) : json(answer);
	} catch (error) {
		if (error instanceof Refusal) return refuse(error);
		if (isUnavailable(error)) return refuse(new Refusal('unavailable', error));
		throw error;
	}
}

export function refuse({ status, code, retryAfterSeconds }: Refusal): Response {
	const headers = new Headers({ 'cache-control': 'no-store' });
	if (status === 503) headers.set('retry-after', retryAfterUnavailableSeconds);
	if (status === 429) {
		headers.set('retry-after', String(retryAfterSeconds ?? retryAfterSignInSeconds));
	}
	return json({ code }, { status, headers });
}

/**
 * @param named the organisation that the request is for, where it says so
 * @throws {Refusal} `not_signed_in`, `other_organisation`
 */
export function signedIn(
	{ session }: { readonly session: Session | null },
	named: string | null = null
): Session {
	if (!session) throw new Refusal('not_signed_in');
	if (named !== null) requireOrganisation(session, named);
	return session;
}

/**
 * As {@link signedIn}, for what a service key may read as well: as much as an uploader sees.
 * @throws {Refusal} `not_signed_in`, `other_organisation`
 */
export function signedInOrService(
	locals: { readonly session: Session | null; readonly service: Service | null },
	named: string | null = null
): Session {
	const { service } = locals;
	if (!service) return signedIn(locals, named);
	const { keyId: accountId, organisationId } = service;
	return signedIn({ session: { accountId, organisationId, role: 'uploader' } }, named);
}

/**
 * A JSON body, plain or gzip.
 * @param limitBytes counted as sent and again as inflated
 * @throws {Refusal} `too_large`, `content_encoding_unknown`, `malformed`
 */
export async function readJson(request: Request, limitBytes: number): Promise<unknown> {
	const bytes = await readBytes(request, limitBytes);
	try {
		return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
	} catch (error) {
		throw new Refusal('malformed', error);
	}
}

/** As {@link readJson}, for any content. */
export async function readBytes(request: Request, limitBytes: number): Promise<Uint8Array> {
	const encoding = request.headers.get('content-encoding')?.trim().toLowerCase() || 'identity';
	if (encoding !== 'identity' && encoding !== 'gzip') {
		throw new Refusal('content_encoding_unknown');
	}
	const sent = await readAll(request, limitBytes);
	return encoding === 'gzip' ? inflate(sent, limitBytes) : sent;
}

async function readAll(request: Request, limitBytes: number): Promise<Buffer> {
	const chunks: Uint8Array[] = [];
	let total = 0;
	try {
		// Node's streams are iterable; the types of the DOM do not know it yet.
		for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
			total += chunk.byteLength;
			if (total <= limitBytes) chunks.push(chunk);
			// To leave the body is to cut the connection, and the sender would never read the 413: it is heard out for a while.
			else if (total > limitBytes * heardOutFold) break;
		}
	} catch (error) {
		// The adapter ends the body of a request that is over its own limit.
		const isOver = (error as { status?: unknown } | null)?.status === 413;
		throw new Refusal(isOver ? 'too_large' : 'malformed', error);
	}
	if (total > limitBytes) throw new Refusal('too_large');
	return Buffer.concat(chunks);
}

async function inflate(bytes: Buffer, limitBytes: number): Promise<Buffer> {
	try {
		return await unzip(bytes, { maxOutputLength: limitBytes });
	} catch (error) {
		const isOver = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
		throw new Refusal(isOver ? 'too_large' : 'malformed', error);
	}
}

/** @param cookies lines for `set-cookie` */
export function withCookies(answer: Response, cookies: readonly string[]): Response {
	for (const line of cookies) answer.headers.append('set-cookie', line);
	return answer;
}

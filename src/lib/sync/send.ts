/** The HTTP transport. It judges nothing: a status is passed on, and no answer is an error. */
import { NoAnswer, type ServerAnswer, type ServerRequest, type Transport } from './transport';

/** A small request is answered in 8 s, or the network is no use; a full batch may take longer. */
const timeouts = { leastMs: 8000, mostMs: 30_000, perByteMs: 0.022 } as const;
/** Below this, packing costs more than it saves. */
const leastGzipBytes = 1024;

export function createHttpTransport(
	fetchFrom: typeof fetch = (input, init) => fetch(input, init)
): Transport {
	return async (path, request) => {
		const init = await requestInit(request);
		const signal = AbortSignal.timeout(timeoutMs(request));
		try {
			const response = await fetchFrom(path, { ...init, signal });
			return await readAnswer(response);
		} catch (error) {
			throw new NoAnswer(signal.aborted, error);
		}
	};
}

function timeoutMs({ body = '' }: ServerRequest): number {
	const wantedMs = timeouts.leastMs + Math.ceil(body.length * timeouts.perByteMs);
	return Math.min(wantedMs, timeouts.mostMs);
}

async function requestInit({ method, body }: ServerRequest): Promise<RequestInit> {
	// A sign-in page of a hotel answers with a redirect: that is no answer.
	const init: RequestInit = {
		method,
		cache: 'no-store',
		credentials: 'same-origin',
		redirect: 'error'
	};
	if (body === undefined) return init;
	if (typeof body !== 'string') {
		return { ...init, body, headers: { 'content-type': 'application/octet-stream' } };
	}
	const headers = { 'content-type': 'application/json' };
	if (body.length < leastGzipBytes) return { ...init, body, headers };
	const packed = await gzip(body);
	return { ...init, body: packed, headers: { ...headers, 'content-encoding': 'gzip' } };
}

async function gzip(text: string): Promise<ArrayBuffer> {
	const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
	return new Response(stream).arrayBuffer();
}

async function readAnswer(response: Response): Promise<ServerAnswer> {
	const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
	const text = response.status === 204 ? '' : await response.text();
	return {
		status: response.status,
		retryAfterSeconds: retryAfter(response.headers.get('retry-after')),
		body: isJson && text !== '' ? JSON.parse(text) : null
	};
}

/** Seconds, or a date, which is read against this device's clock. */
function retryAfter(text: string | null): number | null {
	if (text === null) return null;
	if (/^\d+$/.test(text.trim())) return Number(text);
	const atMs = Date.parse(text);
	return Number.isNaN(atMs) ? null : Math.max(0, (atMs - Date.now()) / 1000);
}

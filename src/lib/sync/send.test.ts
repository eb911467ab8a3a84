import { afterEach, describe, expect, it, vi } from 'vitest';
import { createHttpTransport } from './send';
import { ask, NoAnswer } from './transport';

afterEach(() => {
	vi.useRealTimers();
});

type Fetch = typeof fetch;

function answering(answer: () => Response | Promise<Response>) {
	const asked: { path: string; init: RequestInit }[] = [];
	const fetchFrom: Fetch = async (input, init = {}) => {
		asked.push({ path: input as string, init });
		return answer();
	};
	return { asked, transport: createHttpTransport(fetchFrom) };
}

const json = (
	body: unknown,
	{ status = 200, retryAfter }: { status?: number; retryAfter?: string } = {}
) =>
	new Response(JSON.stringify(body), {
		status,
		headers: {
			'content-type': 'application/json',
			...(retryAfter === undefined ? {} : { 'retry-after': retryAfter })
		}
	});

async function unpacked(body: unknown): Promise<string> {
	const stream = new Blob([body as ArrayBuffer]).stream();
	return new Response(stream.pipeThrough(new DecompressionStream('gzip'))).text();
}

describe('Y7 a request over HTTP', () => {
	it('carries the session, follows no redirect and is never from a cache', async () => {
		const { asked, transport } = answering(() => json({ a: 1 }));
		const answer = await transport('/api/pull', { method: 'GET' });
		expect(answer).toEqual({ status: 200, retryAfterSeconds: null, body: { a: 1 } });
		expect(asked[0]).toMatchObject({
			path: '/api/pull',
			init: { cache: 'no-store', credentials: 'same-origin', redirect: 'error' }
		});
	});
	it('Y2 packs what is long and sends what is short as it is', async () => {
		const { asked, transport } = answering(() => json({}));
		const long = JSON.stringify({ text: 'a'.repeat(5000) });
		await transport('/api/push', { method: 'POST', body: '{}' });
		await transport('/api/push', { method: 'POST', body: long });
		expect(asked[0]?.init).toMatchObject({
			body: '{}',
			headers: { 'content-type': 'application/json' }
		});
		expect(asked[1]?.init.headers).toMatchObject({ 'content-encoding': 'gzip' });
		expect(await unpacked(asked[1]?.init.body)).toBe(long);
	});
	it('W5 sends bytes as bytes', async () => {
		const { asked, transport } = answering(() => new Response(null, { status: 204 }));
		const body = new Uint8Array([1, 2, 3]);
		const answer = await transport('/api/envelopes/x', { method: 'PUT', body });
		expect(answer).toEqual({ status: 204, retryAfterSeconds: null, body: null });
		expect(asked[0]?.init).toMatchObject({
			body,
			headers: { 'content-type': 'application/octet-stream' }
		});
	});
	it.each([
		['30', 30],
		[' 7 ', 7],
		[new Date(Date.UTC(2026, 0, 1, 0, 0, 20)).toUTCString(), 20],
		[new Date(Date.UTC(2025, 0, 1)).toUTCString(), 0],
		['soon', null]
	])('reads Retry-After “%s”', async (text, seconds) => {
		vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) });
		const { transport } = answering(() => json({}, { status: 503, retryAfter: text }));
		const answer = await transport('/api/push', { method: 'POST', body: '{}' });
		expect([answer.status, answer.retryAfterSeconds]).toEqual([503, seconds]);
	});
	it('takes a page of a hotel for no JSON, and JSON that is cut off for no answer', async () => {
		const page = answering(
			() => new Response('<html>', { headers: { 'content-type': 'text/html' } })
		);
		expect((await page.transport('/api/pull', { method: 'GET' })).body).toBeNull();
		const cut = answering(
			() => new Response('{"a":', { headers: { 'content-type': 'application/json' } })
		);
		await expect(cut.transport('/api/pull', { method: 'GET' })).rejects.toBeInstanceOf(NoAnswer);
	});
	it('says whether nobody was there or it took too long', async () => {
		const away = answering(() => Promise.reject(new TypeError('Failed to fetch')));
		expect(await ask(away.transport, '/x', { method: 'GET' })).toMatchObject({ stop: 'offline' });
		const timeout = vi
			.spyOn(AbortSignal, 'timeout')
			.mockReturnValue(AbortSignal.abort(new DOMException('', 'TimeoutError')));
		const slow = answering(() => Promise.reject(new DOMException('', 'TimeoutError')));
		expect(await ask(slow.transport, '/x', { method: 'GET' })).toMatchObject({ stop: 'timeout' });
		timeout.mockRestore();
	});
	it('waits longer for more, and never for ever', async () => {
		const timeout = vi.spyOn(AbortSignal, 'timeout');
		const { transport } = answering(() => json({}));
		for (const body of ['{}', 'x'.repeat(500_000), 'x'.repeat(5_000_000)])
			await transport('/api/push', { method: 'POST', body });
		expect(timeout.mock.calls.map(([ms]) => Math.round(ms / 1000))).toEqual([8, 19, 30]);
		timeout.mockRestore();
	});
});

describe('Y7 what a status means', () => {
	it.each([
		[400, 'not_understood'],
		[401, 'sign_in_needed'],
		[403, 'not_allowed'],
		[409, 'sign_in_needed'],
		[413, 'too_large'],
		[426, 'update_needed'],
		[429, 'wait'],
		[503, 'wait'],
		[500, 'offline'],
		[302, 'offline']
	])('%d: %s', async (status, stop) => {
		const { transport } = answering(() => json({ code: 'x' }, { status }));
		expect(await ask(transport, '/x', { method: 'GET' })).toMatchObject({
			kind: 'stopped',
			stop,
			status
		});
	});
});

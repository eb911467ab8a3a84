import { gzipSync } from 'node:zlib';
import { describe, expect, test, vi } from 'vitest';
import { readBytes, readJson, respond, signedIn } from './http';
import { Refusal } from './refusal';

const limitBytes = 1000;

function request(body: BodyInit | null, headers: Record<string, string> = {}): Request {
	return new Request('https://muster.example/api/push', { method: 'POST', body, headers });
}
const zipped = (text: string | Buffer) => new Uint8Array(gzipSync(text));
const gzip = { 'content-encoding': 'gzip' };

describe('X1 a JSON body', () => {
	test('is read plain', async () => {
		expect(await readJson(request('{"a":1}'), limitBytes)).toEqual({ a: 1 });
	});
	test('is read from gzip', async () => {
		expect(await readJson(request(zipped('{"a":1}'), gzip), limitBytes)).toEqual({ a: 1 });
	});

	const damaged = zipped('{"a":1}');
	damaged.set([damaged.at(-5) === 0 ? 1 : 0], damaged.length - 5);
	test.each([
		['too long', request(' '.repeat(limitBytes + 1)), 'too_large', 413],
		['too long once inflated', request(zipped(' '.repeat(limitBytes + 1)), gzip), 'too_large', 413],
		['a bomb', request(zipped(Buffer.alloc(50_000_000)), gzip), 'too_large', 413],
		['cut gzip', request(zipped('{"a":1}').subarray(0, 20), gzip), 'malformed', 400],
		['damaged gzip', request(damaged, gzip), 'malformed', 400],
		['no gzip', request('{"a":1}', gzip), 'malformed', 400],
		[
			'another encoding',
			request('{}', { 'content-encoding': 'br' }),
			'content_encoding_unknown',
			415
		],
		['no JSON', request('{'), 'malformed', 400],
		['nothing', request(null), 'malformed', 400],
		['no UTF-8', request(new Uint8Array([0x22, 0xff, 0x22])), 'malformed', 400]
	])('that is %s is refused', async (_, sent, code, status) => {
		await expect(readJson(sent, limitBytes)).rejects.toMatchObject({ code, status });
	});
	test('of exactly the limit passes', async () => {
		expect((await readBytes(request(' '.repeat(limitBytes)), limitBytes)).length).toBe(limitBytes);
	});
	test('that is too long is heard out, so that its sender reads the answer', async () => {
		const cancel = vi.fn();
		let sent = 0;
		const pull = (controller: ReadableStreamDefaultController) =>
			++sent > 4 ? controller.close() : controller.enqueue(new Uint8Array(600));
		const init = { method: 'POST', body: new ReadableStream({ pull, cancel }), duplex: 'half' };
		const long = new Request('https://muster.example/', init);
		await expect(readJson(long, limitBytes)).rejects.toMatchObject({ code: 'too_large' });
		expect(cancel).not.toHaveBeenCalled();
	});
	test('that never ends is left after a while', async () => {
		const cancel = vi.fn();
		const pull = (controller: ReadableStreamDefaultController) =>
			controller.enqueue(new Uint8Array(600));
		const init = { method: 'POST', body: new ReadableStream({ pull, cancel }), duplex: 'half' };
		const endless = new Request('https://muster.example/', init);
		await expect(readJson(endless, limitBytes)).rejects.toMatchObject({ code: 'too_large' });
		expect(cancel).toHaveBeenCalled();
	});
});

describe('an endpoint', () => {
	test('answers with JSON, or 204 where there is nothing to say', async () => {
		expect(await (await respond(() => Promise.resolve({ a: 1 }))).json()).toEqual({ a: 1 });
		expect((await respond(() => Promise.resolve(undefined))).status).toBe(204);
	});
	test('answers a refusal with its status and code', async () => {
		const answer = await respond(() => Promise.reject(new Refusal('client_too_old')));
		expect([answer.status, await answer.json()]).toEqual([426, { code: 'client_too_old' }]);
	});
	test.each(['ECONNREFUSED', '57P01', '40001', 'SQLITE_BUSY'])(
		'Y7 asks to come again when the database says %s',
		async (code) => {
			const answer = await respond(() => Promise.reject(Object.assign(new Error('x'), { code })));
			expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '2']);
		}
	);
	test('lets a bug through to the rim', async () => {
		await expect(respond(() => Promise.reject(new Error('bug')))).rejects.toThrow('bug');
	});
	test('X1 without a session refuses', () => {
		expect(() => signedIn({ session: null })).toThrow('not_signed_in');
	});
});

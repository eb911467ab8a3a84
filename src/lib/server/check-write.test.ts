import { describe, expect, test } from 'vitest';
import { checkWrite, contentTypesOf } from './check-write';

const origin = 'https://muster.test';
const json = { origin, 'content-type': 'application/json' };

function ask(method: string, headers: Record<string, string>): Request {
	return new Request(`${origin}/api/push`, { method, headers });
}

describe('X1 lets through', () => {
	test.each<[string, string, Record<string, string>]>([
		['a write of JSON from its own pages', 'POST', json],
		[
			'a content type with a parameter',
			'POST',
			{ ...json, 'content-type': 'Application/JSON; charset=utf-8' }
		],
		['a write the browser marks as its own', 'PUT', { ...json, 'sec-fetch-site': 'same-origin' }],
		['a read without an origin', 'GET', {}],
		['a read from elsewhere', 'HEAD', { origin: 'https://evil.test' }]
	])('%s', (_, method, headers) => {
		expect(checkWrite(ask(method, headers), origin)).toBeNull();
	});
});

describe('X1 refuses', () => {
	test.each<[string, string, Record<string, string>, number]>([
		['no origin', 'POST', { 'content-type': 'application/json' }, 403],
		['another origin', 'POST', { ...json, origin: 'https://evil.test' }, 403],
		['the same host without TLS', 'POST', { ...json, origin: 'http://muster.test' }, 403],
		[
			'an origin that begins alike',
			'DELETE',
			{ ...json, origin: 'https://muster.test.evil.test' },
			403
		],
		['an opaque origin', 'POST', { ...json, origin: 'null' }, 403],
		[
			'what the browser marks as another site',
			'POST',
			{ ...json, 'sec-fetch-site': 'cross-site' },
			403
		],
		['no content type', 'POST', { origin }, 415],
		['plain text that holds JSON', 'POST', { ...json, 'content-type': 'text/plain' }, 415],
		['a form', 'PATCH', { ...json, 'content-type': 'application/x-www-form-urlencoded' }, 415],
		[
			'JSON named in a parameter',
			'POST',
			{ ...json, 'content-type': 'text/plain;application/json' },
			415
		]
	])('%s', (_, method, headers, status) => {
		expect(checkWrite(ask(method, headers), origin)).toMatchObject({ status });
	});

	test('another type than the endpoint reads', () => {
		expect(checkWrite(ask('PUT', json), origin, ['image/jpeg'])).toMatchObject({ status: 415 });
	});
});

test.each([
	['/api/push', ['application/json']],
	['/api/envelopes', ['application/json']],
	['/api/envelopes/0123', ['application/octet-stream']]
])('X1 knows what %s reads', (path, types) => {
	expect(contentTypesOf(path)).toEqual(types);
});

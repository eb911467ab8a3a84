import { describe, expect, test } from 'vitest';
import { filesOf, isShare, takeShare } from './share';

const origin = 'https://muster.test';

describe('A2 a share is', () => {
	test.each([
		['a post to its address', 'POST', '/share', true],
		['not a page of that name', 'GET', '/share', false],
		['not another post', 'POST', '/api/push', false],
		['not a post to another site', 'POST', 'https://other.test/share', false]
	])('%s', (_, method, path, expected) => {
		expect(isShare({ method, url: new URL(path, origin).href }, origin)).toBe(expected);
	});
});

test('A2 a form without a file, as some apps share, has none', () => {
	const form = new FormData();
	form.append('file', new File([], ''));
	form.append('file', 'text');
	expect(filesOf(form)).toEqual([]);
});

test('A2 a share that cannot be kept leaves nothing and says so', async () => {
	const deleted: string[] = [];
	const storage = {
		delete: (name: string) => Promise.resolve(deleted.push(name) > 0),
		open: () => Promise.reject(new DOMException('full', 'QuotaExceededError'))
	} as unknown as CacheStorage;
	const form = new FormData();
	form.append('file', new File(['a,b'], 'a.csv'));
	const redirect = Response.redirect.bind(Response);
	Response.redirect = (url, status) => redirect(new URL(url, origin), status);
	const request = new Request(`${origin}/share`, { method: 'POST', body: form });
	const answer = await takeShare(request, storage);
	Response.redirect = redirect;
	expect(answer.headers.get('location')).toBe(`${origin}/?share=failed`);
	expect(deleted).toEqual(['muster-shared', 'muster-shared']);
});

import { describe, expect, test } from 'vitest';
import { cacheName, outdated, route } from './shell';

const origin = 'https://muster.test';
const kept = new Set(['/manifest.webmanifest', '/_app/immutable/start.js']);

describe('A1 answers a request', () => {
	test.each([
		['the start page', '/', 'navigate', 'GET', 'shell'],
		['any page', '/users?page=2', 'navigate', 'GET', 'shell'],
		['a page that only begins like /api', '/apiary', 'navigate', 'GET', 'shell'],
		['a kept file', '/_app/immutable/start.js', 'cors', 'GET', 'kept'],
		['a kept file opened as a page', '/manifest.webmanifest', 'navigate', 'GET', 'kept'],
		['a file of the former version', '/_app/immutable/former.js', 'cors', 'GET', 'kept'],
		['a file that is not kept', '/_app/version.json', 'cors', 'GET', 'network'],
		['/api', '/api', 'navigate', 'GET', 'network'],
		['an endpoint', '/api/health', 'cors', 'GET', 'network'],
		['an endpoint opened as a page', '/api/health', 'navigate', 'GET', 'network'],
		['a write', '/', 'navigate', 'POST', 'network'],
		['another site', 'https://other.test/', 'navigate', 'GET', 'network']
	] as const)('%s', (_, path, mode, method, expected) => {
		const url = new URL(path, origin).href;
		expect(route({ url, mode, method }, kept, origin)).toBe(expected);
	});
});

describe('A1 removes caches', () => {
	test.each([
		['none on the first visit', [cacheName('1')], '1', []],
		['not the version other tabs may still run', [cacheName('1'), cacheName('2')], '2', []],
		['the older ones', [cacheName('1'), cacheName('2'), cacheName('3')], '3', [cacheName('1')]],
		['not those of others', ['photos', cacheName('1'), cacheName('2'), 'x'], '2', []],
		['not itself after a step back', [cacheName('1'), cacheName('2')], '1', []]
	])('%s', (_, names, version, expected) => {
		expect(outdated(names, version)).toEqual(expected);
	});
});

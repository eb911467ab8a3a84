import { expect, test } from 'vitest';
import { enter, takesServiceKey } from './gate';

const noAuth = () => Promise.reject(new Error('the store was asked'));

test.each([
	'/api/health',
	'/api/sealing-key',
	'/api/auth/sign-in',
	'/api/auth/sign-out',
	'/api/auth/set-up'
])('X1 %s is open', async (routeId) => {
	expect(await enter(noAuth, { routeId, cookie: 'a=b' })).toEqual({
		session: null,
		sessionId: null,
		cookies: []
	});
});
test.each(['/api/push', '/api/pull', '/api/envelopes/[sha256]', '/api/auth/session', '/api/new'])(
	'X1 %s needs a session',
	async (routeId) => {
		const entering = enter(noAuth, { routeId, cookie: null });
		await expect(entering).rejects.toMatchObject({ code: 'not_signed_in', status: 401 });
	}
);

test.each([
	['/api/pull', 'GET', true],
	['/api/photos/[sha256]', 'GET', true],
	['/api/photos/[sha256]', 'HEAD', true],
	['/api/verify', 'POST', true],
	['/api/photos/[sha256]', 'PUT', false],
	['/api/push', 'POST', false],
	['/api/envelopes/[sha256]', 'PUT', false],
	['/api/service-keys', 'GET', false],
	['/api/auth/session', 'GET', false]
])('Y11 whether a service key opens %s by %s: %s', (routeId, method, opens) => {
	expect(takesServiceKey(routeId, method)).toBe(opens);
});

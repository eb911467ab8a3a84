import { expect, test } from 'vitest';
import { whyHidden } from './why-hidden';

const seen = {
	who: 'admin',
	role: 'admin',
	isSignedIn: true,
	isSample: false,
	network: 'online'
} as const;

test.each([
	['an admin online sees it', {}, null],
	['nobody sees it without a network', { network: 'offline' }, 'offline'],
	['while the network is looked for it stays', { network: 'checking' }, null],
	['who is not signed in is asked to', { isSignedIn: false }, 'signed_out'],
	['a viewer is told that it is for admins', { role: 'viewer' }, 'role'],
	[
		'an uploader is told so without a network too',
		{ role: 'uploader', network: 'offline' },
		'role'
	],
	['what is one’s own is for every role', { who: 'anyone', role: 'viewer' }, null],
	['the sample data has no server', { isSample: true }, 'sample']
] as const)('X1 %s', (_, change, expected) => {
	expect(whyHidden({ ...seen, ...change })).toBe(expected);
});

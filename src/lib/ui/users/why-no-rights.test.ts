import { expect, test } from 'vitest';
import { whyNoRights } from './why-no-rights';

const seen = { role: 'admin', isSignedIn: true, isOffline: false, isUnsent: false } as const;

test.each([
	['an admin with a network may', {}, null],
	['an uploader may not, whatever the network', { role: 'uploader', isOffline: true }, 'role'],
	['the server alone knows all of them', { isOffline: true }, 'offline'],
	['who is not signed in must be', { isSignedIn: false }, 'signed_out'],
	['an unsent change goes first', { isUnsent: true }, 'unsent']
] as const)('X7 %s', (_, change, expected) => {
	expect(whyNoRights({ ...seen, ...change })).toBe(expected);
});

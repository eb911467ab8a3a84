import { expect, test } from 'vitest';
import { decrypt, encrypt } from './encrypt';

const clear = Buffer.from('thirty-two bytes of a secret key');
const under = { secret: 's'.repeat(32), purpose: 'sealing key 1', bound: 'public half' };

test('W5 what was encrypted comes back, and never lies open', () => {
	const text = encrypt(clear, under);
	expect(decrypt(text, under)).toEqual(clear);
	expect(Buffer.from(text, 'base64url').includes(clear)).toBe(false);
});
test('W5 the same content is another text each time', () => {
	expect(encrypt(clear, under)).not.toBe(encrypt(clear, under));
});

const text = encrypt(clear, under);
const flipped = (at: number) => {
	const bytes = Buffer.from(text, 'base64url');
	bytes[at] = (bytes[at] ?? 0) ^ 1;
	return bytes.toString('base64url');
};
test.each([
	['another secret', text, { ...under, secret: 't'.repeat(32) }],
	['another purpose', text, { ...under, purpose: 'sealing key 2' }],
	['another thing beside it', text, { ...under, bound: 'other half' }],
	['a changed nonce', flipped(0), under],
	['a changed byte', flipped(20), under],
	['a changed tag', flipped(59), under],
	['a text cut short', text.slice(0, -4), under],
	['next to nothing', text.slice(0, 20), under],
	['nothing', '', under]
])('W5 %s opens nothing', (_, given, how) => {
	expect(() => decrypt(given, how)).toThrow();
});

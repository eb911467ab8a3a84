import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readClientId, readEmail, readPhone, readUsername } from '../core/cells';
import { hashAscii, hashKey } from '../core/hash';
import { emailKey, foldKey } from '../core/match';
import { isPlainClientId, isPlainPhone, isPlainUsername, plainDomain } from '../core/plain-cells';
import { isUsualDomain } from '../core/email';
import { createCellMemo } from './cell-memo';

const context = { standardiseUsernames: true, venues: [], callingCode: '' };
const encoder = new TextEncoder();

/** Texts near what the gates let through: usual letters, and now and then one that changes all. */
const cell = fc.oneof(
	fc.stringMatching(/^[A-Za-z0-9._@+-]{1,70}$/),
	fc.stringMatching(/^[a-z]{0,4}[-./ '=]?[A-Z0-9]{0,6}$/),
	fc.stringMatching(/^\+?[0-9]{5,18}$/),
	fc.stringMatching(/^[a-z.]{1,8}@[a-z-]{1,8}\.[a-z]{1,4}$/),
	fc.constantFrom('admin', 'root', 'system', 'guest', 'administrator', 'Apr-24', 'apr.2024', '9e5'),
	fc.string({ unit: 'binary', maxLength: 12 })
);

const gates = [
	['clientId', isPlainClientId, readClientId],
	['username', isPlainUsername, readUsername],
	['phone', isPlainPhone, readPhone]
] as const;

describe.each(gates)('the gate of %s', (_, isPlain, read) => {
	test('lets through only what the reader takes as it stands, with nothing to say', () => {
		let through = 0;
		fc.assert(
			fc.property(cell, (text) => {
				const bytes = encoder.encode(`,${text},`);
				if (text === '' || !isPlain(bytes, 1, bytes.length - 1)) return;
				through += 1;
				expect(read(text, context)).toEqual({ value: text, issues: [] });
			}),
			{ numRuns: 20_000 }
		);
		expect(through).toBeGreaterThan(100);
	});
});

test('the gate of email lets through only what the reader takes as it stands', () => {
	let through = 0;
	fc.assert(
		fc.property(cell, (text) => {
			const bytes = encoder.encode(text);
			const domain = plainDomain(bytes, 0, bytes.length);
			if (domain < 0 || !isUsualDomain(text.slice(domain))) return;
			through += 1;
			expect(readEmail(text, context)).toEqual({ value: text, issues: [] });
		}),
		{ numRuns: 20_000 }
	);
	expect(through).toBeGreaterThan(100);
});

test('the hash of ASCII bytes is that of the folded text', () => {
	fc.assert(
		fc.property(fc.stringMatching(/^[!-~]{1,300}$/), (text) => {
			const secret = { low: 7, high: -9 };
			const ofBytes = new Uint32Array(2);
			const range = { bytes: encoder.encode(`x${text}`), start: 1, end: text.length + 1 };
			hashAscii(range, secret, { out: ofBytes, offset: 0 });
			for (const key of [foldKey(text), emailKey(text)]) {
				const ofText = new Uint32Array(2);
				hashKey(key, secret, { out: ofText, offset: 0 });
				expect(ofBytes).toEqual(ofText);
			}
		})
	);
});

test('a memo gives for each cell what reading it gives, however many there are', () => {
	const decoder = new TextDecoder();
	const memo = createCellMemo((bytes, from, to) => decoder.decode(bytes.subarray(from, to)));
	fc.assert(
		fc.property(
			fc.array(fc.string({ minLength: 1, maxLength: 60 }), { maxLength: 50 }),
			(texts) => {
				for (const text of [...texts, ...texts]) {
					const bytes = encoder.encode(text);
					expect(memo.read(bytes, 0, bytes.length)).toBe(decoder.decode(bytes));
				}
			}
		)
	);
});

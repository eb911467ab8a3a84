import { dictionary } from '@zxcvbn-ts/language-common';
import { describe, expect, it } from 'vitest';
import { decodeBase64 } from './base64';
import { isCommonPassword } from './common-passwords';
import { commonPasswordBits, commonPasswordHashes } from './common-passwords-bits';

const listed = dictionary['passwords-common'].filter((password) => [...password].length >= 8);

describe('W3 isCommonPassword', () => {
	it('W3 knows at least 10,000 passwords of eight characters and more', () => {
		expect(listed.length).toBeGreaterThan(10_000);
		expect(listed.filter((password) => !isCommonPassword(password.toLowerCase()))).toEqual([]);
	});

	/** Of a filter with this part of its bits set, a text that was never put in finds all of its 16 set so often. */
	it('W3 takes 1 of 100,000 others for common, by the bits that are set', () => {
		const bytes = decodeBase64(commonPasswordBits);
		let set = 0;
		for (const byte of bytes) for (let bit = 0; bit < 8; bit += 1) set += (byte >> bit) & 1;
		const rate = (set / (bytes.length * 8)) ** commonPasswordHashes;
		expect(rate).toBeLessThan(1.2e-5);
	});

	it('W3 takes 1 of 100,000 others for common, counted over 400,000', () => {
		const known = new Set(listed);
		let wrong = 0;
		for (let number = 0; number < 400_000; number += 1) {
			const other = `otter-${number.toString(36)}-glade`;
			if (!known.has(other) && isCommonPassword(other)) wrong += 1;
		}
		// Four are expected; sixteen would be six deviations more.
		expect(wrong).toBeLessThan(16);
	});

	it('W3 is small enough to load', () => {
		expect(commonPasswordBits.length).toBeLessThan(100_000);
	});
});

describe('decodeBase64', () => {
	it('reads what the platform writes, of every length', () => {
		for (let length = 0; length < 70; length += 1) {
			const bytes = Uint8Array.from({ length }, (_, index) => (index * 37 + length) & 0xff);
			expect(decodeBase64(Buffer.from(bytes).toString('base64'))).toEqual(bytes);
		}
	});
});

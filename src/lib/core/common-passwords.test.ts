import { dictionary } from '@zxcvbn-ts/language-common';
import { describe, expect, it } from 'vitest';
import { decodeBase64 } from './base64';
import { isCommonPassword } from './common-passwords';
import { commonPasswordBits } from './common-passwords-bits';

const listed = dictionary['passwords-common'].filter((password) => [...password].length >= 8);

describe('W3 isCommonPassword', () => {
	it('W3 knows at least 10,000 passwords of eight characters and more', () => {
		expect(listed.length).toBeGreaterThan(10_000);
		expect(listed.filter((password) => !isCommonPassword(password.toLowerCase()))).toEqual([]);
	});

	it('W3 takes fewer than 1 in 10,000 others for common', () => {
		const known = new Set(listed);
		let wrong = 0;
		for (let number = 0; number < 200_000; number += 1) {
			const other = `otter-${number.toString(36)}-glade`;
			if (!known.has(other) && isCommonPassword(other)) wrong += 1;
		}
		expect(wrong).toBeLessThan(20);
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

import { expect, test } from 'vitest';
import { decodeBase64, encodeBase64 } from './base64';

test.each([[[]], [[0]], [[255, 254]], [[1, 2, 3]], [[77, 117, 115, 116, 101, 114, 0]]])(
	'%j as the platform writes it, and back',
	(numbers) => {
		const bytes = new Uint8Array(numbers);
		const text = encodeBase64(bytes);
		expect(text).toBe(Buffer.from(bytes).toString('base64'));
		expect(decodeBase64(text)).toEqual(bytes);
	}
);

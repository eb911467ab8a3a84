import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createIdSource, uuidv7 } from './ids';

const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const timeMs = fc.integer({ min: 0, max: 2 ** 48 - 1 });
const random = fc.uint8Array({ minLength: 10, maxLength: 10 });

describe('M1 ids', () => {
	test('have the shape of UUIDv7, and its time in front', () => {
		fc.assert(
			fc.property(timeMs, random, (ms, bytes) => {
				const id = uuidv7(ms, bytes);
				expect(id).toMatch(shape);
				expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(ms);
			})
		);
	});

	test('the example of RFC 9562, A.6', () => {
		const bytes = [0xc, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f];
		expect(uuidv7(0x017f22e279b0, Uint8Array.from(bytes))).toBe(
			'017f22e2-79b0-7cc3-98c4-dc0c0c07398f'
		);
	});

	test('later ones sort later, whatever their random bits', () => {
		fc.assert(
			fc.property(timeMs, timeMs, random, random, (one, other, a, b) => {
				fc.pre(one < other);
				expect(uuidv7(one, a) < uuidv7(other, b)).toBe(true);
			})
		);
	});

	test('every random bit counts', () => {
		const base = new Uint8Array(10);
		const changed = Array.from({ length: 80 }, (_, bit) => {
			const bytes = new Uint8Array(10);
			bytes[bit >> 3] = 1 << (bit & 7);
			return uuidv7(0, bytes) !== uuidv7(0, base);
		});
		// Four bits of the first byte are the version's, two of the third the variant's.
		expect(changed.filter(Boolean)).toHaveLength(74);
	});

	test('random bytes are read from the offset on', () => {
		const bytes = Uint8Array.from({ length: 20 }, (_, n) => n);
		expect(uuidv7(5, bytes, 10)).toBe(uuidv7(5, bytes.slice(10)));
	});
});

describe('a source of ids', () => {
	test('draws randomness for many at once, and uses no byte twice', () => {
		const draws: number[] = [];
		let next = 0;
		const source = createIdSource(
			() => 1_700_000_000_000,
			(count) => {
				draws.push(count);
				const bytes = new Uint8Array(count);
				// The last two of each ten say which ten they are.
				for (let at = 8; at < count; at += 10, next += 1) bytes.set([next >> 8, next & 255], at);
				return bytes;
			}
		);
		const ids = new Set(Array.from({ length: 513 }, source));
		expect(ids.size).toBe(513);
		expect(draws).toEqual([5120, 5120]);
	});

	test('asks for the time of each', () => {
		let ms = 1000;
		const source = createIdSource(
			() => (ms += 1),
			(count) => crypto.getRandomValues(new Uint8Array(count))
		);
		const ids = Array.from({ length: 1000 }, source);
		expect([...ids].sort()).toEqual(ids);
	});
});

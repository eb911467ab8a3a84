import { describe, expect, it, test } from 'vitest';
import { countId, createIdLengths, paddedLength, zerosLost } from './zeros';

function lengthOf(ids: readonly string[]): number {
	const lengths = createIdLengths();
	for (const id of ids) countId(lengths, id);
	return paddedLength(lengths);
}

describe('F2 lost zeros', () => {
	test.each([
		['one short among padded ones', ['00000012', '00000013', '00000014', '18'], 8],
		['no zeros at all', ['10000012', '10000013', '10000014', '18'], 0],
		['too few neighbours', ['00000012', '00000013', '18'], 0],
		['no length that most have', ['0012', '0013', '0014', '1', '22', '333'], 0],
		['letters', ['MC-001', 'MC-002', 'MC-003', '18'], 0],
		['nothing', [], 0]
	])('F2 finds the length of %s', (_, ids, length) => {
		expect(lengthOf(ids)).toBe(length);
	});

	it('F2 warns with the id that was meant', () => {
		expect(zerosLost('18', 8)).toEqual({
			code: 'zeros_lost',
			level: 'warning',
			field: 'clientId',
			params: { value: '18', suggestion: '00000018' }
		});
	});

	test.each([
		['as long as its neighbours', '12345678', 8],
		['longer', '123456789', 8],
		['with zeros of its own', '018', 8],
		['with letters', 'MC-1', 8],
		['in a column without a length', '18', 0]
	])('F2 says nothing of an id %s', (_, id, length) => {
		expect(zerosLost(id, length)).toBe(null);
	});
});

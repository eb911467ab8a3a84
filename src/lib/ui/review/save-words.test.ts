import { expect, it } from 'vitest';
import { samplePlaces } from './save-words';

it.each([
	[0, []],
	[3, [0, 1, 2]],
	[10, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
	[1_000_000, [0, 1e5, 2e5, 3e5, 4e5, 5e5, 6e5, 7e5, 8e5, 9e5]]
])('V7 of %d rows, ten at most are looked at, from all over the file', (total, places) => {
	expect(samplePlaces(total)).toEqual(places);
});

/** Seeds that the long run once found wrong, by what was wrong then. */
import { expect, test } from 'vitest';
import { runSchedule } from './schedule';

test.each([
	[11045, 'a push with the file of another device: its conflict was with an edit of the same push'],
	[10964, 'the same, with an edit of somebody who had pulled'],
	[13010, 'somebody made a user whom their device showed, while it was sending']
])('Y2 seed %i: %s', async (seed) => {
	const { faults, log } = await runSchedule(seed);
	expect(faults, log.join('\n')).toEqual([]);
});

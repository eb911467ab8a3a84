import { describe, expect, test } from 'vitest';
import { planted } from './planted';
import { runSchedule } from './schedule';

/** Schedules within which a mistake must show. */
const mostSeeds = 150;

describe('the checker finds what is planted', () => {
	test.each(Object.entries(planted))(
		'%s',
		async (name, plant) => {
			let found: readonly string[] = [];
			let seed = 0;
			while (found.length === 0 && seed < mostSeeds) {
				seed += 1;
				found = (await runSchedule(seed, plant())).faults;
			}
			console.log(`${name}: found by seed ${seed}: ${found[0]}`);
			expect(found).not.toEqual([]);
		},
		120_000
	);
});

import { afterAll, describe, expect, test } from 'vitest';
import { planted } from './planted';
import { runSchedule } from './schedule';

/** Schedules within which a mistake must show. */
const mostSeeds = Number(process.env['PLANTED_SEEDS'] ?? 500);

describe('the checker finds what is planted', () => {
	const rows: string[] = [];
	afterAll(() => console.log(`seeds  planted: what was found\n${rows.join('\n')}`));

	test.each(Object.entries(planted))(
		'%s',
		async (name, plant) => {
			let found: readonly string[] = [];
			let seed = 0;
			while (found.length === 0 && seed < mostSeeds) {
				seed += 1;
				found = (await runSchedule(seed, plant())).faults;
			}
			const what = found[0]?.slice(0, 90) ?? 'NOT FOUND';
			rows.push(`${String(seed).padStart(5)}  ${name}: ${what}`);
			expect(found).not.toEqual([]);
		},
		900_000
	);
});

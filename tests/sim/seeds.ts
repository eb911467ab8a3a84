/** The seeds of one part: `SIM_SEEDS` from `SIM_FROM` on, dealt out to the parts, which run in processes of their own. */
import { expect, test } from 'vitest';
import { runSchedule } from './schedule';

export const parts = 8;

export function testPart(part: number): void {
	const from = Number(process.env['SIM_FROM'] ?? 1);
	const seeds = Number(process.env['SIM_SEEDS'] ?? 2000);
	test(`Y2 seeds ${from} to ${from + seeds - 1}, part ${part + 1} of ${parts}: nothing lost, nothing doubled, mirrors equal`, async () => {
		for (let seed = from + part; seed < from + seeds; seed += parts) {
			const { faults, log } = await runSchedule(seed);
			expect(
				faults,
				`seed ${seed}, again by: npm run test:sim -- --seeds 1 --from ${seed}\n${log.join('\n')}`
			).toEqual([]);
		}
	}, 3_600_000);
}

/** One process of a long run: takes a range of seeds, tells which of them fail and why, and asks for the next. */
import { runSchedule } from './schedule';

export interface Range {
	readonly from: number;
	readonly count: number;
}

export interface Ran extends Range {
	readonly failures: readonly { readonly seed: number; readonly faults: readonly string[] }[];
}

process.on('message', (range: Range) => {
	void runRange(range).then((ran) => process.send?.(ran));
});
// Whoever gave out the ranges is gone.
process.on('disconnect', () => process.exit());
process.send?.(null);

async function runRange(range: Range): Promise<Ran> {
	const failures: { seed: number; faults: readonly string[] }[] = [];
	for (let seed = range.from; seed < range.from + range.count; seed += 1) {
		const faults = await faultsOf(seed);
		if (faults.length > 0) failures.push({ seed, faults });
	}
	return { ...range, failures };
}

async function faultsOf(seed: number): Promise<readonly string[]> {
	try {
		return (await runSchedule(seed)).faults;
	} catch (error) {
		return [String((error as Error).stack ?? error)];
	}
}

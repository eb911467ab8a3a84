/** Some rows of a draft, to be gone through and to be asked for. */
export interface RowSet {
	readonly rows: Uint32Array;
	/** By row: 1 where it is one of them. */
	readonly has: Uint8Array;
}

export function rowSet(rows: Iterable<number>, count: number): RowSet {
	const own = Uint32Array.from(new Set(rows)).sort();
	const has = new Uint8Array(count);
	for (const row of own) has[row] = 1;
	return { rows: own, has };
}

/** In their order; all of them where no set is given. */
export function forEachRow(
	count: number,
	only: RowSet | undefined,
	take: (row: number) => void
): void {
	if (only) only.rows.forEach(take);
	else for (let row = 0; row < count; row += 1) take(row);
}

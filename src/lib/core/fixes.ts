/** Words that an admin gives on rows whose error asks for one: kept with the draft, and no setting (P10, P13). */
export const rowFixes = ['same_person', 'take_out', 'delete_everywhere'] as const;
export type RowFix = (typeof rowFixes)[number];

/** Bits of a row's fixes. */
export const fixFlag = {
	/** "Same person, change the Client ID" (P13). */
	same_person: 1,
	/** "Take out of this exam only" (P10). */
	take_out: 2,
	/** "Delete from all exams" (P10). */
	delete_everywhere: 4
} as const satisfies Record<RowFix, number>;

/** Beside them: "Skip this row" (V3), which is an edit of the row. */
export const skipFlag = 8;

export interface Fix {
	readonly fix: RowFix;
	readonly rows: readonly number[] | 'all';
}

const others: Readonly<Record<RowFix, number>> = {
	same_person: 0,
	take_out: fixFlag.delete_everywhere,
	delete_everywhere: fixFlag.take_out
};

/** By row: its fixes, the last word of two that exclude each other. null where there are none. */
export function fixesByRow(fixes: readonly Fix[], count: number): Uint8Array | null {
	if (fixes.length === 0) return null;
	const byRow = new Uint8Array(count);
	for (const { fix, rows } of fixes) {
		const take = (row: number) => {
			byRow[row] = ((byRow[row] as number) & ~others[fix]) | fixFlag[fix];
		};
		if (rows === 'all') for (let row = 0; row < count; row += 1) take(row);
		else rows.forEach(take);
	}
	return byRow;
}

/** Takes a fix of rows back, or gives it. */
export function withFix(fixes: readonly Fix[], { fix, rows }: Fix, isOn: boolean): readonly Fix[] {
	const rest = fixes.flatMap((each): Fix[] => {
		if (each.fix !== fix) return [each];
		if (rows === 'all') return [];
		if (each.rows === 'all') return [each];
		const gone = new Set(rows);
		const kept = each.rows.filter((row) => !gone.has(row));
		return kept.length === 0 ? [] : [{ fix, rows: kept }];
	});
	return isOn ? [...rest, { fix, rows }] : rest;
}

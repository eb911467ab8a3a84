/** What was changed by hand in the rows of an upload: laid over the cells as read, which stay as they are (V3). */

/** A password typed for a row in place of the file's (W5): sealed, with the verdict on it, never its text. */
export interface PasswordEdit {
	/** See `worker/passwords.ts`; 0: the cell counts as blank (W2). */
	readonly verdict: number;
	/** Equal passwords typed for this draft share a number, from 1; 0 for a blank one. */
	readonly group: number;
	/** Where it is sealed; '' for a blank one. */
	readonly envelope: string;
	readonly slot: number;
}

export interface RowEdit {
	readonly row: number;
	/** Place of the column and the text that its cell has now; in the order of the columns, no password among them. */
	readonly cells: readonly CellText[];
	/** "Skip this row". */
	readonly isSkipped: boolean;
	/** null: the file's own. */
	readonly password: PasswordEdit | null;
}

export type CellText = readonly [place: number, text: string];

/** By row. */
export type RowEdits = ReadonlyMap<number, RowEdit>;

export function noEdit(row: number): RowEdit {
	return { row, cells: [], isSkipped: false, password: null };
}

export function isNoEdit({ cells, isSkipped, password }: RowEdit): boolean {
	return cells.length === 0 && !isSkipped && password === null;
}

/** The edit with another text in a cell; null gives the cell as read back. */
export function withCell(edit: RowEdit, place: number, text: string | null): RowEdit {
	const others = edit.cells.filter(([each]) => each !== place);
	const cells: CellText[] = text === null ? others : [...others, [place, text]];
	return { ...edit, cells: cells.sort(([one], [other]) => one - other) };
}

export function isSameEdit(one: RowEdit, other: RowEdit): boolean {
	return (
		one.isSkipped === other.isSkipped &&
		one.password === other.password &&
		one.cells.length === other.cells.length &&
		one.cells.every(([place, text], at) => {
			const [otherPlace, otherText] = other.cells[at] as CellText;
			return place === otherPlace && text === otherText;
		})
	);
}

/** Find and replace in the cells of one column (V2). */
export interface Replacement {
	readonly find: string;
	readonly replace: string;
	readonly matchesCase: boolean;
	/** Only cells that hold nothing else. */
	readonly isWholeCell: boolean;
}

/**
 * The texts that a replacement makes: null where a cell holds nothing of what is looked for. What is looked for and what
 * is put there are taken letter by letter; a blank search finds the blank cells where whole cells are looked for, else none.
 */
export function createReplacer({
	find,
	replace,
	matchesCase,
	isWholeCell
}: Replacement): (text: string) => string | null {
	if (find === '' && !isWholeCell) return () => null;
	const letters = find.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
	const pattern = new RegExp(
		isWholeCell ? `^(?:${letters})$` : letters,
		matchesCase ? 'gu' : 'giu'
	);
	return (text) => {
		const now = text.replace(pattern, () => replace);
		return now === text ? null : now;
	};
}

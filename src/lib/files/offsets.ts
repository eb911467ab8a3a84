/** Where rows and cells of a piece of text begin and end: columns of numbers that grow and are used again. */

export interface Offsets {
	rows: number;
	cells: number;
	blankLines: number;
	lines: Uint32Array;
	rowStarts: Uint32Array;
	rowEnds: Uint32Array;
	/** One more entry than rows. */
	firstCells: Uint32Array;
	rowFlags: Uint8Array;
	cellStarts: Uint32Array;
	cellEnds: Uint32Array;
	cellFlags: Uint8Array;
}

export const cellFlag = {
	/** Holds doubled quotes, to be read as one. */
	doubledQuotes: 1,
	notAscii: 2,
	/** Text stands after the closing quote; it is kept (R5). The range then ends with that text. */
	textAfterQuote: 4,
	unclosed: 8
} as const;

export const rowFlag = { unclosed: 1 } as const;

export function createOffsets(rows = 4096, cells = 65536): Offsets {
	return {
		rows: 0,
		cells: 0,
		blankLines: 0,
		lines: new Uint32Array(rows),
		rowStarts: new Uint32Array(rows),
		rowEnds: new Uint32Array(rows),
		firstCells: new Uint32Array(rows + 1),
		rowFlags: new Uint8Array(rows),
		cellStarts: new Uint32Array(cells),
		cellEnds: new Uint32Array(cells),
		cellFlags: new Uint8Array(cells)
	};
}

export function clearOffsets(offsets: Offsets): void {
	offsets.rows = 0;
	offsets.cells = 0;
	offsets.blankLines = 0;
	offsets.firstCells[0] = 0;
}

export function addCell(offsets: Offsets, start: number, end: number, flags: number): void {
	const cell = offsets.cells;
	if (cell === offsets.cellStarts.length) growCells(offsets);
	offsets.cellStarts[cell] = start;
	offsets.cellEnds[cell] = end;
	offsets.cellFlags[cell] = flags;
	offsets.cells = cell + 1;
}

export interface Row {
	readonly start: number;
	readonly end: number;
	readonly line: number;
	readonly flags: number;
}

/** Ends a row after the cells that were added since the row before it. */
export function addRow(offsets: Offsets, { start, end, line, flags }: Row): void {
	const row = offsets.rows;
	if (row === offsets.lines.length) growRows(offsets);
	offsets.lines[row] = line;
	offsets.rowStarts[row] = start;
	offsets.rowEnds[row] = end;
	offsets.rowFlags[row] = flags;
	offsets.firstCells[row + 1] = offsets.cells;
	offsets.rows = row + 1;
}

function growRows(offsets: Offsets): void {
	offsets.lines = grown(offsets.lines);
	offsets.rowStarts = grown(offsets.rowStarts);
	offsets.rowEnds = grown(offsets.rowEnds);
	offsets.firstCells = grown(offsets.firstCells);
	offsets.rowFlags = grown(offsets.rowFlags);
}

function growCells(offsets: Offsets): void {
	offsets.cellStarts = grown(offsets.cellStarts);
	offsets.cellEnds = grown(offsets.cellEnds);
	offsets.cellFlags = grown(offsets.cellFlags);
}

function grown<T extends Uint32Array | Uint8Array>(array: T): T {
	const longer = new (array.constructor as new (length: number) => T)(array.length * 2);
	longer.set(array);
	return longer;
}

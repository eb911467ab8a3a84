/** A file through the real reader, as cells; for tests of reading alone. */
import { rankHeader } from '../src/lib/core/columns';
import { cellText } from '../src/lib/files/csv';
import { rowFlag } from '../src/lib/files/offsets';
import {
	openTable,
	type CsvSource,
	type HeaderKnowledge,
	type ReadChoices
} from '../src/lib/files/read';

export interface ReadTable {
	readonly source: CsvSource;
	readonly rows: string[][];
	/** Physical line of each row (R4). */
	readonly lines: number[];
	readonly unclosed: number;
	readonly blankLines: number;
}

export const knownHeaders: HeaderKnowledge = {
	rank: rankHeader,
	hidden: () => [],
	names: () => []
};

/** For files of any columns: the first row with text is the header. */
export const anyHeader: HeaderKnowledge = {
	...knownHeaders,
	rank: (cells) => cells.filter((cell) => cell !== '').length
};

/** @throws Failure */
export async function readCells(
	file: Blob,
	choices: ReadChoices = {},
	knows: HeaderKnowledge = knownHeaders
): Promise<ReadTable> {
	const { signal } = new AbortController();
	try {
		return await takeAll(await openTable(file, { knows, signal, choices }));
	} catch (error) {
		// As the app does: what began as UTF-8 may go on as something else.
		if (!isSurprise(error) || choices.encoding) throw error;
		return takeAll(await openTable(file, { knows, signal, choices, isNotUtf8: true }));
	}
}

function isSurprise(error: unknown): boolean {
	return error instanceof Error && error.message === 'file_encoding_broken';
}

async function takeAll(source: CsvSource): Promise<ReadTable> {
	const rows: string[][] = [];
	const lines: number[] = [];
	let unclosed = 0;
	let blankLines = 0;
	for await (const block of source.blocks(new AbortController().signal)) {
		blankLines += block.blankLines;
		for (let row = 0; row < block.rows; row += 1) {
			const first = block.firstCells[row] ?? 0;
			const count = (block.firstCells[row + 1] ?? 0) - first;
			rows.push(Array.from({ length: count }, (_, at) => cellText(block, first + at)));
			lines.push(block.lines[row] ?? 0);
			if ((block.rowFlags[row] ?? 0) & rowFlag.unclosed) unclosed += 1;
		}
	}
	return { source, rows, lines, unclosed, blankLines };
}

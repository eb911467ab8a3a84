import { createOffsets } from './offsets';
import { scanLimits, scanRows } from './scan';
import { tokenizeRow } from './csv';

export const separators = [',', ';', '\t', '|'] as const;
export type Separator = (typeof separators)[number];

export interface SeparatorChoice {
	readonly separator: Separator;
	/** 1 where a first line `sep=;` is no row (R3). */
	readonly skipLines: 0 | 1;
	/** Bytes of that line with its end. */
	readonly skipBytes: number;
}

/** Rows looked at to see whether the number of columns is constant. */
const rowsLookedAt = 200;

/**
 * R3: the separator under which most columns of the first line are known; among equals, the one under which most rows have
 * as many cells as the header.
 * @param head first bytes of the file, its byte order mark left out
 * @param countKnown how many of these headers are known
 */
export function chooseSeparator(
	head: Uint8Array,
	countKnown: (headers: string[]) => number
): SeparatorChoice {
	const named = namedSeparator(head);
	if (named) return named;
	let best: { separator: Separator; score: number } = { separator: ',', score: -1 };
	for (const separator of separators) {
		const score = scoreOf(head, separator, countKnown);
		if (score > best.score) best = { separator, score };
	}
	return { separator: best.separator, skipLines: 0, skipBytes: 0 };
}

/** Spreadsheets write `sep=;` as a first line for themselves. */
function namedSeparator(head: Uint8Array): SeparatorChoice | null {
	const text = new TextDecoder('latin1').decode(head.subarray(0, 16));
	const match = /^"?sep=([,;\t|])"?(\r\n|\n|\r)/i.exec(text);
	const separator = separators.find((each) => each === match?.[1]);
	return match && separator ? { separator, skipLines: 1, skipBytes: match[0].length } : null;
}

function scoreOf(
	head: Uint8Array,
	separator: Separator,
	countKnown: (headers: string[]) => number
): number {
	const byte = separator.charCodeAt(0);
	const offsets = createOffsets();
	scanRows(offsets, { bytes: head, separator: byte, line: 1, isLast: true, limits: scanLimits });
	if (offsets.rows === 0) return -1;
	const header = head.subarray(offsets.rowStarts[0], offsets.rowEnds[0]);
	const headers = tokenizeRow(header, byte);
	const rows = Math.min(offsets.rows, rowsLookedAt);
	let same = 0;
	for (let row = 1; row < rows; row += 1) {
		const cells = (offsets.firstCells[row + 1] as number) - (offsets.firstCells[row] as number);
		if (cells === headers.length) same += 1;
	}
	const constant = headers.length > 1 && rows > 1 ? same / (rows - 1) : 0;
	return countKnown(headers) * 10 + constant * 5 + (headers.length > 1 ? 1 : 0);
}

/** Client IDs that lost their zeros in a spreadsheet (F2): only when all rows are counted can one be told. */
import { issue } from '../core/issue';
import { countId, createIdLengths, paddedLength, zerosLost, type IdLengths } from '../core/zeros';
import { addIssue, type Causes } from './causes';

export interface IdWatch {
	readonly lengths: IdLengths;
	/** By row: letters of an id that may have lost zeros, else 0. A byte a row is what a million rows can spare. */
	byRow: Uint8Array;
}

export function createIdWatch(): IdWatch {
	return { lengths: createIdLengths(), byRow: new Uint8Array(1024) };
}

export function watchId(watch: IdWatch, row: number, id: string): void {
	countId(watch.lengths, id);
	if (zerosLost(id, id.length + 1) === null) return;
	if (row >= watch.byRow.length) {
		const grown = new Uint8Array(Math.max(row + 1, watch.byRow.length * 2));
		grown.set(watch.byRow);
		watch.byRow = grown;
	}
	watch.byRow[row] = id.length;
}

/** The length that ids have in this file (0: no one length), and the rows whose id is shorter. */
export interface LostZeros {
	readonly idLength: number;
	readonly zerosLost: Uint32Array;
}

/** @param known the length where the rows are those left of a file that told it */
export function findLostZeros({ lengths, byRow }: IdWatch, known = 0): LostZeros {
	const idLength = paddedLength(lengths) || known;
	const rows: number[] = [];
	byRow.forEach((length, row) => {
		if (length > 0 && length < idLength) rows.push(row);
	});
	return { idLength, zerosLost: Uint32Array.from(rows) };
}

export function warnOfLostZeros(causes: Causes, rows: Uint32Array): void {
	for (const row of rows) addIssue(causes, row, issue('zeros_lost', 'warning', 'clientId'));
}

/**
 * Client IDs that lost their leading zeros in a spreadsheet (F2), told by their neighbours in the column: only once all
 * rows are counted can a row be judged. A stored user whose Client ID is the suggestion makes the repair certain; that
 * question is asked where the store is at hand.
 */
import { issue, type Issue } from './issue';

export interface IdLengths {
	/** Ids of digits alone, by length. */
	readonly digits: Uint32Array;
	/** Those of them that begin with a zero. */
	readonly padded: Uint32Array;
}

const longestId = 64;
const digitsOnly = /^\d+$/;

export function createIdLengths(): IdLengths {
	return { digits: new Uint32Array(longestId + 1), padded: new Uint32Array(longestId + 1) };
}

/** Counts one Client ID as it was read. */
export function countId({ digits, padded }: IdLengths, id: string): void {
	if (id.length > longestId || !digitsOnly.test(id)) return;
	digits[id.length] = (digits[id.length] ?? 0) + 1;
	if (id.startsWith('0')) padded[id.length] = (padded[id.length] ?? 0) + 1;
}

/** Fewer neighbours prove nothing. */
const leastNeighbours = 3;

/**
 * The length that ids of digits have in this file, or 0 where there is none: more than half have it, and some of
 * these begin with a zero.
 */
export function paddedLength({ digits, padded }: IdLengths): number {
	const all = digits.reduce((sum, count) => sum + count, 0);
	const length = digits.findIndex((count) => count * 2 > all);
	return length > 0 && (padded[length] ?? 0) >= leastNeighbours ? length : 0;
}

/** The warning for an id that is shorter than its neighbours, with the id that was probably meant; else null. */
export function zerosLost(id: string, length: number): Issue | null {
	if (id.length >= length || !digitsOnly.test(id) || id.startsWith('0')) return null;
	const suggestion = id.padStart(length, '0');
	return issue('zeros_lost', 'warning', 'clientId', { value: id, suggestion });
}

/** Client IDs that lost their zeros in a spreadsheet (F2): only when all rows are counted can one be told. */
import { issue } from '../core/issue';
import { hashKey } from '../core/hash';
import { foldKey } from '../core/match';
import type { ValueChoice } from '../core/values';
import { countId, createIdLengths, paddedLength, zerosLost, type IdLengths } from '../core/zeros';
import { pageRows, type Draft, type DraftPage } from '../storage/db';
import type { RowEdits } from '../core/edits';
import { rawRow, shapeOf } from '../storage/draft-rows';
import { readDraftPage } from '../storage/drafts';
import { findHolder, readUser } from '../storage/users';
import { addIssue, type Causes } from './causes';
import { rowCheckFor, type Context } from './context';

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

const clientIdKey = 1;

/** For each of these rows whose Client ID the store knows with its zeros: what it is to be read as. */
export async function knownZeros(
	context: Context,
	{ draft, edits }: { readonly draft: Draft; readonly edits: RowEdits },
	{ idLength, zerosLost: rows }: LostZeros
): Promise<ValueChoice[]> {
	const shape = shapeOf(draft, edits);
	const check = rowCheckFor(null, draft);
	const choices: ValueChoice[] = [];
	let page: DraftPage | undefined;
	for (const row of rows) {
		const number = Math.floor(row / pageRows);
		if (page?.page !== number) page = await readDraftPage(context.db, draft.id, number);
		if (!page) continue;
		const { cells } = rawRow(page, row % pageRows, shape);
		const from = check(cells).record.clientId ?? '';
		const to = from.padStart(idLength, '0');
		if (from !== '' && from !== to && (await isStored(context, to)))
			choices.push({ field: 'clientId', from, to });
	}
	return choices;
}

async function isStored({ index, cache }: Context, clientId: string): Promise<boolean> {
	const key = foldKey(clientId);
	const hash = new Uint32Array(2);
	hashKey(key, index.secret, { out: hash, offset: 0 });
	const ordinal = findHolder(index, clientIdKey, hash[0] as number, hash[1] as number);
	const holder = ordinal >= 0 ? await readUser(cache, ordinal) : undefined;
	return holder !== undefined && foldKey(holder.clientId) === key;
}

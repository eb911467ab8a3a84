/**
 * Rows that hold a text (V4). What is searched is kept folded, as bytes, page by page, from the first search on: a letter
 * more reads no page again (100,000 rows: 1.8 s for each letter without it).
 */
import { fieldIndex } from '../core/fields';
import { foldKey } from '../core/match';
import type { RowEdit } from '../core/edits';
import { pageRows, type Draft, type MusterDatabase } from '../storage/db';
import { rawRow, type RowShape, type StoredRows } from '../storage/draft-rows';
import { readDraftPages } from '../storage/drafts';
import type { Context } from './context';
import { rowShape, type OpenDraft } from './open-draft';

/** The rows of a page as the file has them, each ended by a line break. */
interface PageText {
	readonly bytes: Uint8Array;
	/** By slot: the place behind its line break. */
	readonly ends: Uint32Array;
}

interface DraftText {
	readonly columns: Draft['columns'];
	readonly pages: Map<number, PageText>;
	/** Rows changed by hand, as they are now. */
	readonly edited: WeakMap<RowEdit, Uint8Array>;
}

interface Wanted {
	/** In the order of the file. */
	readonly rows: Uint32Array;
	/** Folded, not empty. */
	readonly search: string;
	/** A row that is found whatever it holds. */
	readonly keep: number | undefined;
}

const searchedFields = ['firstName', 'lastName', 'username', 'email', 'clientId'] as const;
const pagesAtOnce = 8;
const lineBreak = 0x0a;
const encoder = new TextEncoder();
const texts = new WeakMap<OpenDraft, DraftText>();

/** Looks in names, username, email and Client ID. */
export async function searchRows(
	{ db }: Context,
	open: OpenDraft,
	{ rows, search, keep }: Wanted
): Promise<Uint32Array> {
	const text = await prepareSearch(db, open);
	// No row holds a line break, and none is found across two rows.
	const wanted = encoder.encode(search.replaceAll('\n', ' '));
	const found = new Uint32Array(rows.length);
	let count = 0;
	let next = 0;
	while (next < rows.length) {
		const page = Math.floor((rows[next] as number) / pageRows);
		const hits = findInPage(text.pages.get(page), wanted);
		const first = page * pageRows;
		for (; next < rows.length && (rows[next] as number) < first + pageRows; next += 1) {
			const row = rows[next] as number;
			const edit = open.edits.get(row);
			const own = edit && text.edited.get(edit);
			const isFound = own ? indexOf(own, wanted, 0) >= 0 : hits?.[row - first] === 1;
			if (!isFound && row !== keep) continue;
			found[count] = row;
			count += 1;
		}
	}
	return found.slice(0, count);
}

/** By slot: 1 where the row holds it. */
function findInPage(page: PageText | undefined, wanted: Uint8Array): Uint8Array | null {
	if (!page) return null;
	const { bytes, ends } = page;
	const hits = new Uint8Array(ends.length);
	let slot = 0;
	let at = indexOf(bytes, wanted, 0);
	while (at >= 0) {
		while ((ends[slot] as number) <= at) slot += 1;
		hits[slot] = 1;
		at = indexOf(bytes, wanted, ends[slot] as number);
	}
	return hits;
}

function indexOf(bytes: Uint8Array, wanted: Uint8Array, from: number): number {
	const [first] = wanted;
	if (first === undefined) return -1;
	for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1)) {
		let same = 1;
		while (same < wanted.length && bytes[at + same] === wanted[same]) same += 1;
		if (same === wanted.length) return at;
	}
	return -1;
}

/** Reads what is not in memory yet. */
export async function prepareSearch(db: MusterDatabase, open: OpenDraft): Promise<DraftText> {
	const known = texts.get(open);
	const { columns } = open.draft;
	const text: DraftText =
		known?.columns === columns ? known : { columns, pages: new Map(), edited: new WeakMap() };
	const shape = rowShape(open);
	await readPages(db, open, { text, shape });
	await readEdited(db, open, { text, shape });
	texts.set(open, text);
	return text;
}

interface Reading {
	readonly text: DraftText;
	readonly shape: RowShape;
}

async function readPages(db: MusterDatabase, open: OpenDraft, { text, shape }: Reading) {
	const asRead = { ...shape, edits: new Map<number, RowEdit>() };
	const missing: number[] = [];
	for (let page = 0; page * pageRows < open.facts.count; page += 1) {
		if (!text.pages.has(page)) missing.push(page);
	}
	for (let at = 0; at < missing.length; at += pagesAtOnce) {
		const numbers = missing.slice(at, at + pagesAtOnce);
		for (const page of await readDraftPages(db, open.draft.id, numbers)) {
			text.pages.set(page.page, pageText(page, asRead));
		}
	}
}

function pageText(page: StoredRows, shape: RowShape): PageText {
	const rows = Array.from(page.ends, (_end, slot) => rowText(page, slot, shape));
	const bytes = encoder.encode(rows.join(''));
	const ends = new Uint32Array(rows.length);
	let slot = 0;
	for (let at = bytes.indexOf(lineBreak); at >= 0; at = bytes.indexOf(lineBreak, at + 1)) {
		ends[slot] = at + 1;
		slot += 1;
	}
	return { bytes, ends };
}

function rowText(page: StoredRows, slot: number, shape: RowShape): string {
	const { cells } = rawRow(page, slot, shape);
	const text = searchedFields.map((field) => cells[fieldIndex[field]] ?? '').join(' ');
	return `${foldKey(text).replaceAll('\n', ' ')}\n`;
}

async function readEdited(db: MusterDatabase, open: OpenDraft, { text, shape }: Reading) {
	let page: StoredRows | undefined;
	for (const [row, edit] of open.edits) {
		if (edit.cells.length === 0 || text.edited.has(edit)) continue;
		const number = Math.floor(row / pageRows);
		if (page?.page !== number) [page] = await readDraftPages(db, open.draft.id, [number]);
		if (page) text.edited.set(edit, encoder.encode(rowText(page, row % pageRows, shape)));
	}
}

import type { Change } from '../core/change';
import type { ChangePage, MusterDatabase } from './db';
import { createJsonBytes, takeJson, writeAscii, writeValue, type JsonBytes } from './json-bytes';
import { packChange } from './pack-changes';

/** Changes in one record. */
const pageChanges = 1000;
/** Records written at once: each request to the database is waited for. */
const pagesAtOnce = 8;

/** Writes changes in pages, inside the transaction that writes their effect (Y1). */
export interface ChangeWriter {
	/** Device sequence of the change that is added next. */
	nextSequence(): number;
	add(change: Change): void;
	/**
	 * Adds a change that `write` puts down as `packChange` would, without an object of it. `placeOf` gives the place of an
	 * envelope, group or exam in the page's list of names.
	 */
	addPacked(write: (json: JsonBytes, placeOf: PlaceOf) => void): void;
	/** True when so many changes wait that they should be flushed. */
	isFull(): boolean;
	flush(): Promise<void>;
}

export type PlaceOf = (name: string) => number;

export function createChangeWriter(
	db: MusterDatabase,
	{ uploadId, first }: { uploadId: string; first: number }
): ChangeWriter {
	const json = createJsonBytes();
	const pages: object[] = [];
	let names: string[] = [];
	let pageFirst = first;
	let next = first;

	const placeOf = (name: string) => {
		const last = names.length - 1;
		if (names[last] === name) return last;
		const known = names.indexOf(name);
		return known >= 0 ? known : names.push(name) - 1;
	};

	function endPage(): void {
		writeAscii(json, '],"names":');
		writeValue(json, names);
		writeAscii(json, '}');
		pages.push({ first: pageFirst, uploadId, isOpen: 1, packed: takeJson(json) });
		names = [];
		pageFirst = next;
	}

	function addPacked(write: (json: JsonBytes, placeOf: PlaceOf) => void): void {
		writeAscii(json, next === pageFirst ? '{"changes":[' : ',');
		write(json, placeOf);
		next += 1;
		if (next - pageFirst === pageChanges) endPage();
	}

	return {
		nextSequence: () => next,
		add: (change) =>
			addPacked(() => {
				writeValue(json, change.kind === 'user' ? packChange(change, placeOf) : change);
			}),
		addPacked,
		isFull: () => pages.length >= pagesAtOnce,
		async flush() {
			if (next > pageFirst) endPage();
			if (pages.length === 0) return;
			await db.changePages.bulkAdd(pages.splice(0) as ChangePage[]);
		}
	};
}

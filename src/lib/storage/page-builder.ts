/** Puts the rows of a file together to pages of a draft; password cells are left out of the bytes (W5). */
import { pageRows, type DraftPage } from './db';
import { faultNumber, type RawRow } from './draft-rows';

export interface PageBuilder {
	bytes: Uint8Array;
	length: number;
	rows: number;
	readonly ends: Uint32Array;
	readonly lines: Uint32Array;
	readonly faults: Uint8Array;
	readonly cells: Uint32Array;
	readonly verdicts: Uint8Array;
	readonly groups: Uint32Array;
	/** Texts of this page's passwords in the order of their slots, until they are sealed. */
	passwords: string[];
	/** By row: slot + 1, 0 for none. */
	readonly slots: Uint32Array;
}

export function createPageBuilder(): PageBuilder {
	return {
		bytes: new Uint8Array(256 * 1024),
		length: 0,
		rows: 0,
		ends: new Uint32Array(pageRows),
		lines: new Uint32Array(pageRows),
		faults: new Uint8Array(pageRows),
		cells: new Uint32Array(pageRows),
		verdicts: new Uint8Array(pageRows),
		groups: new Uint32Array(pageRows),
		passwords: [],
		slots: new Uint32Array(pageRows)
	};
}

/** Byte ranges of a row's text that are kept. */
export type Ranges = readonly (readonly [start: number, end: number])[];

export function addToPage(
	builder: PageBuilder,
	raw: Pick<RawRow, 'line' | 'fault' | 'hasTextAfterQuote' | 'cellCount'>,
	source: Uint8Array,
	ranges: Ranges
): void {
	const row = builder.rows;
	for (const [start, end] of ranges) append(builder, source, start, end);
	builder.ends[row] = builder.length;
	builder.lines[row] = raw.line;
	builder.faults[row] = faultNumber(raw);
	builder.cells[row] = raw.cellCount;
	builder.verdicts[row] = 0;
	builder.groups[row] = 0;
	builder.slots[row] = 0;
	builder.rows = row + 1;
}

function append(builder: PageBuilder, source: Uint8Array, start: number, end: number): void {
	const length = builder.length + (end - start);
	if (length > builder.bytes.length) {
		const grown = new Uint8Array(Math.max(length, builder.bytes.length * 2));
		grown.set(builder.bytes.subarray(0, builder.length));
		builder.bytes = grown;
	}
	builder.bytes.set(source.subarray(start, end), builder.length);
	builder.length = length;
}

/** Notes the password of the row added last. */
export function addPassword(
	builder: PageBuilder,
	text: string,
	{ verdict, group }: { verdict: number; group: number }
): void {
	const row = builder.rows - 1;
	builder.verdicts[row] = verdict;
	builder.groups[row] = group;
	builder.passwords.push(text);
	builder.slots[row] = builder.passwords.length;
}

export type PageText = Omit<DraftPage, 'draftId' | 'page' | 'facts' | 'envelopes'>;

/** The rows so far, for showing them before their page is stored: everything but passwords and facts. */
export function peekPage(builder: PageBuilder): PageText {
	const { rows, length, bytes, ends, lines, faults, cells } = builder;
	const none = {
		verdicts: new Uint8Array(0),
		groups: new Uint32Array(0),
		slots: new Uint32Array(0)
	};
	return {
		bytes: bytes.slice(0, length),
		ends: ends.slice(0, rows),
		lines: lines.slice(0, rows),
		faults: faults.slice(0, rows),
		cells: cells.slice(0, rows),
		...none
	};
}

/**
 * The page without its facts, and an empty builder. Arrays are cut to size first: a stored view would take the whole
 * buffer behind it along.
 */
export function takePage(builder: PageBuilder): PageText {
	const { rows } = builder;
	const hasPasswords = builder.passwords.length > 0;
	const text: PageText = {
		bytes: builder.bytes.slice(0, builder.length),
		ends: builder.ends.slice(0, rows),
		lines: builder.lines.slice(0, rows),
		faults: builder.faults.slice(0, rows),
		cells: builder.cells.slice(0, rows),
		verdicts: hasPasswords ? builder.verdicts.slice(0, rows) : new Uint8Array(0),
		groups: hasPasswords ? builder.groups.slice(0, rows) : new Uint32Array(0),
		slots: hasPasswords ? builder.slots.slice(0, rows) : new Uint32Array(0)
	};
	builder.length = 0;
	builder.rows = 0;
	builder.passwords = [];
	return text;
}

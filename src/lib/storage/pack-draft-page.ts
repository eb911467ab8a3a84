/**
 * A page of a draft as one run of bytes. Its two dozen columns are mostly one value over and over, or count upwards like
 * the lines: of those only the first value is kept. As separate arrays a put of a page took 5 ms in the worker, and the
 * facts and places of a row 80 bytes; the columns that stay whole take some 35.
 */
import type { DraftPage } from './db';

type Column = Uint8Array | Uint16Array | Uint32Array | Int32Array;
type ColumnType = new (length: number) => Column;

/** In this order, wide ones first, so that each stands where its numbers may stand. A released order is never changed. */
const columnTypes: readonly (readonly [name: string, type: ColumnType])[] = [
	['ends', Uint32Array],
	['lines', Uint32Array],
	['cells', Uint32Array],
	['groups', Uint32Array],
	['slots', Uint32Array],
	['facts.keys', Uint32Array],
	['facts.holders', Int32Array],
	['facts.met', Int32Array],
	['facts.issues', Uint32Array],
	['facts.filled', Uint16Array],
	['facts.bad', Uint16Array],
	['facts.fallback', Uint16Array],
	['facts.fallbackBad', Uint16Array],
	['facts.venue', Uint16Array],
	['facts.storedVenue', Uint16Array],
	['facts.differs', Uint16Array],
	['facts.storedEmpty', Uint16Array],
	['faults', Uint8Array],
	['verdicts', Uint8Array],
	['facts.flags', Uint8Array],
	['facts.role', Uint8Array],
	['facts.metFlags', Uint8Array],
	['bytes', Uint8Array]
];

/** How a column is written: whole, as its first value alone, or as the value from which it counts upwards. */
const way = { whole: 0, constant: 1, counting: 2 } as const;
/** Numbers in front for each column: way, length, first value. */
const perColumn = 3;
const headBytes = columnTypes.length * perColumn * 4;

export interface PackedDraftPage {
	readonly draftId: string;
	readonly page: number;
	readonly envelopes: readonly string[];
	readonly packed: Uint8Array;
}

export function packDraftPage(page: DraftPage): PackedDraftPage {
	const head = new Uint32Array(columnTypes.length * perColumn);
	const columns = columnTypes.map(([name], place) => {
		const column = columnOf(page, name);
		const how = wayOf(column);
		head.set([how, column.length, (column[0] ?? 0) >>> 0], place * perColumn);
		return how === way.whole ? column : column.subarray(0, 0);
	});
	const packed = new Uint8Array(columns.reduce((size, each) => size + each.byteLength, headBytes));
	packed.set(new Uint8Array(head.buffer));
	let at = headBytes;
	for (const { buffer, byteOffset, byteLength } of columns) {
		packed.set(new Uint8Array(buffer, byteOffset, byteLength), at);
		at += byteLength;
	}
	const { draftId, page: number, envelopes } = page;
	return { draftId, page: number, envelopes, packed };
}

function columnOf(page: DraftPage, name: string): Column {
	const [one, other] = name.split('.') as [keyof DraftPage, keyof DraftPage['facts'] | undefined];
	return other === undefined ? (page[one] as Column) : page.facts[other];
}

function wayOf(column: Column): number {
	const { length } = column;
	if (length < 2) return way.whole;
	const first = column[0] as number;
	const step = (column[1] as number) - first;
	if (step !== 0 && step !== 1) return way.whole;
	for (let at = 2; at < length; at += 1) {
		if (column[at] !== first + step * at) return way.whole;
	}
	return step === 0 ? way.constant : way.counting;
}

export function unpackDraftPage({ packed, ...rest }: PackedDraftPage): DraftPage {
	const head = new Uint32Array(packed.slice(0, headBytes).buffer);
	const plain: Record<string, unknown> = { ...rest };
	const facts: Record<string, unknown> = {};
	let at = headBytes;
	columnTypes.forEach(([name, type], place) => {
		const [how, length, first] = head.subarray(place * perColumn) as unknown as number[];
		const column = new type(length as number);
		if (how === way.whole) {
			const bytes = new Uint8Array(column.buffer);
			bytes.set(packed.subarray(at, at + bytes.length));
			at += bytes.length;
		} else fill(column, first as number, how === way.counting ? 1 : 0);
		if (name.startsWith('facts.')) facts[name.slice('facts.'.length)] = column;
		else plain[name] = column;
	});
	return { ...plain, facts } as unknown as DraftPage;
}

function fill(column: Column, first: number, step: number): void {
	if (step === 0) column.fill(first);
	else for (let at = 0; at < column.length; at += 1) column[at] = first + at;
}

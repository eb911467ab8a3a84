/** The first look at a file that is not UTF-8: which cells hold letters beyond ASCII, and what they speak for (R2). */
import { Failure } from '../core/failure';
import { pieceBytes, slicesOf, readSlice } from './blocks';
import { cellText, createCsvReader, type RowBlock } from './csv';
import { detectEncoding } from './detect';
import { upperHalf, type Encoding } from './encodings';
import type { Layout } from './layout';
import { cellFlag } from './offsets';
import { createTranscoder } from './transcode';
import { countUtf8, endsInCutLetter } from './utf8';

/** Bytes of cells beyond ASCII that are looked at, and of one cell. */
const bytesLookedAt = 64 * 1024;
const longestCell = 400;

/** Every byte means something in it and becomes one character, so a file of any encoding can be cut into cells by it. */
const anyBytes: Encoding = 'windows-1252';

/** What is needed to tell cells apart before the encoding is known: headers are ASCII where they are known. */
export interface SurveyInput {
	readonly layout: Layout;
	/** Columns that are not looked at: passwords. */
	readonly hidden: ReadonlySet<number>;
	/** Columns of names, some of which are given back. */
	readonly names: ReadonlySet<number>;
	readonly signal: AbortSignal;
}

export interface Surveyed {
	readonly encoding: Encoding;
	/** Bytes of up to three names with letters beyond ASCII. */
	readonly letterCells: readonly Uint8Array[];
}

/**
 * The legacy encoding of a file that is not UTF-8.
 * @returns null where the file is UTF-8 but for a few bytes: damaged, and in no other encoding
 * @throws Failure 'cancelled', 'file_line_too_long', 'file_unreadable'
 */
export async function surveyEncoding(file: Blob, input: SurveyInput): Promise<Surveyed | null> {
	const { layout, signal } = input;
	const transcoder = createTranscoder(anyBytes);
	const reader = createCsvReader({
		separator: layout.separator.charCodeAt(0),
		firstLine: layout.firstLine
	});
	const cells = createCellSet(input);
	let skip = layout.skipBytes;
	let valid = 0;
	let bad = 0;
	for await (const slice of slicesOf(file, signal)) {
		const votes = countUtf8(slice);
		valid += votes.valid;
		bad += votes.bad;
		if (cells.isFull()) continue;
		for (let from = 0; from < slice.length; from += pieceBytes) {
			if (signal.aborted) throw new Failure('cancelled');
			const utf8 = transcoder.push(slice.subarray(from, from + pieceBytes), false) as Uint8Array;
			cells.take(reader.push(utf8.subarray(skip), false));
			skip = Math.max(0, skip - utf8.length);
		}
	}
	cells.take(reader.push(new Uint8Array(0), true));
	const tail = await readSlice(file, Math.max(0, file.size - 4), file.size);
	if (bad === 0 ? valid > 0 || endsInCutLetter(tail) : bad * 4 <= valid) return null;
	return { encoding: detectEncoding(cells.all()), letterCells: cells.names() };
}

interface CellSet {
	take(block: RowBlock): void;
	isFull(): boolean;
	all(): Uint8Array[];
	names(): Uint8Array[];
}

const namesShown = 3;

function createCellSet({ hidden, names }: SurveyInput): CellSet {
	const distinct = new Map<string, Uint8Array>();
	const shown: Uint8Array[] = [];
	const byteOf = byteTable();
	let size = 0;
	const isFull = () => size >= bytesLookedAt;
	return {
		isFull,
		all: () => [...distinct.values()],
		names: () => shown,
		take(block) {
			for (let row = 0; row < block.rows && !isFull(); row += 1) {
				const first = block.firstCells[row] as number;
				const end = block.firstCells[row + 1] as number;
				for (let cell = first; cell < end; cell += 1) {
					if (!((block.cellFlags[cell] as number) & cellFlag.notAscii)) continue;
					if (hidden.has(cell - first)) continue;
					const text = cellText(block, cell);
					if (text.length > longestCell || distinct.has(text)) continue;
					const bytes = Uint8Array.from(
						text,
						(letter) => byteOf.get(letter) ?? letter.charCodeAt(0)
					);
					distinct.set(text, bytes);
					if (names.has(cell - first) && shown.length < namesShown) shown.push(bytes);
					size += text.length;
				}
			}
		}
	};
}

/** Back from the characters to the bytes that they stand for. */
function byteTable(): ReadonlyMap<string, number> {
	return new Map(upperHalf(anyBytes).map((character, at) => [character, 0x80 + at]));
}

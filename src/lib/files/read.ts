/** Opens a file and gives its rows piece by piece; what cannot be read is refused with its reason (R1). */
import { Failure } from '../core/failure';
import {
	digest,
	hashOf,
	notEncoded,
	pieceBytes,
	readSlice,
	slicesOf,
	toUtf8,
	type ToUtf8
} from './blocks';
import { createCsvReader, type RowBlock } from './csv';
import { isWorkbook, sniff } from './decode';
import type { Encoding, EncodingOrigin } from './encodings';
import { findLayout, type Layout, type LayoutChoices, type RankHeader } from './layout';
import { surveyEncoding } from './survey';

/** What somebody chose where reading alone would decide otherwise (R2, R3). */
export interface ReadChoices extends LayoutChoices {
	readonly encoding?: Encoding | undefined;
	/** Name of the sheet of a workbook. */
	readonly sheet?: string | undefined;
	/** Name of the CSV in an archive, where several lie equally high (Z4). */
	readonly entry?: string | undefined;
}

/** What reading must know of headers. */
export interface HeaderKnowledge {
	readonly rank: RankHeader;
	/** Places of columns that hold passwords, or may. */
	readonly hidden: (headers: readonly string[]) => readonly number[];
	/** Places of columns that hold names of people. */
	readonly names: (headers: readonly string[]) => readonly number[];
}

export interface OpenOptions {
	readonly knows: HeaderKnowledge;
	readonly signal: AbortSignal;
	readonly choices?: ReadChoices;
	/** The file began as UTF-8 and went on as something else. */
	readonly isNotUtf8?: boolean;
}

export interface CsvSource extends Layout {
	readonly encoding: Encoding;
	readonly encodingBy: EncodingOrigin;
	/** Where the encoding was detected: bytes of some names that hold letters beyond ASCII, to judge it by. */
	readonly letterCells: readonly Uint8Array[];
	/** Of a workbook: the sheet that is read, and all that can be seen. */
	readonly sheet: { readonly name: string; readonly names: readonly string[] } | null;
	/**
	 * Rows after the header.
	 * @throws Failure 'cancelled', 'file_line_too_long', 'file_encoding_broken', 'file_unreadable'
	 */
	blocks(signal: AbortSignal): AsyncGenerator<RowBlock>;
	bytesRead(): number;
	/** M5: SHA-256 over the SHA-256 digests of the 4 MiB slices, in hex; once all blocks were taken. */
	sha256(): Promise<string>;
}

/** Bytes in which header and separator are looked for. */
const headBytes = 256 * 1024;

/**
 * @throws Failure 'file_empty', 'file_header_only', 'file_no_known_header', 'file_binary', 'file_kind_unsupported',
 * 'file_encoding_broken', …
 */
export async function openTable(file: Blob, options: OpenOptions): Promise<CsvSource> {
	const head: Head = { file, bytes: await readSlice(file, 0, headBytes) };
	// Few files are workbooks: what reads them is fetched with the first one.
	if (isWorkbook(head.bytes)) return (await import('./read-workbook')).openSheet(file, options);
	return openText(head, options);
}

async function openText(head: Head, options: OpenOptions): Promise<CsvSource> {
	const { file } = head;
	const { encoding, by, letterCells = [] } = await encodingOf(head, options);
	const text = decodeHead(head, encoding);
	if (text === null) throw await notEncoded(file, encoding);
	const layout = layoutIn(head, text, options);
	if (isWhole(head) && text.length <= layout.skipBytes) {
		throw new Failure('file_header_only');
	}
	const digests: Uint8Array[] = [];
	let bytesRead = 0;
	return {
		...layout,
		encoding,
		encodingBy: by,
		letterCells,
		sheet: null,
		bytesRead: () => bytesRead,
		sha256: () => hashOf(digests),
		async *blocks(signal) {
			const reader = createCsvReader({
				separator: layout.separator.charCodeAt(0),
				firstLine: layout.firstLine
			});
			const decode = toUtf8(encoding);
			let skip = layout.skipBytes;
			for await (const slice of slicesOf(file, signal)) {
				const hashed = digest(slice);
				const isLast = bytesRead + slice.length >= file.size;
				for (const piece of piecesOf(slice, { decode, encoding, isLast })) {
					if (signal.aborted) throw new Failure('cancelled');
					if (piece === null) throw await notEncoded(file, encoding);
					if (skip < piece.length) yield reader.push(piece.subarray(skip), false);
					skip = Math.max(0, skip - piece.length);
				}
				bytesRead += slice.length;
				digests.push(await hashed);
			}
			yield reader.push(new Uint8Array(0), true);
		}
	};
}

interface Head {
	readonly file: Blob;
	readonly bytes: Uint8Array;
}

function isWhole({ file, bytes }: Head): boolean {
	return file.size <= bytes.length;
}

interface KnownEncoding {
	readonly encoding: Encoding;
	readonly by: EncodingOrigin;
	readonly letterCells?: readonly Uint8Array[];
}

async function encodingOf(head: Head, options: OpenOptions): Promise<KnownEncoding> {
	const { choices, isNotUtf8 = false } = options;
	const { bytes } = head;
	if (bytes.length === 0) throw new Failure('file_empty');
	if (choices?.encoding) return { encoding: choices.encoding, by: 'chosen' };
	const sniffed = sniff(bytes);
	if (sniffed.by === 'mark') return sniffed;
	const isRight = decodeHead(head, sniffed.encoding) !== null;
	if (sniffed.by === 'pattern') {
		if (!isRight) throw new Failure('file_binary', { kind: 'unknown' });
		return sniffed;
	}
	if (isRight && !isNotUtf8) return sniffed;
	return detectedIn(head, options);
}

async function detectedIn(head: Head, options: OpenOptions): Promise<KnownEncoding> {
	const { knows, signal } = options;
	// In any encoding of one byte the known headers are the same, and so is what separates them.
	const text = decodeHead(head, 'windows-1252') as Uint8Array;
	const layout = layoutIn(head, text, options);
	const hidden = new Set(knows.hidden(layout.headers));
	const names = new Set(knows.names(layout.headers));
	const found = await surveyEncoding(head.file, { layout, hidden, names, signal });
	if (found === null) throw await notEncoded(head.file, 'utf-8');
	return { ...found, by: 'detected' };
}

/** The head as UTF-8; null where it is not of the encoding. */
function decodeHead(head: Head, encoding: Encoding): Uint8Array | null {
	return toUtf8(encoding)(head.bytes, isWhole(head));
}

/** The layout, its bytes counted with those of a byte order mark. */
function layoutIn(head: Head, utf8: Uint8Array, { knows, choices = {} }: OpenOptions): Layout {
	const markBytes = utf8[0] === 0xef && utf8[1] === 0xbb && utf8[2] === 0xbf ? 3 : 0;
	const text = utf8.subarray(markBytes);
	const layout = findLayout(text, !isWhole(head), { rank: knows.rank, choices });
	return { ...layout, skipBytes: layout.skipBytes + markBytes };
}

interface PieceInput {
	readonly decode: ToUtf8;
	readonly encoding: Encoding;
	/** No slice comes after this one. */
	readonly isLast: boolean;
}

/** UTF-8 in small pieces; null, and then no more, where the bytes are not of the encoding. */
function* piecesOf(
	slice: Uint8Array,
	{ decode, encoding, isLast }: PieceInput
): Generator<Uint8Array | null> {
	const isUtf8 = encoding === 'utf-8';
	if (isUtf8 && decode(slice, isLast) === null) {
		yield null;
		return;
	}
	for (let from = 0; from < slice.length; from += pieceBytes) {
		const to = Math.min(slice.length, from + pieceBytes);
		const piece = slice.subarray(from, to);
		yield isUtf8 ? piece : decode(piece, isLast && to === slice.length);
	}
}

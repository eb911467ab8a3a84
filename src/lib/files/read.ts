/** Opens a delimited text file and gives its rows piece by piece; what cannot be read is refused with its reason (R1). */
import { Failure } from '../core/failure';
import { createCsvReader, joined, tokenizeRow, type RowBlock } from './csv';
import { createUtf8Check, sniff } from './decode';
import { createOffsets } from './offsets';
import { scanLimits, scanRows } from './scan';
import { chooseSeparator, type Separator } from './separator';

export interface CsvSource {
	readonly headers: string[];
	readonly separator: Separator;
	readonly encoding: 'utf-8';
	/** Rows after the header. @throws Failure 'cancelled', 'file_line_too_long', 'file_encoding_unsupported', 'file_unreadable' */
	blocks(signal: AbortSignal): AsyncGenerator<RowBlock>;
	bytesRead(): number;
	/** M5: SHA-256 over the SHA-256 digests of the 4 MiB slices, in hex; once all blocks were taken. */
	sha256(): Promise<string>;
}

/** Slices that are read and hashed. */
export const sliceBytes = 4 * 1024 * 1024;
/** Pieces the reader gets: small enough that "Cancel" and the first rows need not wait for a slice. */
const pieceBytes = 512 * 1024;
/** Bytes in which header and separator are looked for. */
const headBytes = 256 * 1024;

/**
 * @param countKnown how many of these headers are known fields
 * @throws Failure 'file_empty', 'file_header_only', 'file_no_known_header', 'file_binary', 'file_kind_unsupported', …
 */
export async function openCsv(
	file: Blob,
	countKnown: (headers: string[]) => number
): Promise<CsvSource> {
	const head = await readSlice(file, 0, headBytes);
	const { bomBytes } = sniff(head);
	const text = head.subarray(bomBytes);
	const { separator, skipBytes, skipLines } = chooseSeparator(text, countKnown);
	const header = findHeader(text.subarray(skipBytes), separator, file.size > headBytes);
	if (countKnown(header.cells) === 0) {
		throw new Failure('file_no_known_header', { first: firstLine(text) });
	}
	const digests: Uint8Array[] = [];
	let bytesRead = 0;
	const options = {
		separator: separator.charCodeAt(0),
		firstLine: 1 + skipLines + header.lines,
		skipBytes: bomBytes + skipBytes + header.bytes
	};
	if (file.size <= options.skipBytes) throw new Failure('file_header_only');
	return {
		headers: header.cells,
		separator,
		encoding: 'utf-8',
		bytesRead: () => bytesRead,
		sha256: async () => hex(await digest(joined(digests))),
		async *blocks(signal) {
			const reader = createCsvReader(options);
			const check = createUtf8Check();
			for await (const slice of slicesOf(file, signal)) {
				const hashed = digest(slice);
				const bad = check.push(slice);
				if (bad >= 0) throw await notUtf8(file, bytesRead + bad);
				for (let from = 0; from < slice.length; from += pieceBytes) {
					if (signal.aborted) throw new Failure('cancelled');
					const start = Math.max(from, options.skipBytes - bytesRead);
					const to = Math.min(slice.length, from + pieceBytes);
					if (start < to) yield reader.push(slice.subarray(start, to), false);
				}
				bytesRead += slice.length;
				digests.push(await hashed);
			}
			if (!check.isComplete()) throw await notUtf8(file, file.size);
			yield reader.push(new Uint8Array(0), true);
		}
	};
}

/** Slices in order, the next one on its way while one is worked on. */
async function* slicesOf(file: Blob, signal: AbortSignal): AsyncGenerator<Uint8Array> {
	let next = readSlice(file, 0, sliceBytes);
	for (let from = 0; from < file.size; from += sliceBytes) {
		const slice = await next;
		if (signal.aborted) throw new Failure('cancelled');
		const after = from + sliceBytes;
		if (after < file.size) {
			next = readSlice(file, after, after + sliceBytes);
			// Where the reader stops early nobody waits for this slice; its failure is told when it is waited for.
			next.catch(() => undefined);
		}
		yield slice;
	}
}

/** Lines are counted only for the message: the bytes before the wrong one are read once more. */
async function notUtf8(file: Blob, place: number): Promise<Failure> {
	let line = 1;
	for (let from = 0; from < place; from += sliceBytes) {
		// With the byte after it, so that a return knows its line feed.
		const to = Math.min(from + sliceBytes, place);
		const bytes = await readSlice(file, from, to + 1);
		line += countLines(bytes, to - from);
	}
	return new Failure('file_encoding_unsupported', { encoding: 'unknown', line });
}

async function readSlice(file: Blob, from: number, to: number): Promise<Uint8Array> {
	try {
		return new Uint8Array(await file.slice(from, to).arrayBuffer());
	} catch (cause) {
		throw new Failure('file_unreadable', {}, cause);
	}
}

interface Header {
	readonly cells: string[];
	/** Bytes and physical lines of the header with what stands before it. */
	readonly bytes: number;
	readonly lines: number;
}

/** The first row that is not blank. */
function findHeader(text: Uint8Array, separator: Separator, hasMore: boolean): Header {
	const byte = separator.charCodeAt(0);
	const offsets = createOffsets();
	scanRows(offsets, {
		bytes: text,
		separator: byte,
		line: 1,
		isLast: !hasMore,
		limits: scanLimits
	});
	if (offsets.rows === 0) {
		if (hasMore) throw new Failure('file_line_too_long', { line: 1, limitBytes: headBytes });
		throw new Failure('file_empty');
	}
	const end = offsets.rowEnds[0] as number;
	const cells = tokenizeRow(text.subarray(offsets.rowStarts[0], end), byte);
	const isPair = text[end] === 0x0d && text[end + 1] === 0x0a;
	const bytes = Math.min(text.length, end + (isPair ? 2 : 1));
	return { cells, bytes, lines: countLines(text, bytes) };
}

/** Line ends among the first bytes: CRLF, LF and a lone CR (R4). */
function countLines(text: Uint8Array, end: number): number {
	let lines = 0;
	for (let at = 0; at < end; at += 1) {
		if (text[at] === 0x0a || (text[at] === 0x0d && text[at + 1] !== 0x0a)) lines += 1;
	}
	return lines;
}

function firstLine(text: Uint8Array): string {
	const line = new TextDecoder().decode(text.subarray(0, 320)).split(/[\r\n]/, 1)[0] ?? '';
	return line.slice(0, 80);
}

async function digest(bytes: Uint8Array): Promise<Uint8Array> {
	return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));
}

function hex(bytes: Uint8Array): string {
	return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

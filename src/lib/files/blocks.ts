/** A file in slices, each hashed and, where it is not UTF-8, put into UTF-8 (R2, M5). */
import { Failure } from '../core/failure';
import { joined } from './csv';
import type { Encoding } from './encodings';
import { countLines } from './layout';
import { createTranscoder, decodeWhole } from './transcode';
import { createUtf8Check } from './utf8';

/** Slices that are read and hashed. */
export const sliceBytes = 4 * 1024 * 1024;
/** Pieces the reader gets: small enough that "Cancel" and the first rows need not wait for a slice. */
export const pieceBytes = 512 * 1024;

/** Slices in order, the next one on its way while one is worked on. @throws Failure 'cancelled', 'file_unreadable' */
export async function* slicesOf(file: Blob, signal: AbortSignal): AsyncGenerator<Uint8Array> {
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

export async function readSlice(file: Blob, from: number, to: number): Promise<Uint8Array> {
	try {
		return new Uint8Array(await file.slice(from, to).arrayBuffer());
	} catch (cause) {
		throw new Failure('file_unreadable', {}, cause);
	}
}

/** M5: SHA-256 over the SHA-256 digests of the slices, in hex. */
export async function hashFile(file: Blob, signal: AbortSignal): Promise<string> {
	const digests: Uint8Array[] = [];
	for await (const slice of slicesOf(file, signal)) digests.push(await digest(slice));
	return hashOf(digests);
}

export async function hashOf(digests: readonly Uint8Array[]): Promise<string> {
	const bytes = await digest(joined(digests));
	return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export async function digest(bytes: Uint8Array): Promise<Uint8Array> {
	return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));
}

/** Bytes of the file → UTF-8, slice by slice; the last call ends the file. Null where they are not of the encoding. */
export type ToUtf8 = (slice: Uint8Array, isLast: boolean) => Uint8Array | null;

/** What is UTF-8 already is only checked. */
export function toUtf8(encoding: Encoding): ToUtf8 {
	if (encoding === 'utf-8') {
		const check = createUtf8Check();
		return (slice, isLast) =>
			check.push(slice) >= 0 || (isLast && !check.isComplete()) ? null : slice;
	}
	const transcoder = createTranscoder(encoding);
	return (slice, isLast) => transcoder.push(slice, isLast);
}

/** A line is looked for only for the message, so the file is read once more. */
export async function notEncoded(file: Blob, encoding: Encoding): Promise<Failure> {
	const isWide = encoding.startsWith('utf-16');
	const take = toUtf8(encoding);
	let lines = 0;
	let before: Uint8Array = new Uint8Array(0);
	for (let from = 0; from < file.size; from += pieceBytes) {
		const to = from + pieceBytes;
		const piece = await readSlice(file, from, to);
		const utf8 = take(piece, to >= file.size);
		if (utf8) {
			lines += countLines(before, before.length - 1);
			// The last byte tells only with the next one whether it ends a line.
			before = joined([before.subarray(-1), utf8]);
			continue;
		}
		lines += countLines(before, before.length) - (cutsPair(before, piece, isWide) ? 1 : 0);
		const line = 1 + lines + (isWide ? linesOfWide(piece, encoding) : linesOf(piece, encoding));
		return new Failure('file_encoding_broken', { encoding, line });
	}
	return new Failure('file_encoding_broken', { encoding });
}

/** A line end of two characters, of which the second comes first in the piece. */
function cutsPair(before: Uint8Array, piece: Uint8Array, isWide: boolean): boolean {
	const first = isWide ? (piece[0] ?? 0) | (piece[1] ?? 0) : piece[0];
	return before[before.length - 1] === 0x0d && first === 0x0a;
}

/** Line ends before the first line that cannot be decoded; the first may lack its beginning, and is judged last. */
function linesOf(piece: Uint8Array, encoding: Encoding): number {
	let start = 0;
	let lines = 0;
	for (let at = 0; at < piece.length; at += 1) {
		const isEnd = piece[at] === 0x0a || piece[at] === 0x0d;
		if (!isEnd) continue;
		if (lines > 0 && decodeWhole(piece.subarray(start, at), encoding) === null) return lines;
		if (piece[at] === 0x0d && piece[at + 1] === 0x0a) at += 1;
		start = at + 1;
		lines += 1;
	}
	const isFirstBad = lines === 0 || decodeWhole(piece.subarray(start), encoding) !== null;
	return isFirstBad ? 0 : lines;
}

/** The same for UTF-16: line ends before the first half of a surrogate pair that stands alone. */
function linesOfWide(piece: Uint8Array, encoding: Encoding): number {
	const view = new DataView(piece.buffer, piece.byteOffset, piece.length);
	const isLittle = encoding === 'utf-16le';
	let lines = 0;
	for (let at = 0; at + 1 < piece.length; at += 2) {
		const unit = view.getUint16(at, isLittle);
		const next = at + 3 < piece.length ? view.getUint16(at + 2, isLittle) : 0;
		if (unit === 0x0a || (unit === 0x0d && next !== 0x0a)) lines += 1;
		const isHigh = unit >= 0xd800 && unit < 0xdc00;
		const isLow = unit >= 0xdc00 && unit < 0xe000;
		if (isHigh && next >= 0xdc00 && next < 0xe000) at += 2;
		else if ((isHigh && at + 3 < piece.length) || (isLow && at > 0)) return lines;
	}
	return lines;
}

/** The parts of a workbook, which is a ZIP: found by its directory, inflated piece by piece, never beyond their limits. */
import { Inflate } from 'fflate';
import { Failure } from '../core/failure';
import { readSlice } from './blocks';

export interface Part {
	readonly name: string;
	readonly method: number;
	readonly compressedBytes: number;
	readonly bytes: number;
	/** Where its local header begins. */
	readonly offset: number;
}

export type Parts = ReadonlyMap<string, Part>;

/** A workbook has some dozens of parts; a directory beyond these is no workbook's. */
const mostParts = 5000;
const directoryBytes = 2 * 1024 * 1024;
/** End record with the longest comment. */
const tailBytes = 22 + 0xffff;

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const encryptedFlag = 1;

function damaged(part = ''): Failure {
	return new Failure('file_workbook_damaged', { part });
}

/** @throws Failure 'file_workbook_damaged', 'file_workbook_protected', 'file_unreadable' */
export async function readParts(file: Blob): Promise<Parts> {
	const tailStart = Math.max(0, file.size - tailBytes);
	const tail = viewOf(await readSlice(file, tailStart, file.size));
	const end = findEnd(tail);
	const count = tail.getUint16(end + 10, true);
	const size = tail.getUint32(end + 12, true);
	const start = tail.getUint32(end + 16, true);
	if (count > mostParts || size > directoryBytes || start + size > tailStart + end) throw damaged();
	const directory = viewOf(await readSlice(file, start, start + size));
	const parts = new Map<string, Part>();
	let at = 0;
	for (let read = 0; read < count; read += 1) {
		if (at + 46 > directory.byteLength) throw damaged();
		if (directory.getUint32(at, true) !== entrySignature) throw damaged();
		if (directory.getUint16(at + 8, true) & encryptedFlag) {
			throw new Failure('file_workbook_protected');
		}
		const nameEnd = at + 46 + directory.getUint16(at + 28, true);
		if (nameEnd > directory.byteLength) throw damaged();
		const name = textOf(directory, at + 46, nameEnd);
		parts.set(name.toLowerCase(), {
			name,
			method: directory.getUint16(at + 10, true),
			compressedBytes: directory.getUint32(at + 20, true),
			bytes: directory.getUint32(at + 24, true),
			offset: directory.getUint32(at + 42, true)
		});
		at = nameEnd + directory.getUint16(at + 30, true) + directory.getUint16(at + 32, true);
	}
	return parts;
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
	return new DataView(buffer, byteOffset, byteLength);
}

function textOf({ buffer, byteOffset }: DataView, from: number, to: number): string {
	const bytes = new Uint8Array(buffer, byteOffset + from, to - from);
	return new TextDecoder().decode(bytes).replaceAll('\\', '/').replace(/^\//, '');
}

function findEnd(tail: DataView): number {
	for (let at = tail.byteLength - 22; at >= 0; at -= 1) {
		if (tail.getUint32(at, true) === endSignature) return at;
	}
	throw damaged();
}

/** Compressed bytes that are read at once. */
const sliceBytes = 256 * 1024;

export interface InflateOptions {
	/** Bytes beyond which the part is refused, whatever it declares. */
	readonly limitBytes: number;
	readonly signal: AbortSignal;
}

/**
 * The bytes of a part, in pieces.
 * @throws Failure 'file_workbook_too_large', 'file_workbook_damaged', 'cancelled', 'file_unreadable'
 */
export async function* inflatePart(
	file: Blob,
	part: Part,
	{ limitBytes, signal }: InflateOptions
): AsyncGenerator<Uint8Array> {
	const { name, bytes, method } = part;
	if (bytes > limitBytes) throw new Failure('file_workbook_too_large', { part: name });
	if (method !== 0 && method !== 8) throw damaged(name);
	const header = viewOf(await readSlice(file, part.offset, part.offset + 30));
	if (header.byteLength < 30) throw damaged(name);
	const extra = header.getUint16(26, true) + header.getUint16(28, true);
	const start = part.offset + 30 + extra;
	const end = start + part.compressedBytes;
	let count = 0;
	for await (const piece of method === 0
		? storedPieces(file, start, end)
		: inflatedPieces(file, { start, end, name })) {
		if (signal.aborted) throw new Failure('cancelled');
		count += piece.length;
		if (count > bytes) throw damaged(name);
		yield piece;
	}
	if (count !== bytes) throw damaged(name);
}

async function* storedPieces(file: Blob, start: number, end: number): AsyncGenerator<Uint8Array> {
	for (let from = start; from < end; from += sliceBytes) {
		yield readSlice(file, from, Math.min(end, from + sliceBytes));
	}
}

async function* inflatedPieces(
	file: Blob,
	{ start, end, name }: { start: number; end: number; name: string }
): AsyncGenerator<Uint8Array> {
	let ready: Uint8Array[] = [];
	const inflate = new Inflate((piece) => ready.push(piece));
	for (let from = start; from < end; from += sliceBytes) {
		const to = Math.min(end, from + sliceBytes);
		const slice = await readSlice(file, from, to);
		// Handed over in small parts: what one of them inflates to is held at once.
		for (let at = 0; at < slice.length; at += 4096) {
			const isLast = to === end && at + 4096 >= slice.length;
			try {
				inflate.push(slice.subarray(at, at + 4096), isLast);
			} catch {
				throw damaged(name);
			}
			yield* ready;
			ready = [];
		}
	}
}

/** A part as text, held whole. */
export async function partText(file: Blob, part: Part, options: InflateOptions): Promise<string> {
	const decoder = new TextDecoder();
	let text = '';
	for await (const piece of inflatePart(file, part, options)) {
		text += decoder.decode(piece, { stream: true });
	}
	return text + decoder.decode();
}

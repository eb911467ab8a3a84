/** The bytes of an entry: counted while they are inflated, stopped at the declared size, and checked (Z2). */
import { Inflate } from 'fflate';
import { Failure } from '../core/failure';
import { crc32 } from './crc32';
import type { ZipEntry } from './zip-entry';
import { shownName } from './zip-name';
import { createWindow, type FileWindow } from './zip-window';

/** Compressed bytes handed over at once: they may become a thousand times as many before these can be counted. */
const pieceBytes = 16 * 1024;
const windowBytes = 4 * 1024 * 1024;

/** An entry whole, or the failure that is its own: 'file_zip_entry_broken'. */
export interface TakenEntry {
	readonly entry: ZipEntry;
	readonly bytes: Uint8Array<ArrayBuffer> | null;
}

/**
 * Entries in the order given, which should be that of their bytes; one at a time is held.
 * @throws Failure 'cancelled', 'file_unreadable'
 */
export async function* inflateEach(
	file: Blob,
	entries: readonly ZipEntry[],
	signal: AbortSignal
): AsyncGenerator<TakenEntry> {
	const window = createWindow(file, windowBytes);
	for (const entry of entries) {
		if (signal.aborted) throw new Failure('cancelled');
		yield { entry, bytes: await inflate(window, entry) };
	}
}

/** @throws Failure 'file_zip_entry_broken', 'file_unreadable' */
export async function inflateEntry(file: Blob, entry: ZipEntry): Promise<Uint8Array<ArrayBuffer>> {
	const bytes = await inflate(createWindow(file, 0), entry);
	if (bytes === null) throw new Failure('file_zip_entry_broken', { entry: shownName(entry.name) });
	return bytes;
}

/** Null where length or checksum are not the declared ones. */
async function inflate(
	window: FileWindow,
	entry: ZipEntry
): Promise<Uint8Array<ArrayBuffer> | null> {
	const { dataStart, compressedBytes } = entry;
	const packed = await window.read(dataStart, dataStart + compressedBytes);
	if (packed.length !== compressedBytes) return null;
	// The window goes on: what is kept is a copy.
	const bytes = entry.method === 0 ? new Uint8Array(packed) : inflated(packed, entry.bytes);
	return bytes?.length === entry.bytes && crc32(bytes) === entry.crc32 ? bytes : null;
}

function inflated(packed: Uint8Array, bytes: number): Uint8Array<ArrayBuffer> | null {
	const whole = new Uint8Array(bytes);
	let count = 0;
	const stream = new Inflate((piece) => {
		if (count + piece.length <= bytes) whole.set(piece, count);
		count += piece.length;
	});
	try {
		for (let at = 0; at < packed.length && count <= bytes; at += pieceBytes) {
			stream.push(packed.subarray(at, at + pieceBytes), at + pieceBytes >= packed.length);
		}
	} catch {
		return null;
	}
	return count === bytes ? whole : null;
}

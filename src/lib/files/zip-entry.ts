/** What the directory of an archive says of an entry, and how much of it is taken (Z1). */
import { Failure } from '../core/failure';

export interface ZipEntry {
	/** As its bytes are read by Z1; folders end in a slash. */
	readonly name: string;
	/** The name's bytes, which the local header must repeat. */
	readonly nameBytes: Uint8Array;
	readonly flags: number;
	readonly method: 0 | 8;
	readonly crc32: number;
	readonly compressedBytes: number;
	readonly bytes: number;
	/** Where its local header begins. */
	readonly offset: number;
	/** Where its compressed bytes begin; known once its local header was read, else 0. */
	readonly dataStart: number;
}

const mebibyte = 1024 * 1024;

export const zipLimits = {
	entries: 50_000,
	entryBytes: 20 * mebibyte,
	totalBytes: 4 * 1024 * mebibyte,
	/** Times that an entry may grow when inflated, above `ratioFromBytes`. */
	ratio: 200,
	ratioFromBytes: mebibyte,
	/** What cannot be compressed grows a little: five bytes for each block of 16 KiB and more. */
	deflateOverheadBytes: 64 * 1024,
	/** 50,000 entries with the longest names that occur. */
	directoryBytes: 32 * mebibyte,
	/** Writers that align entries leave gaps of up to a page; more than that hides something. */
	paddingBytes: 4096
} as const;

export const signatures = {
	local: 0x04034b50,
	descriptor: 0x08074b50,
	entry: 0x02014b50,
	end: 0x06054b50,
	end64: 0x06064b50,
	end64Locator: 0x07064b50
} as const;

export function damaged(entry = ''): Failure {
	return new Failure('file_zip_damaged', { entry });
}

export function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
	return new DataView(buffer, byteOffset, byteLength);
}

/** A 64-bit size or place. @throws Failure 'file_zip_damaged' beyond what a file can have */
export function uint64(view: DataView, at: number, entry = ''): number {
	const value = view.getBigUint64(at, true);
	if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw damaged(entry);
	return Number(value);
}

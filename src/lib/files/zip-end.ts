/** The end record of an archive, and its ZIP64 form: where the directory is, told once and without contradiction (Z1). */
import { Failure } from '../core/failure';
import { readSlice } from './blocks';
import { damaged, signatures, uint64, viewOf, zipLimits } from './zip-entry';

export interface ZipEnd {
	readonly entries: number;
	readonly directoryStart: number;
	readonly directoryBytes: number;
}

const endBytes = 22;
const locatorBytes = 20;
const end64Bytes = 56;
/** End record with the longest comment, and the ZIP64 records before it. */
const tailBytes = endBytes + 0xffff + locatorBytes + end64Bytes;

interface Tail {
	readonly view: DataView;
	/** Place in the file at which it begins. */
	readonly start: number;
	/** Place in the tail of the end record. */
	readonly at: number;
}

/** @throws Failure 'file_zip_damaged', 'file_zip_extra_bytes', 'file_zip_split', 'file_zip_too_many', 'file_unreadable' */
export async function findEnd(file: Blob): Promise<ZipEnd> {
	const tail = await tailOf(file);
	if (tail === null) throw damaged();
	const { view, at } = tail;
	if (at + endBytes + view.getUint16(at + 20, true) !== view.byteLength) {
		throw new Failure('file_zip_extra_bytes');
	}
	const short = {
		entries: view.getUint16(at + 10, true),
		directoryBytes: view.getUint32(at + 12, true),
		directoryStart: view.getUint32(at + 16, true)
	};
	const disks = [4, 6].map((field) => view.getUint16(at + field, true));
	const isLong = at >= locatorBytes && view.getUint32(at - 20, true) === signatures.end64Locator;
	const unset = isLong ? 0xffff : 0;
	if (disks.some((disk) => disk !== 0 && disk !== unset)) throw new Failure('file_zip_split');
	if (view.getUint16(at + 8, true) !== short.entries) throw new Failure('file_zip_split');
	const { end, stands } = isLong
		? { ...(await longEnd(file, tail, short)) }
		: { end: short, stands: tail.start + at };
	checkPlace(end, stands);
	return end;
}

/** The file ends as an archive does, with or without bytes after it. */
export async function hasEnd(file: Blob): Promise<boolean> {
	return (await tailOf(file)) !== null;
}

/** An end record that reaches to the end of the file, else the last one there is. */
async function tailOf(file: Blob): Promise<Tail | null> {
	const start = Math.max(0, file.size - tailBytes);
	const view = viewOf(await readSlice(file, start, file.size));
	let last = -1;
	for (let at = view.byteLength - endBytes; at >= 0; at -= 1) {
		if (view.getUint32(at, true) !== signatures.end) continue;
		if (at + endBytes + view.getUint16(at + 20, true) === view.byteLength) {
			return { view, start, at };
		}
		if (last < 0) last = at;
	}
	return last < 0 ? null : { view, start, at: last };
}

/** The directory must end where the record that tells of it begins. */
function checkPlace({ entries, directoryStart, directoryBytes }: ZipEnd, stands: number): void {
	if (entries > zipLimits.entries) {
		throw new Failure('file_zip_too_many', { count: entries, limit: zipLimits.entries });
	}
	if (directoryBytes > zipLimits.directoryBytes) throw damaged();
	const end = directoryStart + directoryBytes;
	if (end > stands) throw damaged();
	// Offsets that were not shifted by what was put before the archive, or a gap in which something hides.
	if (end < stands) throw new Failure('file_zip_extra_bytes');
}

/** ZIP64: a locator before the end record points at a longer one, which stands directly before the locator. */
async function longEnd(
	file: Blob,
	{ view, start, at }: Tail,
	short: ZipEnd
): Promise<{ end: ZipEnd; stands: number }> {
	const locator = start + at - locatorBytes;
	const stands = uint64(view, at - 12);
	const disks = view.getUint32(at - 4, true);
	if (view.getUint32(at - 16, true) !== 0 || disks > 1) throw new Failure('file_zip_split');
	if (stands + end64Bytes > locator) throw damaged();
	const record = viewOf(await readSlice(file, stands, stands + end64Bytes));
	if (record.getUint32(0, true) !== signatures.end64) throw damaged();
	if (stands + 12 + uint64(record, 4) !== locator) throw damaged();
	if (record.getUint32(16, true) !== 0 || record.getUint32(20, true) !== 0) {
		throw new Failure('file_zip_split');
	}
	const end = {
		entries: uint64(record, 32),
		directoryBytes: uint64(record, 40),
		directoryStart: uint64(record, 48)
	};
	if (uint64(record, 24) !== end.entries) throw new Failure('file_zip_split');
	const agrees =
		[end.entries, 0xffff].includes(short.entries) &&
		[end.directoryBytes, 0xffffffff].includes(short.directoryBytes) &&
		[end.directoryStart, 0xffffffff].includes(short.directoryStart);
	if (!agrees) throw damaged();
	return { end, stands };
}

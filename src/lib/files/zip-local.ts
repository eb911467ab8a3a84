/** Local headers and data descriptors against the directory: both must say the same, and no two entries share a byte (Z1). */
import { Failure } from '../core/failure';
import { damaged, signatures, viewOf, zipLimits, type ZipEntry } from './zip-entry';
import { extraFields, longValues } from './zip-extra';
import { shownName } from './zip-name';
import { createReadAhead, createWindow, type FileWindow } from './zip-window';

const headerBytes = 30;
const descriptorFlag = 0x0008;
/** Encryption, data descriptor and the masking of headers: what changes how an entry is read. */
const comparedFlags = 0x0001 | descriptorFlag | 0x0040 | 0x2000;
const longestDescriptor = 24;

/** One slice for many small entries; for large ones their headers alone are read. */
const wideWindow = 4 * 1024 * 1024;
const windowsAhead = 3;
const narrowWindow = 1024;
const largeEntry = 512 * 1024;

interface Range {
	/** Where the directory begins. */
	readonly end: number;
	readonly signal: AbortSignal;
}

/**
 * @param entries in the order of their offsets
 * @returns the same, with the places of their bytes
 * @throws Failure 'file_zip_overlap', 'file_zip_contradicts', 'file_zip_extra_bytes', 'file_zip_damaged', 'cancelled'
 */
export async function checkBodies(
	file: Blob,
	entries: readonly ZipEntry[],
	{ end, signal }: Range
): Promise<readonly ZipEntry[]> {
	checkOverlaps(entries, end);
	const isLarge = end / entries.length > largeEntry;
	const window = isLarge
		? createWindow(file, narrowWindow)
		: createReadAhead(file, wideWindow, windowsAhead);
	const checked: ZipEntry[] = [];
	for (const [place, entry] of entries.entries()) {
		if (signal.aborted) throw new Failure('cancelled');
		const next = entries[place + 1];
		const limit = next?.offset ?? end;
		const dataStart = await checkHeader(window, entry);
		const bodyEnd = await checkDescriptor(window, { ...entry, dataStart }, limit);
		if (bodyEnd > limit) throw overlapOf(entry, next);
		if (limit - bodyEnd > zipLimits.paddingBytes) throw extraBytes(entry);
		checked.push({ ...entry, dataStart });
	}
	return checked;
}

/** By the least that an entry can take: tells most bombs before any of them is read. */
function checkOverlaps(entries: readonly ZipEntry[], end: number): void {
	const [first] = entries;
	if (first && first.offset > 0) throw new Failure('file_zip_extra_bytes');
	entries.forEach((entry, place) => {
		const next = entries[place + 1];
		const limit = next?.offset ?? end;
		const least = entry.offset + headerBytes + entry.nameBytes.length + entry.compressedBytes;
		if (least > limit) throw overlapOf(entry, next);
	});
}

function overlapOf({ name }: ZipEntry, next: ZipEntry | undefined): Failure {
	if (!next) return damaged(shownName(name));
	return new Failure('file_zip_overlap', { entry: shownName(next.name), other: shownName(name) });
}

function extraBytes({ name }: ZipEntry): Failure {
	return new Failure('file_zip_extra_bytes', { entry: shownName(name) });
}

/** @returns where the entry's bytes begin */
async function checkHeader(window: FileWindow, entry: ZipEntry): Promise<number> {
	const { offset, nameBytes, flags, method, name } = entry;
	const header = await window.read(offset, offset + headerBytes);
	if (header.length < headerBytes) throw damaged(shownName(name));
	const view = viewOf(header);
	if (view.getUint32(0, true) !== signatures.local) throw damaged(shownName(name));
	const nameEnd = offset + headerBytes + view.getUint16(26, true);
	const dataStart = nameEnd + view.getUint16(28, true);
	const rest = await window.read(offset + headerBytes, dataStart);
	const localName = rest.subarray(0, nameEnd - offset - headerBytes);
	const [bytes, compressedBytes] = longValues(
		[22, 18].map((field) => view.getUint32(field, true)),
		extraFields(rest.subarray(localName.length)),
		shownName(name)
	);
	const says = { crc32: view.getUint32(14, true), bytes, compressedBytes };
	const agrees =
		((view.getUint16(6, true) ^ flags) & comparedFlags) === 0 &&
		view.getUint16(8, true) === method &&
		isEqual(localName, nameBytes) &&
		agreesOnSizes(says, entry);
	if (!agrees) throw contradiction(entry);
	return dataStart;
}

type Sizes = Record<'crc32' | 'bytes' | 'compressedBytes', number | undefined>;

/** Zeros and unset values stand for what a descriptor tells after the bytes. */
function agreesOnSizes(says: Sizes, entry: ZipEntry): boolean {
	const isLater = (entry.flags & descriptorFlag) !== 0;
	return (['crc32', 'bytes', 'compressedBytes'] as const).every(
		(key) => says[key] === entry[key] || (isLater && (says[key] === 0 || says[key] === 0xffffffff))
	);
}

function contradiction({ name }: ZipEntry): Failure {
	return new Failure('file_zip_contradicts', { entry: shownName(name) });
}

/** @returns where the entry ends, its descriptor included */
async function checkDescriptor(
	window: FileWindow,
	entry: ZipEntry,
	limit: number
): Promise<number> {
	const end = entry.dataStart + entry.compressedBytes;
	if ((entry.flags & descriptorFlag) === 0 || end > limit) return end;
	const bytes = await window.read(end, Math.min(limit, end + longestDescriptor));
	const found = descriptorsOf(entry).find((descriptor) =>
		isEqual(bytes.subarray(0, descriptor.length), descriptor)
	);
	if (!found) throw contradiction(entry);
	return end + found.length;
}

/** The forms in which writers leave it: with 64-bit sizes or without, with a signature or without. */
function descriptorsOf({ crc32, compressedBytes, bytes }: ZipEntry): readonly Uint8Array[] {
	return [true, false].flatMap((isSigned) =>
		[8, 4].map((width) => {
			const view = new DataView(new ArrayBuffer((isSigned ? 8 : 4) + 2 * width));
			if (isSigned) view.setUint32(0, signatures.descriptor, true);
			const at = isSigned ? 4 : 0;
			view.setUint32(at, crc32, true);
			view.setUint32(at + 4, compressedBytes, true);
			view.setUint32(at + 4 + width, bytes, true);
			return new Uint8Array(view.buffer);
		})
	);
}

function isEqual(one: Uint8Array, two: Uint8Array): boolean {
	return one.length === two.length && one.every((byte, place) => byte === two[place]);
}

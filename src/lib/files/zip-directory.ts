/** The central directory: one record for each entry, all of them and nothing else (Z1). */
import { Failure } from '../core/failure';
import { readSlice } from './blocks';
import type { ZipEnd } from './zip-end';
import { damaged, signatures, viewOf, type ZipEntry } from './zip-entry';
import { aesField, extraFields, longValues, unicodeName } from './zip-extra';
import { isFolder, nameOf, shownName } from './zip-name';

/** Encrypted, strongly encrypted, or with a masked directory. */
const encryptedFlags = 0x0001 | 0x0040 | 0x2000;
const utf8Flag = 0x0800;
const aesMethod = 99;

const recordBytes = 46;

/** @throws Failure 'file_zip_damaged', 'file_zip_encrypted', 'file_zip_method', 'file_zip_split', 'file_zip_symlink' */
export async function readDirectory(file: Blob, end: ZipEnd): Promise<ZipEntry[]> {
	const { directoryStart, directoryBytes } = end;
	const bytes = await readSlice(file, directoryStart, directoryStart + directoryBytes);
	const entries: ZipEntry[] = [];
	let at = 0;
	while (entries.length < end.entries) {
		const record = recordAt(bytes, at);
		entries.push(entryOf(record));
		at += record.length;
	}
	// A record more than the end record counts.
	if (at !== bytes.length) throw damaged();
	return entries;
}

function recordAt(bytes: Uint8Array, at: number): Uint8Array {
	if (at + recordBytes > bytes.length) throw damaged();
	const view = viewOf(bytes.subarray(at));
	if (view.getUint32(0, true) !== signatures.entry) throw damaged();
	const lengths = [28, 30, 32].map((field) => view.getUint16(field, true));
	const length = lengths.reduce((sum, part) => sum + part, recordBytes);
	if (at + length > bytes.length) throw damaged();
	return bytes.subarray(at, at + length);
}

function entryOf(record: Uint8Array): ZipEntry {
	const view = viewOf(record);
	const nameEnd = recordBytes + view.getUint16(28, true);
	const nameBytes = record.subarray(recordBytes, nameEnd);
	const fields = extraFields(record.subarray(nameEnd, nameEnd + view.getUint16(30, true)));
	const flags = view.getUint16(8, true);
	const longName = unicodeName(nameBytes, fields);
	const name = nameOf(longName ?? nameBytes, longName !== null || (flags & utf8Flag) !== 0);
	const entry = shownName(
		name ??
			nameOf(
				nameBytes.filter((byte) => byte < 0x80),
				false
			) ??
			''
	);
	const method = view.getUint16(10, true);
	if (flags & encryptedFlags || method === aesMethod || fields.has(aesField)) {
		throw new Failure('file_zip_encrypted', { entry });
	}
	if (name === null) throw damaged(entry);
	if (method !== 0 && method !== 8) throw new Failure('file_zip_method', { entry, method });
	checkAttributes(view, entry);
	const [bytes, compressedBytes, offset] = longValues(
		[24, 20, 42].map((field) => view.getUint32(field, true)),
		fields,
		entry
	) as [number, number, number];
	if (isFolder(name) && bytes > 0) throw new Failure('file_zip_contradicts', { entry });
	const crc32 = view.getUint32(16, true);
	return { name, nameBytes, flags, method, crc32, compressedBytes, bytes, offset, dataStart: 0 };
}

function checkAttributes(view: DataView, entry: string): void {
	const disk = view.getUint16(34, true);
	if (disk !== 0 && disk !== 0xffff) throw new Failure('file_zip_split', { entry });
	const mode = view.getUint16(40, true);
	if ((mode & 0xf000) === 0xa000) throw new Failure('file_zip_symlink', { entry });
}

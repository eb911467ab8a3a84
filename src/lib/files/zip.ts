/**
 * An archive that is believed only after its whole directory was checked (Z1). It is read by slices of the file and never
 * held as a whole; nothing is inflated here. Names of entries are only ever names: nothing is written under them.
 */
import { Failure } from '../core/failure';
import { readDirectory } from './zip-directory';
import { findEnd, hasEnd } from './zip-end';
import { zipLimits, type ZipEntry } from './zip-entry';
import { checkBodies } from './zip-local';
import { checkNames } from './zip-name';

/**
 * Entries in the order of their bytes, folders among them.
 * @throws Failure 'file_zip_…' with the entry's name, 'file_unreadable', 'cancelled'
 */
export async function readArchive(file: Blob, signal: AbortSignal): Promise<readonly ZipEntry[]> {
	const end = await findEnd(file);
	const entries = await readDirectory(file, end);
	if (entries.length === 0) throw new Failure('file_zip_empty');
	checkNames(entries);
	checkSizes(entries);
	const inOrder = entries.toSorted((one, two) => one.offset - two.offset);
	return checkBodies(file, inOrder, { end: end.directoryStart, signal });
}

/** Told by content (R1): an archive begins with an entry, or is empty, or is called one and ends as one. */
export async function isArchive(file: Blob, name: string): Promise<boolean> {
	const head = new DataView(await file.slice(0, 4).arrayBuffer());
	const start = head.byteLength === 4 ? head.getUint32(0, true) : 0;
	if (start === 0x04034b50 || start === 0x06054b50) return true;
	return name.toLowerCase().endsWith('.zip') && hasEnd(file);
}

function checkSizes(entries: readonly ZipEntry[]): void {
	let total = 0;
	for (const { name, bytes, compressedBytes, method } of entries) {
		const largest = Math.max(bytes, compressedBytes - zipLimits.deflateOverheadBytes);
		if (largest > zipLimits.entryBytes) {
			throw new Failure('file_zip_entry_too_large', {
				entry: name,
				limitBytes: zipLimits.entryBytes
			});
		}
		if (method === 0 && bytes !== compressedBytes) {
			throw new Failure('file_zip_contradicts', { entry: name });
		}
		if (bytes > zipLimits.ratioFromBytes && bytes > compressedBytes * zipLimits.ratio) {
			throw new Failure('file_zip_ratio', { entry: name });
		}
		total += bytes;
	}
	if (total > zipLimits.totalBytes) throw new Failure('file_zip_too_large');
}

/** An archive as a draft sees it: one table, and photos of which only names, hashes and faults are kept (Z4–Z6, V5). */
import { imageHeader, photoLimits } from '../core/image-header';
import { Failure } from '../core/failure';
import { digest } from '../files/blocks';
import { isArchive, readArchive } from '../files/zip';
import { contentsOf } from '../files/zip-contents';
import type { ZipEntry } from '../files/zip-entry';
import { inflateEach, inflateEntry } from '../files/zip-inflate';
import { shownName } from '../files/zip-name';
import type { PackagePhoto, PhotoFault } from '../storage/db';
import { createProgress } from './progress';
import type { FromWorker } from './protocol';

export interface Archive {
	/** In the order of their bytes. */
	readonly photos: readonly ZipEntry[];
	readonly others: readonly string[];
	readonly leftOut: number;
}

export interface OpenedFile {
	/** The file itself, or the CSV in it. */
	readonly table: File;
	/** Null where the file is no archive. */
	readonly archive: Archive | null;
	/** The archive holds photos alone: the table is that of stored users (Z4). */
	readonly isPhotosOnly: boolean;
}

export interface OpenChoices {
	/** The shown name of the entry that is to be read where several CSVs lie equally high. */
	readonly entry?: string | undefined;
	/** The stored users that photos alone are for; null where there are none. */
	readonly storedTable: () => Promise<File | null>;
}

/** @throws Failure 'file_zip_…', 'cancelled', 'file_unreadable' */
export async function openPackage(file: File, choices: OpenChoices): Promise<OpenedFile> {
	if (!(await isArchive(file, file.name)) || (await isWorkbookFile(file))) {
		return { table: file, archive: null, isPhotosOnly: false };
	}
	const contents = contentsOf(await entriesOf(file));
	const { tables, photos, others, leftOut } = contents;
	const archive = { photos, others, leftOut };
	const chosen = tables.find(({ name }) => shownName(name) === choices.entry);
	const table = chosen ?? contents.table;
	const [first, second] = tables;
	if (!table && first && second) {
		throw new Failure('file_zip_two_tables', {
			entry: shownName(first.name),
			other: shownName(second.name),
			entries: tables.map(({ name }) => shownName(name)).join('\n')
		});
	}
	if (table) {
		const bytes = await inflateEntry(file, table);
		return { table: new File([bytes], table.name), archive, isPhotosOnly: false };
	}
	const stored = await choices.storedTable();
	if (!stored) throw new Failure('file_zip_no_table');
	return { table: stored, archive, isPhotosOnly: true };
}

async function isWorkbookFile(file: File): Promise<boolean> {
	const head = new Uint8Array(await file.slice(0, 4096).arrayBuffer());
	const first = new TextDecoder('latin1').decode(head.subarray(30));
	return /^(?:\[Content_Types\]\.xml|_rels\/|docProps\/|xl\/|mimetypeapplication\/vnd\.oasis)/.test(
		first
	);
}

const entriesByFile = new WeakMap<File, Promise<readonly ZipEntry[]>>();

/** The checked directory of an archive, read once while the file is at hand. */
export function entriesOf(file: File): Promise<readonly ZipEntry[]> {
	let entries = entriesByFile.get(file);
	if (!entries) {
		entries = readArchive(file, new AbortController().signal);
		entriesByFile.set(file, entries);
	}
	return entries;
}

interface ReadOptions {
	readonly signal: AbortSignal;
	readonly post: (message: FromWorker) => void;
}

/**
 * Each photo inflated once, checked by its header and hashed; one at a time is held (Z2, Z6).
 * @throws Failure 'cancelled', 'file_unreadable'
 */
export async function readPhotos(
	file: File,
	{ photos }: Archive,
	{ signal, post }: ReadOptions
): Promise<readonly PackagePhoto[]> {
	const progress = createProgress('photos', { rows: photos.length, bytes: file.size }, post);
	const found: PackagePhoto[] = [];
	for await (const { entry, bytes } of inflateEach(file, photos, signal)) {
		const path = entry.name;
		const fault = bytes ? faultOf(bytes) : 'damaged';
		found.push({ path, source: bytes ? await sha256Of(bytes) : '', fault });
		progress.tell({ rows: found.length, bytes: entry.offset });
	}
	return found;
}

/** Z6, from the header alone: nothing is decoded. */
export function faultOf(bytes: Uint8Array): PhotoFault | null {
	const header = imageHeader(bytes);
	if (!header) return 'not_a_photo';
	if (header.kind === 'heic') return null;
	if (header.width * header.height > photoLimits.pixels) return 'too_large';
	return Math.min(header.width, header.height) < photoLimits.shortSide ? 'too_small' : null;
}

export async function sha256Of(bytes: Uint8Array): Promise<string> {
	return Array.from(await digest(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** What an archive holds, by the names of its entries: tables, photos, what is left out, and the rest (Z3, Z4). */
import { Failure } from '../core/failure';
import type { ZipEntry } from './zip-entry';
import { isFolder, shownName } from './zip-name';

export interface ZipContents {
	/** The CSV that is taken: the only one, or the one that lies higher than all others. */
	readonly table: ZipEntry | null;
	/** Where several lie equally high: one of these must be chosen. */
	readonly tables: readonly ZipEntry[];
	readonly photos: readonly ZipEntry[];
	/** Files that are neither, which are listed. */
	readonly others: readonly string[];
	/** Litter, folders, empty files and archives within the archive, which are counted. */
	readonly leftOut: number;
}

const litterNames: ReadonlySet<string> = new Set(['thumbs.db', 'desktop.ini']);
const litterStart = /^(?:\.|~\$)/;
const archive = /\.(?:zip|7z|rar|gz|tgz|tar|bz2|xz|zst)$/i;
const table = /\.(?:csv|tsv)$/i;
const photo = /\.(?:jpe?g|jpe|jfif|png|webp|hei[cf])$/i;

/** Systems leave these without being asked; nobody means to send them. */
function isLeftOut({ name, bytes }: ZipEntry): boolean {
	const segments = name.split('/');
	const last = segments.at(-1) ?? '';
	return (
		isFolder(name) ||
		bytes === 0 ||
		segments.some((segment) => segment === '__MACOSX' || litterStart.test(segment)) ||
		litterNames.has(last.toLowerCase()) ||
		archive.test(last)
	);
}

/**
 * @param chosen name of the table, where somebody chose one
 * @throws Failure 'file_zip_nothing'
 */
export function contentsOf(entries: readonly ZipEntry[], chosen?: string): ZipContents {
	const kept = entries.filter((entry) => !isLeftOut(entry));
	const tables = kept.filter(({ name }) => table.test(name));
	const photos = kept.filter(({ name }) => photo.test(name));
	if (tables.length === 0 && photos.length === 0) throw new Failure('file_zip_nothing');
	const highest = Math.min(...tables.map(depthOf));
	const candidates = tables.filter((entry) => depthOf(entry) === highest);
	const [first] = candidates;
	const taken =
		tables.find(({ name }) => name === chosen) ?? (candidates.length === 1 ? first : undefined);
	const others = kept.filter(
		(entry) => entry !== taken && !photos.includes(entry) && !isAsked(entry)
	);
	function isAsked(entry: ZipEntry): boolean {
		return taken === undefined && candidates.includes(entry);
	}
	return {
		table: taken ?? null,
		tables: candidates.length > 1 ? candidates : [],
		photos,
		others: others.map(({ name }) => shownName(name)),
		leftOut: entries.length - kept.length
	};
}

function depthOf({ name }: ZipEntry): number {
	return name.split('/').length;
}

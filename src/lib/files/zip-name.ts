/** Names of entries: read from bytes, and refused where they are paths that point elsewhere or meet another (Z1). */
import { Failure } from '../core/failure';
import { caseFold } from '../core/match';
import type { ZipEntry } from './zip-entry';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The upper half of code page 437, in which names stand that are not UTF-8. */
const cp437 =
	'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

/** The flag of UTF-8 needs no look: what is valid UTF-8 is read as such with and without it; null: flagged, and no UTF-8. */
export function nameOf(bytes: Uint8Array, isFlagged: boolean): string | null {
	try {
		return utf8.decode(bytes);
	} catch {
		return isFlagged ? null : fromCp437(bytes);
	}
}

function fromCp437(bytes: Uint8Array): string {
	return Array.from(bytes, (byte) =>
		byte < 0x80 ? String.fromCharCode(byte) : cp437.charAt(byte - 0x80)
	).join('');
}

export function isFolder(name: string): boolean {
	return name.endsWith('/');
}

/** Absolute, of a drive, with a backslash or NUL, or upwards. */
function isUnsafe(name: string): boolean {
	return (
		name === '' ||
		/^\/|^[a-z]:|\\/i.test(name) ||
		name.includes('\0') ||
		name.split('/').includes('..')
	);
}

/** @throws Failure 'file_zip_unsafe_name', 'file_zip_duplicate_name' */
export function checkNames(entries: readonly ZipEntry[]): void {
	const names = new Map<string, string>();
	for (const { name } of entries) {
		if (isUnsafe(name)) throw new Failure('file_zip_unsafe_name', { entry: shownName(name) });
		// A file and a folder of one name are two of one name as well.
		const key = caseFold(name.replace(/\/$/, '').normalize('NFC')).normalize('NFC');
		const other = names.get(key);
		if (other !== undefined) {
			throw new Failure('file_zip_duplicate_name', {
				entry: shownName(name),
				other: shownName(other)
			});
		}
		names.set(key, name);
	}
}

const longestShown = 120;

/** For a sentence: without what would not show or would turn the sentence around, and cut. */
export function shownName(name: string): string {
	const text = name.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '\ufffd');
	return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
}

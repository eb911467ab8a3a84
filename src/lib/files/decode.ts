/** What a file is, by its bytes and not its name (R1, R2). */
import { Failure } from '../core/failure';
import type { Encoding, EncodingOrigin } from './encodings';

const signatures: readonly (readonly [kind: string, bytes: readonly number[]])[] = [
	['pdf', [0x25, 0x50, 0x44, 0x46]],
	['jpeg', [0xff, 0xd8, 0xff]],
	['png', [0x89, 0x50, 0x4e, 0x47]],
	['gif', [0x47, 0x49, 0x46, 0x38]],
	['webp', [0x52, 0x49, 0x46, 0x46]],
	['gzip', [0x1f, 0x8b]],
	['rar', [0x52, 0x61, 0x72, 0x21]],
	['7z', [0x37, 0x7a, 0xbc, 0xaf]]
];

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
	return start.every((byte, place) => bytes[place] === byte);
}

/** An encoding that the first bytes tell, and the length of the mark to be skipped. */
export interface Sniffed {
	readonly encoding: Encoding;
	/** 'valid': nothing speaks against UTF-8 so far. */
	readonly by: EncodingOrigin;
	readonly markBytes: number;
}

const marks: readonly (readonly [mark: readonly number[], encoding: Encoding])[] = [
	[[0xef, 0xbb, 0xbf], 'utf-8'],
	[[0xff, 0xfe], 'utf-16le'],
	[[0xfe, 0xff], 'utf-16be'],
	[[0x84, 0x31, 0x95, 0x33], 'gb18030']
];

/**
 * Judges the first bytes of a file that should be delimited text.
 * @throws Failure 'file_empty', 'file_kind_unsupported', 'file_binary', 'file_encoding_unsupported'
 */
export function sniff(head: Uint8Array): Sniffed {
	if (head.length === 0) throw new Failure('file_empty');
	if (startsWith(head, [0x50, 0x4b])) {
		throw new Failure('file_kind_unsupported', { kind: archiveKind(head) });
	}
	if (startsWith(head, [0xd0, 0xcf, 0x11, 0xe0])) throw oldWorkbook(head);
	for (const [kind, start] of signatures) {
		if (startsWith(head, start)) throw new Failure('file_binary', { kind });
	}
	if (startsWith(head, [0xff, 0xfe, 0, 0]) || startsWith(head, [0, 0, 0xfe, 0xff])) {
		throw new Failure('file_encoding_unsupported', { encoding: 'UTF-32' });
	}
	for (const [mark, encoding] of marks) {
		if (startsWith(head, mark)) return { encoding, by: 'mark', markBytes: mark.length };
	}
	if (!head.includes(0)) return { encoding: 'utf-8', by: 'valid', markBytes: 0 };
	const encoding = utf16ByPattern(head);
	if (encoding === null) throw new Failure('file_binary', { kind: 'unknown' });
	return { encoding, by: 'pattern', markBytes: 0 };
}

/** A workbook is a ZIP whose first entry is one of the parts every workbook begins with. */
export function isWorkbook(head: Uint8Array): boolean {
	return startsWith(head, [0x50, 0x4b, 3, 4]) && archiveKind(head) === 'xlsx';
}

function archiveKind(head: Uint8Array): 'xlsx' | 'xlsb' | 'ods' | 'zip' {
	const text = new TextDecoder('latin1').decode(head);
	const first = text.slice(30, 4096);
	if (first.startsWith('mimetypeapplication/vnd.oasis.opendocument')) return 'ods';
	if (text.includes('xl/workbook.bin')) return 'xlsb';
	return /^(?:\[Content_Types\]\.xml|_rels\/|docProps\/|xl\/)/.test(first) ? 'xlsx' : 'zip';
}

/** The form of Office before 2007, in which a workbook with a password is wrapped to this day. */
function oldWorkbook(head: Uint8Array): Failure {
	const wide = new TextDecoder('latin1').decode(head).replaceAll('\0', '');
	return /EncryptedPackage|EncryptionInfo/.test(wide)
		? new Failure('file_workbook_protected')
		: new Failure('file_binary', { kind: 'xls' });
}

/**
 * By the zero bytes that separators, line ends and Latin letters leave at every second place. Letters of other scripts
 * may hold a zero byte at the other place, so the places are weighed against each other.
 */
function utf16ByPattern(head: Uint8Array): 'utf-16le' | 'utf-16be' | null {
	const length = Math.min(head.length, 4096) & ~1;
	let little = 0;
	let big = 0;
	let zeros = 0;
	for (let at = 0; at < length; at += 2) {
		const first = head[at] as number;
		const second = head[at + 1] as number;
		if (first === 0 && second === 0) zeros += 1;
		else if (second === 0 && isText(first)) little += 1;
		else if (first === 0 && isText(second)) big += 1;
	}
	const most = Math.max(little, big);
	if (zeros > 0 || most < 4 || most < length / 40 || Math.min(little, big) * 4 > most) return null;
	return little > big ? 'utf-16le' : 'utf-16be';
}

/** ASCII as it stands in a text. */
function isText(byte: number): boolean {
	return (byte >= 0x20 && byte < 0x7f) || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}

/** What a file is, by its bytes and not its name (R1, R2). */
import { Failure } from '../core/failure';

const signatures: readonly (readonly [kind: string, bytes: readonly number[]])[] = [
	['pdf', [0x25, 0x50, 0x44, 0x46]],
	['xls', [0xd0, 0xcf, 0x11, 0xe0]],
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

/**
 * Judges the first bytes of a file that should be delimited text.
 * @returns the length of the byte order mark to be skipped
 * @throws Failure 'file_empty', 'file_kind_unsupported', 'file_binary', 'file_encoding_unsupported'
 */
export function sniff(head: Uint8Array): { readonly bomBytes: 0 | 3 } {
	if (head.length === 0) throw new Failure('file_empty');
	if (startsWith(head, [0x50, 0x4b])) {
		throw new Failure('file_kind_unsupported', { kind: isWorkbook(head) ? 'xlsx' : 'zip' });
	}
	for (const [kind, start] of signatures) {
		if (startsWith(head, start)) throw new Failure('file_binary', { kind });
	}
	if (startsWith(head, [0xef, 0xbb, 0xbf])) return { bomBytes: 3 };
	const utf16 = utf16Kind(head);
	if (utf16) throw new Failure('file_encoding_unsupported', { encoding: utf16 });
	if (head.includes(0)) throw new Failure('file_binary', { kind: 'unknown' });
	return { bomBytes: 0 };
}

/** A workbook is a ZIP whose first entry is one of the parts every workbook begins with. */
function isWorkbook(head: Uint8Array): boolean {
	const text = new TextDecoder('latin1').decode(head.subarray(0, 4096));
	return /\[Content_Types\]\.xml|xl\/|_rels\/\.rels/.test(text);
}

/** By its mark, or by the zero bytes that Latin letters leave at every second place. */
function utf16Kind(head: Uint8Array): 'utf-16le' | 'utf-16be' | null {
	if (startsWith(head, [0xff, 0xfe])) return 'utf-16le';
	if (startsWith(head, [0xfe, 0xff])) return 'utf-16be';
	const length = Math.min(head.length, 1024) & ~1;
	let even = 0;
	let odd = 0;
	for (let at = 0; at < length; at += 2) {
		if (head[at] === 0) even += 1;
		if (head[at + 1] === 0) odd += 1;
	}
	if (length >= 8 && odd > length / 5 && even === 0) return 'utf-16le';
	if (length >= 8 && even > length / 5 && odd === 0) return 'utf-16be';
	return null;
}

export interface Utf8Check {
	/** Place in the chunk of the first byte that cannot be UTF-8, or -1. */
	push(chunk: Uint8Array): number;
	/** False where the file ends within a character. */
	isComplete(): boolean;
}

/** Strict UTF-8 over the whole file (R2; RFC 3629: no overlong forms, no surrogates, nothing beyond U+10FFFF). */
export function createUtf8Check(): Utf8Check {
	// What the next byte of a character begun must be.
	let needed = 0;
	let low = 0x80;
	let high = 0xbf;
	return {
		push(bytes) {
			const words = wordsOf(bytes);
			let at = 0;
			while (at < bytes.length) {
				if (needed === 0) at = pastAscii(bytes, words, at);
				if (at === bytes.length) break;
				const byte = bytes[at] as number;
				if (needed > 0) {
					if (byte < low || byte > high) return at;
					needed -= 1;
					low = 0x80;
					high = 0xbf;
				} else if (byte >= 0x80) {
					needed = followers(byte);
					if (needed === 0) return at;
					low = byte === 0xe0 ? 0xa0 : byte === 0xf0 ? 0x90 : 0x80;
					high = byte === 0xed ? 0x9f : byte === 0xf4 ? 0x8f : 0xbf;
				}
				at += 1;
			}
			return -1;
		},
		isComplete: () => needed === 0
	};
}

/** Bytes that follow the first byte of a character; 0 for a byte that begins none. */
function followers(first: number): number {
	if (first < 0xc2 || first > 0xf4) return 0;
	return first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
}

interface Words {
	/** Bytes before the first whole word. */
	readonly lead: number;
	readonly words: Uint32Array;
}

function wordsOf({ buffer, byteOffset, length }: Uint8Array): Words {
	const lead = Math.min(-byteOffset & 3, length);
	const count = (length - lead) >> 2;
	// Where there is no whole word, the place of one may lie past the buffer.
	return { lead, words: new Uint32Array(buffer, count > 0 ? byteOffset + lead : 0, count) };
}

/** Four bytes at a time, four times as fast as one by one and as the browser's decoder: past whole words of ASCII. */
function pastAscii(bytes: Uint8Array, { lead, words }: Words, from: number): number {
	let at = from;
	while (at < bytes.length && ((at - lead) & 3) !== 0 && (bytes[at] as number) < 0x80) at += 1;
	if (((at - lead) & 3) !== 0) return at;
	let word = (at - lead) >> 2;
	while (word < words.length && ((words[word] as number) & 0x80808080) === 0) word += 1;
	return Math.max(at, lead + word * 4);
}

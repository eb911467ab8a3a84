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
	/** @throws Failure 'file_encoding_unsupported' with the line of the first byte that is not UTF-8 */
	push(chunk: Uint8Array): void;
	/** @throws Failure where the file ends within a character */
	finish(): void;
}

/** Strict UTF-8 over the whole file (R2): no byte is dropped or silently replaced. */
export function createUtf8Check(): Utf8Check {
	let line = 1;
	let state: Sequence = { needed: 0, low: 0x80, high: 0xbf };
	const refuse = (bytes: Uint8Array, at: number): never => {
		for (let before = 0; before < at; before += 1) if (bytes[before] === 0x0a) line += 1;
		throw new Failure('file_encoding_unsupported', { encoding: 'unknown', line });
	};
	return {
		push(chunk) {
			const bad = checkSequences(chunk, state, (next) => (state = next));
			if (bad >= 0) refuse(chunk, bad);
			for (let at = chunk.indexOf(0x0a); at >= 0; at = chunk.indexOf(0x0a, at + 1)) line += 1;
		},
		finish() {
			if (state.needed > 0) refuse(new Uint8Array(0), 0);
		}
	};
}

/** What the next byte of a character must be. */
interface Sequence {
	readonly needed: number;
	readonly low: number;
	readonly high: number;
}

/** Place of the first byte that cannot be, or -1 (RFC 3629: no overlong forms, surrogates, or beyond U+10FFFF). */
function checkSequences(
	bytes: Uint8Array,
	from: Sequence,
	keep: (state: Sequence) => void
): number {
	let { needed, low, high } = from;
	const end = bytes.length;
	for (let at = 0; at < end; at += 1) {
		const byte = bytes[at] as number;
		if (needed === 0) {
			if (byte < 0x80) continue;
			if (byte >= 0xc2 && byte <= 0xdf) needed = 1;
			else if (byte >= 0xe0 && byte <= 0xef) needed = 2;
			else if (byte >= 0xf0 && byte <= 0xf4) needed = 3;
			else return at;
			low = byte === 0xe0 ? 0xa0 : byte === 0xf0 ? 0x90 : 0x80;
			high = byte === 0xed ? 0x9f : byte === 0xf4 ? 0x8f : 0xbf;
			continue;
		}
		if (byte < low || byte > high) return at;
		needed -= 1;
		low = 0x80;
		high = 0xbf;
	}
	keep({ needed, low, high });
	return -1;
}

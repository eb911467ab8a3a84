/** What an image is, by its content: kind, width and height, read from the header alone (Z6). Nothing is decoded. */
import { hasMetadata, jpegParts, startOfFrame } from './jpeg';

export type ImageKind = 'jpeg' | 'png' | 'webp' | 'heic';

export interface ImageHeader {
	readonly kind: ImageKind;
	/** As stored, before any turning; 0 for HEIC, which only its decoder knows. */
	readonly width: number;
	readonly height: number;
}

/** Z6, M1: what a photo may be before it is prepared, and what it is after. */
export const photoLimits = {
	pixels: 50_000_000,
	shortSide: 240,
	/** Long edge of the prepared photo. */
	longEdge: 1200,
	preparedBytes: 1024 * 1024
} as const;

/** Null where the bytes are no image of these kinds, or are cut before the size. */
export function imageHeader(bytes: Uint8Array): ImageHeader | null {
	if (startsWith(bytes, [0xff, 0xd8, 0xff])) return jpegHeader(bytes);
	if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return pngHeader(bytes);
	if (textAt(bytes, 0) === 'RIFF' && textAt(bytes, 8) === 'WEBP') return webpHeader(bytes);
	const isHeic =
		textAt(bytes, 4) === 'ftyp' && /^(?:hei[cxms]|hev[cx]|mif1|msf1)$/.test(textAt(bytes, 8));
	return isHeic ? { kind: 'heic', width: 0, height: 0 } : null;
}

/** Z6 as a device leaves it and the server asks for it: an upright JPEG of the right size, nothing written beside it. */
export function isPreparedPhoto(bytes: Uint8Array): boolean {
	const header = imageHeader(bytes);
	if (header?.kind !== 'jpeg' || bytes.length > photoLimits.preparedBytes) return false;
	return Math.max(header.width, header.height) <= photoLimits.longEdge && !hasMetadata(bytes);
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
	return start.every((byte, place) => bytes[place] === byte);
}

function textAt(bytes: Uint8Array, at: number): string {
	return String.fromCharCode(...bytes.subarray(at, at + 4));
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
	return new DataView(buffer, byteOffset, byteLength);
}

function sized(kind: ImageKind, width: number, height: number): ImageHeader | null {
	return width > 0 && height > 0 ? { kind, width, height } : null;
}

function jpegHeader(bytes: Uint8Array): ImageHeader | null {
	for (const { marker, start, end } of jpegParts(bytes)) {
		if (!startOfFrame(marker)) continue;
		if (end - start < 9) return null;
		const view = viewOf(bytes);
		return sized('jpeg', view.getUint16(start + 7), view.getUint16(start + 5));
	}
	return null;
}

function pngHeader(bytes: Uint8Array): ImageHeader | null {
	if (bytes.length < 24 || textAt(bytes, 12) !== 'IHDR') return null;
	const view = viewOf(bytes);
	return sized('png', view.getUint32(16), view.getUint32(20));
}

/** Three forms: lossy with a key frame, lossless, and extended with the size of its canvas. */
function webpHeader(bytes: Uint8Array): ImageHeader | null {
	if (bytes.length < 30) return null;
	const view = viewOf(bytes);
	const form = textAt(bytes, 12);
	if (form === 'VP8 ' && view.getUint8(23) === 0x9d) {
		return sized('webp', view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff);
	}
	if (form === 'VP8L' && view.getUint8(20) === 0x2f) {
		const bits = view.getUint32(21, true);
		return sized('webp', (bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1);
	}
	if (form !== 'VP8X') return null;
	const long = (at: number) => view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
	return sized('webp', long(24) + 1, long(27) + 1);
}

/** A JPEG as its parts, up to the picture itself: enough to read its size and to take out what was written beside it. */

export interface JpegPart {
	readonly marker: number;
	/** From its marker to the end of its last byte. */
	readonly start: number;
	readonly end: number;
}

const app0 = 0xe0;
/** Colour profiles. */
const app2 = 0xe2;
/** How colours are stored, by Adobe. */
const app14 = 0xee;
const comment = 0xfe;
const startOfScan = 0xda;

/** Parts before the picture. Ends early where the bytes are no JPEG or are cut. */
export function* jpegParts(bytes: Uint8Array): Generator<JpegPart> {
	let at = 2;
	while (at + 4 <= bytes.length && bytes[at] === 0xff) {
		const marker = bytes[at + 1] as number;
		if (marker === 0xff) {
			// Filling before a marker.
			at += 1;
			continue;
		}
		if (marker === startOfScan) return;
		const length = ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number);
		const end = at + 2 + length;
		if (length < 2 || end > bytes.length) return;
		yield { marker, start: at, end };
		at = end;
	}
}

/** The part that holds the size, in each of the ways of coding; C4, C8 and CC are other tables. */
export function startOfFrame(marker: number): boolean {
	return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** Exif and XMP, with place and camera, stand in APP1; other programs keep theirs in the parts after APP2. */
function isBeside(marker: number): boolean {
	if (marker === comment) return true;
	if (marker < app0 || marker > 0xef) return false;
	return marker !== app0 && marker !== app2 && marker !== app14;
}

/** Something is written beside the picture: metadata, or a comment. */
export function hasMetadata(bytes: Uint8Array): boolean {
	for (const { marker } of jpegParts(bytes)) if (isBeside(marker)) return true;
	return false;
}

/** The same picture without it. Some browsers write Exif of their own into what they encode. */
export function withoutMetadata(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
	const kept = new Uint8Array(bytes.length);
	let length = 0;
	let at = 0;
	const keep = (end: number) => {
		kept.set(bytes.subarray(at, end), length);
		length += end - at;
	};
	for (const { marker, start, end } of jpegParts(bytes)) {
		if (!isBeside(marker)) continue;
		keep(start);
		at = end;
	}
	keep(bytes.length);
	return kept.slice(0, length);
}

/** Bytes → text of one cell. A decoder called for each cell costs microseconds a call, so it is called once a block. */

/** One character for each byte: a cell of ASCII is a slice of its block read so, at the same offsets. */
const oneByte = new TextDecoder('windows-1252');
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

const texts = new WeakMap<Uint8Array, string>();
let lastBytes: Uint8Array | null = null;
let lastText = '';

/** Text of bytes that are all ASCII. */
export function asciiText(bytes: Uint8Array, start: number, end: number): string {
	if (bytes !== lastBytes) {
		let text = texts.get(bytes);
		if (text === undefined) texts.set(bytes, (text = oneByte.decode(bytes)));
		lastBytes = bytes;
		lastText = text;
	}
	return lastText.slice(start, end);
}

/** Longer cells are worth a call of the browser's decoder. */
const longCellBytes = 200;

/** Text of bytes that are well-formed UTF-8, as those of every file read are (R2). */
export function utf8Text(bytes: Uint8Array, start: number, end: number): string {
	if (end - start > longCellBytes) return utf8.decode(bytes.subarray(start, end));
	let text = '';
	let at = start;
	while (at < end) {
		const byte = bytes[at] as number;
		if (byte < 0x80) {
			text += String.fromCharCode(byte);
			at += 1;
		} else if (byte < 0xe0) {
			text += String.fromCharCode(((byte & 0x1f) << 6) | low(bytes, at + 1));
			at += 2;
		} else if (byte < 0xf0) {
			const code = ((byte & 0x0f) << 12) | (low(bytes, at + 1) << 6) | low(bytes, at + 2);
			text += String.fromCharCode(code);
			at += 3;
		} else {
			const high = ((byte & 0x07) << 18) | (low(bytes, at + 1) << 12);
			text += String.fromCodePoint(high | (low(bytes, at + 2) << 6) | low(bytes, at + 3));
			at += 4;
		}
	}
	return text;
}

/** The six bits that a continuation byte carries. */
function low(bytes: Uint8Array, at: number): number {
	return (bytes[at] as number) & 0x3f;
}

/** Standard base64 (RFC 4648) without the platform's help: core has neither atob nor Buffer. */
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** @param text well-formed base64, padded or not; other characters read as zero bits */
export function decodeBase64(text: string): Uint8Array {
	const values = new Uint8Array(128);
	for (let value = 0; value < 64; value += 1) values[letters.charCodeAt(value)] = value;
	const length = text.replace(/=+$/, '').length;
	const bytes = new Uint8Array(Math.floor((length * 3) / 4));
	let held = 0;
	let bits = 0;
	let written = 0;
	for (let index = 0; index < length; index += 1) {
		held = ((held << 6) | (values[text.charCodeAt(index)] ?? 0)) & 0xffff;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			bytes[written] = (held >> bits) & 0xff;
			written += 1;
		}
	}
	return bytes;
}

/** Padded. */
export function encodeBase64(bytes: Uint8Array): string {
	let text = '';
	for (let at = 0; at < bytes.length; at += 3) {
		const left = bytes.length - at;
		const bits = ((bytes[at] as number) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
		text += letters.charAt(bits >> 18) + letters.charAt((bits >> 12) & 63);
		text += left > 1 ? letters.charAt((bits >> 6) & 63) : '=';
		text += left > 2 ? letters.charAt(bits & 63) : '=';
	}
	return text;
}

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

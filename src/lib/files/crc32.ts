/** CRC-32 of ZIP and PNG, four bytes at a step: a table for each place in them. */

type Tables = readonly [Uint32Array, Uint32Array, Uint32Array, Uint32Array];

const tables = makeTables();

function makeTables(): Tables {
	const first = Uint32Array.from({ length: 256 }, (_, byte) => {
		let value = byte;
		for (let bit = 0; bit < 8; bit += 1) {
			value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
		}
		return value;
	});
	const next = (before: Uint32Array) =>
		before.map((value) => (value >>> 8) ^ (first[value & 0xff] as number));
	const second = next(first);
	const third = next(second);
	return [first, second, third, next(third)];
}

/** Of the bytes before, whose checksum is `soFar`, and these. */
export function crc32(bytes: Uint8Array, soFar = 0): number {
	const [first, second, third, fourth] = tables;
	const { length } = bytes;
	let crc = ~soFar;
	let at = 0;
	for (; at + 4 <= length; at += 4) {
		crc ^=
			(bytes[at] as number) |
			((bytes[at + 1] as number) << 8) |
			((bytes[at + 2] as number) << 16) |
			((bytes[at + 3] as number) << 24);
		crc =
			(fourth[crc & 0xff] as number) ^
			(third[(crc >>> 8) & 0xff] as number) ^
			(second[(crc >>> 16) & 0xff] as number) ^
			(first[crc >>> 24] as number);
	}
	for (; at < length; at += 1) {
		crc = (crc >>> 8) ^ (first[(crc ^ (bytes[at] as number)) & 0xff] as number);
	}
	return ~crc >>> 0;
}

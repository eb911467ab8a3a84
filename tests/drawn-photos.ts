/** Pictures drawn by tests: PNG, as small as their content allows. */
import { crc32, deflateSync } from 'node:zlib';

const start = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

function chunk(name: string, content: Uint8Array): Buffer {
	const body = Buffer.concat([Buffer.from(name), content]);
	const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
	length.writeUInt32BE(content.length);
	sum.writeUInt32BE(crc32(body));
	return Buffer.concat([length, body, sum]);
}

interface Form {
	readonly edge: number;
	readonly bitsPerSample: number;
	/** 0 grey, 2 red, green and blue. */
	readonly colourType: 0 | 2;
}

function pngOf({ edge, bitsPerSample, colourType }: Form, pixels: Uint8Array): Uint8Array {
	const size = Buffer.alloc(13);
	size.writeUInt32BE(edge, 0);
	size.writeUInt32BE(edge, 4);
	size.set([bitsPerSample, colourType], 8);
	const parts = [
		start,
		chunk('IHDR', size),
		chunk('IDAT', deflateSync(pixels)),
		chunk('IEND', Buffer.alloc(0))
	];
	return new Uint8Array(Buffer.concat(parts));
}

/** A picture of one colour, so that each is another one. */
export function png(colour: number): Uint8Array {
	const edge = 240;
	const row = Buffer.alloc(1 + edge * 3);
	for (let at = 1; at < row.length; at += 3) row.writeUIntBE((colour * 7919) & 0xffffff, at, 3);
	const pixels = Buffer.concat(Array.from({ length: edge }, () => row));
	return pngOf({ edge, bitsPerSample: 8, colourType: 2 }, pixels);
}

/** 256 million pixels in 31 kB. */
export function hugePng(): Uint8Array {
	const edge = 16_000;
	return pngOf({ edge, bitsPerSample: 1, colourType: 0 }, Buffer.alloc(edge * (1 + edge / 8)));
}

import { beforeAll, describe, expect, it } from 'vitest';
import { samplePhotos } from '../../../tests/sample-photos';
import { imageHeader } from './image-header';
import { hasMetadata, jpegParts, withoutMetadata } from './jpeg';

let samples: Awaited<ReturnType<typeof samplePhotos>>;
beforeAll(async () => {
	samples = await samplePhotos();
});
const sample = (name: string) => samples.get(name) ?? new Uint8Array(0);
const text = (words: string) => new TextEncoder().encode(words);

function png(width: number, height: number): Uint8Array {
	const view = new DataView(new ArrayBuffer(33));
	new Uint8Array(view.buffer).set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
	view.setUint32(8, 13);
	new Uint8Array(view.buffer).set(text('IHDR'), 12);
	view.setUint32(16, width);
	view.setUint32(20, height);
	return new Uint8Array(view.buffer);
}

function webp(form: string, rest: readonly number[]): Uint8Array {
	const bytes = new Uint8Array(40);
	bytes.set(text('RIFF'));
	bytes.set(text('WEBP'), 8);
	bytes.set(text(form), 12);
	bytes.set(rest, 20);
	return bytes;
}

describe('Z6 reads kind and size from the header', () => {
	it.each([
		['MC-20417.jpg', 'jpeg', 480, 600],
		['MC-20419_photo.png', 'png', 480, 600],
		['MC-20420.webp', 'webp', 480, 600],
		['MC-20421.jpeg', 'jpeg', 600, 480],
		['MC-20423.png', 'png', 100, 100]
	])('%s', (name, kind, width, height) => {
		expect(imageHeader(sample(name))).toEqual({ kind, width, height });
	});

	it.each([
		['lossless WebP', webp('VP8L', [0x2f, 0xff, 0xc1, 0x3f, 0x00]), 'webp', 512, 256],
		['extended WebP', webp('VP8X', [0, 0, 0, 0, 0xff, 3, 0, 0xff, 1, 0]), 'webp', 1024, 512],
		['a PNG of 16,000 × 16,000', png(16_000, 16_000), 'png', 16_000, 16_000]
	])('%s', (_what, bytes, kind, width, height) => {
		expect(imageHeader(bytes)).toEqual({ kind, width, height });
	});

	it('HEIC, whose size its decoder tells', () => {
		const bytes = new Uint8Array(40);
		bytes.set(text('ftypheic'), 4);
		expect(imageHeader(bytes)).toEqual({ kind: 'heic', width: 0, height: 0 });
	});

	it('a text and an SVG named .jpg are no images', () => {
		expect(imageHeader(sample('MC-20422.jpg'))).toBeNull();
		expect(imageHeader(text('<svg xmlns="http://www.w3.org/2000/svg"/>'))).toBeNull();
	});

	it('what is cut anywhere is read or is no image, and never throws', () => {
		const cut = [...samples.values()].flatMap((bytes) =>
			Array.from({ length: 700 }, (_, length) => imageHeader(bytes.subarray(0, length)))
		);
		expect(new Set(cut.map((header) => header?.width))).toEqual(
			new Set([undefined, 480, 600, 100])
		);
	});

	it('sizes of nothing are none', () => {
		expect(imageHeader(png(0, 600))).toBeNull();
	});
});

describe('Z6 takes out what is beside the picture', () => {
	const exif = text('Exif\0');
	const includes = (bytes: Uint8Array) => Buffer.from(bytes).includes(Buffer.from(exif));

	it('Exif, and nothing of the picture', () => {
		const before = sample('MC-20421.jpeg');
		const after = withoutMetadata(before);
		expect([includes(before), includes(after), hasMetadata(before), hasMetadata(after)]).toEqual([
			true,
			false,
			true,
			false
		]);
		expect(imageHeader(after)).toEqual(imageHeader(before));
		const last = [...jpegParts(after)].at(-1)?.end ?? 0;
		const tail = Buffer.from(after).subarray(last);
		expect(Buffer.from(before).subarray(-tail.length).equals(tail)).toBe(true);
	});

	it('leaves a clean picture as it is', () => {
		const clean = withoutMetadata(sample('MC-20421.jpeg'));
		expect(withoutMetadata(clean)).toEqual(clean);
	});
});

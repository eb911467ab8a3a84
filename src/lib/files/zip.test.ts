import { Inflate } from 'fflate';
import { describe, expect, it, vi } from 'vitest';
import { readZip } from '../../../tests/zip-read';
import { writeZip, type Entry } from '../../../tests/zip-writer';
import { isArchive, readArchive } from './zip';
import { contentsOf } from './zip-contents';
import { inflateEntry } from './zip-inflate';
import { nameOf } from './zip-name';

const one: Entry = { name: 'a.jpg', content: 'first' };
const two: Entry = { name: 'b.jpg', content: 'second' };
const zeros = (bytes: number) => new Uint8Array(bytes);
const mebibyte = 1024 * 1024;

async function refusal(entries: readonly Entry[]) {
	const { refused, entry } = await readZip(writeZip(entries));
	return [refused, entry];
}

describe('Z1 refuses before anything is inflated', () => {
	const lies: readonly (readonly [what: string, entries: Entry[], code: string, entry: string])[] =
		[
			['an entry on the bytes of another', [one, { ...one, name: 'b', offset: 0 }], 'overlap', 'b'],
			['an encrypted entry', [{ ...one, declares: { flags: 1 } }], 'encrypted', 'a.jpg'],
			['strong encryption', [{ ...one, declares: { flags: 0x40 } }], 'encrypted', 'a.jpg'],
			['a masked directory', [{ ...one, declares: { flags: 0x2000 } }], 'encrypted', 'a.jpg'],
			['LZMA', [{ ...one, declares: { method: 14 } }], 'method', 'a.jpg'],
			['a link', [{ ...one, mode: 0o120777 }], 'symlink', 'a.jpg'],
			['a path upwards', [{ ...one, name: 'x/../../a.jpg' }], 'unsafe_name', 'x/../../a.jpg'],
			['two dots alone', [{ ...one, name: '..' }], 'unsafe_name', '..'],
			['a name of nothing', [{ ...one, name: '' }], 'unsafe_name', ''],
			['names that differ by case', [one, { ...two, name: 'A.JPG' }], 'duplicate_name', 'A.JPG'],
			[
				'ß and ss',
				[
					{ ...one, name: 'ß' },
					{ ...two, name: 'SS' }
				],
				'duplicate_name',
				'SS'
			],
			[
				'a file and a folder',
				[one, { ...two, name: 'a.jpg/', content: '' }],
				'duplicate_name',
				'a.jpg/'
			],
			['a folder with content', [{ ...one, name: 'a/' }], 'contradicts', 'a/'],
			['another local name', [{ ...one, local: { name: 'b.jpg' } }], 'contradicts', 'a.jpg'],
			['another local checksum', [{ ...one, local: { crc32: 1 } }], 'contradicts', 'a.jpg'],
			['another local size', [{ ...one, local: { bytes: 1 } }], 'contradicts', 'a.jpg'],
			['a local flag', [{ ...one, local: { flags: 0x801 } }], 'contradicts', 'a.jpg'],
			[
				'stored with two sizes',
				[{ ...one, method: 0, declares: { bytes: 9 } }],
				'contradicts',
				'a.jpg'
			],
			['bytes before', [{ ...one, gapBytes: 1 }], 'extra_bytes', ''],
			[
				'a gap in which another archive fits',
				[one, { ...two, gapBytes: 4097 }],
				'extra_bytes',
				'a.jpg'
			],
			['a ratio over 200', [{ ...one, content: zeros(2 * mebibyte) }], 'ratio', 'a.jpg'],
			['over 20 MB', [{ ...one, declares: { bytes: 21_000_000 } }], 'entry_too_large', 'a.jpg'],
			[
				'a name flagged as UTF-8 that is none',
				[{ ...one, name: new Uint8Array([0x82]) }],
				'damaged',
				''
			]
		];
	it.each(lies)('%s', async (_what, entries, code, entry) => {
		expect(await refusal(entries)).toEqual([`file_zip_${code}`, entry]);
	});

	it('over 50,000 entries', async () => {
		const many = Array.from({ length: 50_001 }, (_, n) => ({
			...one,
			method: 0,
			name: `${n}`,
			offset: 0
		}));
		expect(await refusal(many)).toEqual(['file_zip_too_many', '']);
	});

	it('over 4 GB in all, each entry allowed', async () => {
		const declares = { bytes: 20 * mebibyte, compressedBytes: 20 * mebibyte, method: 0 };
		const many = Array.from({ length: 206 }, (_, n) => ({ ...one, name: `${n}`, declares }));
		expect(await refusal(many)).toEqual(['file_zip_too_large', '']);
	});

	it('a bomb of overlapping entries by the directory alone', async () => {
		const kernel = { name: 'k', content: zeros(9999), offset: 0 };
		const bomb = Array.from({ length: 1000 }, (_, n) => ({ ...kernel, name: `k${n}` }));
		const bytes = writeZip([{ name: 'k', content: zeros(9999) }, ...bomb]);
		const file = new Blob([bytes]);
		const slice = vi.spyOn(file, 'slice');
		await expect(readArchive(file, new AbortController().signal)).rejects.toThrow(
			'file_zip_overlap'
		);
		expect(slice).toHaveBeenCalledTimes(2);
	});

	it('Z3 a bomb of archives in archives by its name alone: left out, never opened', async () => {
		let bomb = writeZip([{ name: '0', content: zeros(mebibyte) }]);
		for (let level = 1; level <= 3; level += 1) {
			const copies = Array.from({ length: 16 }, (_, n) => ({ name: `${n}.zip`, content: bomb }));
			bomb = writeZip(copies);
		}
		const push = vi.spyOn(Inflate.prototype, 'push');
		const file = new Blob([writeZip([one, { name: 'photos/b.zip', content: bomb, method: 0 }])]);
		const { photos, leftOut, others } = contentsOf(
			await readArchive(file, new AbortController().signal)
		);
		expect([photos.length, leftOut, others, push.mock.calls.length]).toEqual([1, 1, [], 0]);
		push.mockRestore();
	});

	it('what is cut anywhere', async () => {
		const bytes = writeZip([one, two]);
		for (let length = 0; length < bytes.length; length += 1) {
			const { refused } = await readZip(bytes.slice(0, length));
			expect([length, refused]).toEqual([length, expect.stringMatching(/^file_zip_/)]);
		}
	});

	it('stops when asked to', async () => {
		const file = new Blob([writeZip([one])]);
		await expect(readArchive(file, AbortSignal.abort())).rejects.toThrow('cancelled');
	});
});

describe('Z1 reads', () => {
	const read = async (bytes: Uint8Array<ArrayBuffer>) =>
		[...(await readZip(bytes)).contents].map(([name, content]) => [
			name,
			content && new TextDecoder().decode(content)
		]);

	const descriptors = ['none', 'signed', 'unsigned', 'signed64', 'unsigned64'] as const;
	it.each(descriptors)('data descriptors: %s', async (descriptor) => {
		const entries = [
			{ ...one, descriptor },
			{ ...two, descriptor, method: 0 }
		];
		expect(await read(writeZip(entries))).toEqual([
			['a.jpg', 'first'],
			['b.jpg', 'second']
		]);
	});

	it('ZIP64 records', async () => {
		const entries = [{ ...one, isZip64: true }, two];
		expect(await read(writeZip(entries, { isZip64: true }))).toEqual([
			['a.jpg', 'first'],
			['b.jpg', 'second']
		]);
	});

	it('a comment that holds an end record', async () => {
		const comment = `PK\x05\x06${'\0'.repeat(18)} and more`;
		expect(await read(writeZip([one], { comment }))).toEqual([['a.jpg', 'first']]);
	});

	it('entries in another order than their bytes', async () => {
		const bytes = writeZip([{ ...one, content: '' }, two]);
		const { contents } = await readZip(bytes);
		expect([...contents.keys()]).toEqual(['a.jpg', 'b.jpg']);
	});

	it('gaps of writers that align', async () => {
		expect(await read(writeZip([one, { ...two, gapBytes: 4096 }]))).toHaveLength(2);
	});

	const names: readonly (readonly [
		what: string,
		bytes: number[],
		isFlagged: boolean,
		name: string | null
	])[] = [
		['UTF-8 by its flag', [0xc3, 0xa9], true, 'é'],
		['UTF-8 without the flag', [0xc3, 0xa9], false, 'é'],
		['code page 437', [0x82, 0x41, 0xff], false, 'éA\u00a0'],
		['a flag that lies', [0x82], true, null]
	];
	it.each(names)('names: %s', (_what, bytes, isFlagged, name) => {
		expect(nameOf(new Uint8Array(bytes), isFlagged)).toBe(name);
	});
});

describe('Z2', () => {
	const broken: readonly (readonly [what: string, entry: Entry])[] = [
		['a wrong checksum', { ...one, declares: { crc32: 1 } }],
		['more bytes than declared', { ...one, declares: { bytes: 4 } }],
		['fewer bytes than declared', { ...one, declares: { bytes: 6 } }],
		['bytes that are not deflated', { ...one, method: 0, declares: { method: 8 } }]
	];
	it.each(broken)('%s is the failure of that entry', async (_what, entry) => {
		const { refused, contents } = await readZip(writeZip([entry, two]));
		expect([refused, contents.get('a.jpg')]).toEqual([null, null]);
		expect(contents.get('b.jpg')).toEqual(new TextEncoder().encode('second'));
	});

	it('stops at the declared size', async () => {
		const push = vi.spyOn(Inflate.prototype, 'push');
		const bomb = { ...one, content: zeros(64 * mebibyte), declares: { bytes: 1000 } };
		const { contents } = await readZip(writeZip([bomb]));
		expect([contents.get('a.jpg'), push.mock.calls.length]).toEqual([null, 1]);
		push.mockRestore();
	});

	it('an entry asked for alone names itself', async () => {
		const file = new Blob([writeZip([{ ...one, declares: { crc32: 1 } }])]);
		const [entry] = await readArchive(file, new AbortController().signal);
		if (!entry) throw new Error('no entry');
		await expect(inflateEntry(file, entry)).rejects.toMatchObject({
			code: 'file_zip_entry_broken',
			params: { entry: 'a.jpg' }
		});
	});
});

describe('R1 tells an archive by its content', () => {
	const script = new TextEncoder().encode('#!/bin/sh\n');
	const files: readonly (readonly [name: string, parts: BlobPart[], isZip: boolean])[] = [
		['x.csv', [writeZip([one])], true],
		['x.zip', [writeZip([])], true],
		['x.zip', [script, writeZip([one])], true],
		['x.zip', ['Username\nkofi\n'], false],
		['x.csv', [''], false]
	];
	it.each(files)('%s', async (name, parts, isZip) => {
		expect(await isArchive(new Blob(parts), name)).toBe(isZip);
	});
});

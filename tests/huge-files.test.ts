/** Files too large to be made whole: their bytes are made where they are asked for. */
import { describe, expect, test } from 'vitest';
import { readCells, knownHeaders } from './read-cells';
import { openTable } from '../src/lib/files/read';
import { rowFlag } from '../src/lib/files/offsets';

interface Made {
	readonly file: Blob;
	/** Bytes given so far. */
	given(): number;
}

/** `head`, then `line` again and again. */
function madeFile(size: number, head: string, line: string): Made {
	const headBytes = new TextEncoder().encode(head);
	const lineBytes = new TextEncoder().encode(line);
	const chunk = new Uint8Array(Math.ceil((1 << 20) / lineBytes.length) * lineBytes.length);
	for (let at = 0; at < chunk.length; at += lineBytes.length) chunk.set(lineBytes, at);
	let given = 0;
	const slice = (from = 0, to = size) => ({
		arrayBuffer() {
			const bytes = new Uint8Array(Math.min(to, size) - from);
			given += bytes.length;
			for (let at = 0; at < bytes.length;) {
				const place = from + at;
				if (place < headBytes.length) {
					const part = headBytes.subarray(place, place + bytes.length - at);
					bytes.set(part, at);
					at += part.length;
					continue;
				}
				const offset = (place - headBytes.length) % chunk.length;
				const part = chunk.subarray(offset, offset + bytes.length - at);
				bytes.set(part, at);
				at += part.length;
			}
			return Promise.resolve(bytes.buffer);
		}
	});
	return { file: { size, slice } as unknown as Blob, given: () => given };
}

const header = 'Client ID,Username,First Name\n';
const MB = 1024 * 1024;

describe('R1 a line of 300 MB', () => {
	test.each([
		['as the first', '', 1],
		['after the header', header, 2]
	])('%s is refused with its line, within 2 s and a few MB', async (_, head, line) => {
		const made = madeFile(300 * MB, head, 'x');
		const started = performance.now();
		await expect(readCells(made.file)).rejects.toMatchObject({
			code: 'file_line_too_long',
			params: { line }
		});
		expect(performance.now() - started).toBeLessThan(2000);
		expect(made.given()).toBeLessThan(32 * MB);
	});
});

test('R5 a quote that never closes at the start of 100 MB is its row’s error, and the others are read', async () => {
	const line = 'C-1,user.name,Somebody\n';
	const size = 100 * MB;
	const { file } = madeFile(size, `${header}"C-0,user.zero,Ada\n`, line);
	const { signal } = new AbortController();
	const source = await openTable(file, { knows: knownHeaders, signal });
	let rows = 0;
	let unclosed = 0;
	let firstUnclosed = 0;
	for await (const block of source.blocks(signal)) {
		for (let row = 0; row < block.rows; row += 1) {
			if ((block.rowFlags[row] as number) & rowFlag.unclosed) {
				unclosed += 1;
				firstUnclosed = block.lines[row] as number;
			}
		}
		rows += block.rows;
	}
	expect([unclosed, firstUnclosed]).toEqual([1, 2]);
	const rest = size - header.length - '"C-0,user.zero,Ada\n'.length;
	expect(rows).toBe(1 + Math.ceil(rest / line.length));
}, 60_000);

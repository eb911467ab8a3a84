import { expect, test } from 'vitest';
import { packLines, unpackLines } from './packed-lines';

async function* eachOf(lines: readonly string[]): AsyncGenerator<string> {
	for (const line of lines) yield await Promise.resolve(line);
}

async function read(file: Blob): Promise<string[]> {
	const lines: string[] = [];
	for await (const line of unpackLines(file)) lines.push(line);
	return lines;
}

const lines = ['{"a":"Łukasz"}', '', 'x'.repeat(300_000), 'last'];

test('lines come back as they were written', async () => {
	const file = await packLines(eachOf(lines), 'application/gzip');
	expect(file.type).toBe('application/gzip');
	expect(await read(file)).toEqual(lines);
});

test('a file that was cut anywhere is refused', async () => {
	const file = await packLines(eachOf(lines), 'application/gzip');
	for (const part of [0.02, 0.3, 0.9, 0.999]) {
		await expect(read(file.slice(0, Math.floor(file.size * part)))).rejects.toThrow(
			'unsent_damaged'
		);
	}
});

test('a changed byte, another kind of file and a line without end are refused', async () => {
	const packed = await packLines(eachOf(lines), 'application/gzip');
	const bytes = new Uint8Array(await packed.arrayBuffer());
	bytes[bytes.length - 12] = ((bytes.at(-12) ?? 0) + 1) & 0xff;
	await expect(read(new Blob([bytes]))).rejects.toThrow('unsent_damaged');
	await expect(read(new Blob(['Client ID,Username\r\n']))).rejects.toThrow('unsent_damaged');
	const long = await packLines(eachOf(['x'.repeat(5 * 1024 * 1024)]), 'application/gzip');
	await expect(read(long)).rejects.toThrow('unsent_damaged');
});

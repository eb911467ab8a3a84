import { describe, expect, test } from 'vitest';
import { createReadAhead, createWindow } from './zip-window';

const bytes = Uint8Array.from({ length: 100 }, (_, at) => at);
const file = () => new Blob([bytes]);

describe('Z1 a file read forwards', () => {
	const windows = [
		['with a window', () => createWindow(file(), 16)],
		['with blocks ahead', () => createReadAhead(file(), 16, 3)],
		['with blocks longer than the file', () => createReadAhead(file(), 1000, 3)]
	] as const;
	const places = [
		[0, 4],
		[4, 16],
		[15, 17],
		[17, 17],
		[20, 70],
		[96, 120],
		[100, 130],
		[140, 150]
	] as const;

	test.each(windows)('%s has every byte in its place', async (_, create) => {
		const window = create();
		for (const [from, to] of places) {
			expect([...(await window.read(from, to))]).toEqual([...bytes.slice(from, to)]);
		}
	});

	test('blocks behind are let go, those ahead are asked for once', async () => {
		const asked: number[] = [];
		const blob = file();
		const slice = blob.slice.bind(blob);
		blob.slice = (start, end, type) => {
			asked.push(start ?? 0);
			return slice(start, end, type);
		};
		const window = createReadAhead(blob, 16, 2);
		await window.read(0, 4);
		expect(asked).toEqual([0, 16, 32]);
		await window.read(5, 9);
		await window.read(40, 44);
		expect(asked).toEqual([0, 16, 32, 48, 64]);
		await window.read(0, 4);
		expect(asked).toEqual([0, 16, 32, 48, 64, 0, 16]);
	});
});

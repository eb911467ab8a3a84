import { describe, expect, it } from 'vitest';
import { cellText, createCsvReader, tokenizeRow, type RowBlock } from './csv';
import { rowFlag } from './offsets';
import { scanLimits } from './scan';

const { quotedBytes: unclosedAfterBytes, rowBytes: rowLimitBytes } = scanLimits;

interface ReadRow {
	line: number;
	cells: string[];
	isUnclosed: boolean;
}

function rowsOf(block: RowBlock): ReadRow[] {
	return Array.from({ length: block.rows }, (_, row) => {
		const first = block.firstCells[row] ?? 0;
		const end = block.firstCells[row + 1] ?? 0;
		return {
			line: block.lines[row] ?? 0,
			cells: Array.from({ length: end - first }, (_, cell) => cellText(block, first + cell)),
			isUnclosed: ((block.rowFlags[row] ?? 0) & rowFlag.unclosed) !== 0
		};
	});
}

function readAll(text: string, separator = ',', pieces = [text.length]) {
	const bytes = new TextEncoder().encode(text);
	const reader = createCsvReader({
		separator: separator.charCodeAt(0),
		firstLine: 1
	});
	const rows: ReadRow[] = [];
	let blank = 0;
	let from = 0;
	const take = (block: RowBlock) => {
		for (const row of rowsOf(block)) rows.push(row);
		blank += block.blankLines;
	};
	for (const piece of pieces) {
		take(reader.push(bytes.slice(from, from + piece), false));
		from += piece;
	}
	take(reader.push(bytes.slice(from), true));
	return { rows, blank };
}

const cases: [name: string, text: string, expected: [line: number, cells: string[]][]][] = [
	[
		'plain cells',
		'a,b\nc,d\n',
		[
			[1, ['a', 'b']],
			[2, ['c', 'd']]
		]
	],
	['a missing last line end', 'a,b', [[1, ['a', 'b']]]],
	[
		'CRLF, LF and a lone CR',
		'a\r\nb\nc\rd',
		[
			[1, ['a']],
			[2, ['b']],
			[3, ['c']],
			[4, ['d']]
		]
	],
	['quoted separators and doubled quotes', '"a,b","c""d"\n', [[1, ['a,b', 'c"d']]]],
	[
		'quoted line breaks count as lines',
		'"a\nb\r\nc\rd",e\nf,g\n',
		[
			[1, ['a\nb\r\nc\rd', 'e']],
			[5, ['f', 'g']]
		]
	],
	['quotes inside an unquoted cell', 'a "the elder" b,c\n', [[1, ['a "the elder" b', 'c']]]],
	['text after a closing quote', '"a"b,c\n', [[1, ['ab', 'c']]]],
	['doubled quotes before text after a quote', '"a""b"c"d,e\n', [[1, ['a"bc"d', 'e']]]],
	[
		'empty cells',
		',,\n"",a,""\n',
		[
			[1, ['', '', '']],
			[2, ['', 'a', '']]
		]
	],
	[
		'letters beyond ASCII',
		'Ünal,सीता\n"王""x",é\n',
		[
			[1, ['Ünal', 'सीता']],
			[2, ['王"x', 'é']]
		]
	],
	['blank lines', '\n  \na\n\t\n', [[3, ['a']]]]
];

describe('the CSV reader', () => {
	it.each(cases)('R4 reads %s', (_, text, expected) => {
		expect(readAll(text).rows.map(({ line, cells }) => [line, cells])).toEqual(expected);
	});

	it.each(cases)('R4 reads %s whatever the pieces', (_, text, expected) => {
		const bytes = new TextEncoder().encode(text).length;
		for (let piece = 1; piece <= 3; piece += 1) {
			const pieces = Array<number>(Math.floor(bytes / piece)).fill(piece);
			expect(readAll(text, ',', pieces).rows.map(({ line, cells }) => [line, cells])).toEqual(
				expected
			);
		}
	});

	it('R6 counts blank lines', () => {
		expect(readAll('\n  \na\n\t\n').blank).toBe(3);
	});

	it('R5 goes on after an unclosed quote on the next physical line', () => {
		const { rows } = readAll('a,"b,c\nd,e\nf,g\n');
		expect(rows).toEqual([
			{ line: 1, cells: ['a', 'b,c'], isUnclosed: true },
			{ line: 2, cells: ['d', 'e'], isUnclosed: false },
			{ line: 3, cells: ['f', 'g'], isUnclosed: false }
		]);
	});

	it('R5 cuts a row at its first line when a later cell is unclosed', () => {
		const { rows } = readAll('"a\nb","c\nd,e\n');
		expect(rows[0]).toEqual({ line: 1, cells: ['a'], isUnclosed: true });
		expect(rows.map(({ line }) => line)).toEqual([1, 2, 3]);
	});

	it('R5 counts a quoted cell as unclosed after 1 MiB and reads the others', () => {
		const line = 'x,y\n';
		const text = '"never,closed\n' + line.repeat(unclosedAfterBytes / 2);
		const started = performance.now();
		const { rows } = readAll(text, ',', Array<number>(4).fill(300_000));
		expect(rows.length).toBe(1 + unclosedAfterBytes / 2);
		expect(rows[0]?.isUnclosed).toBe(true);
		expect(rows.at(-1)).toEqual({
			line: rows.length,
			cells: ['x', 'y'],
			isUnclosed: false
		});
		expect(performance.now() - started).toBeLessThan(5000);
	});

	it('R5 undoes doubled quotes in a cell that is cut', () => {
		expect(readAll('"a""b\nx","c').rows[0]).toEqual({
			line: 1,
			cells: ['a"b'],
			isUnclosed: true
		});
	});

	it('R5 cuts an unclosed row where its line ends, not where a piece ends', () => {
		const text = `a,"${'x'.repeat(unclosedAfterBytes * 1.5)}\nb,c\n`;
		const { rows } = readAll(text, ',', [1_300_000]);
		expect(rows.map(({ line, isUnclosed }) => [line, isUnclosed])).toEqual([
			[1, true],
			[2, false]
		]);
	});

	it('R5 takes time by the length of the text, not by its square', () => {
		const lines = 40_000;
		const started = performance.now();
		// Every line opens a quote that the next one closes, and the last is never closed.
		const { rows } = readAll('x","\n'.repeat(lines));
		expect(rows.filter(({ isUnclosed }) => isUnclosed)).toHaveLength(lines);
		expect(performance.now() - started).toBeLessThan(4000);
	});

	it.each([4 * 1024, 1024 * 1024, 4 * 1024 * 1024, 2 * rowLimitBytes])(
		'R1 refuses a row that is too long, in pieces of %i bytes',
		(piece) => {
			const bytes = new Uint8Array(rowLimitBytes + 2).fill(0x61);
			bytes[bytes.length - 1] = 0x0a;
			const reader = createCsvReader({ separator: 44, firstLine: 7 });
			const pushAll = () => {
				for (let from = 0; from < bytes.length; from += piece) {
					reader.push(bytes.subarray(from, from + piece), from + piece >= bytes.length);
				}
			};
			const params = { line: 7, limitBytes: rowLimitBytes };
			expect(pushAll).toThrow(expect.objectContaining({ code: 'file_line_too_long', params }));
		}
	);

	it.each([1024 * 1024, 2 * rowLimitBytes])(
		'R1 reads a row of just the limit, in pieces of %i bytes',
		(piece) => {
			const bytes = new Uint8Array(rowLimitBytes + 2).fill(0x61);
			bytes.set([0x0d, 0x0a], rowLimitBytes);
			const reader = createCsvReader({ separator: 44, firstLine: 1 });
			let rows = 0;
			for (let from = 0; from < bytes.length; from += piece) {
				rows += reader.push(bytes.subarray(from, from + piece), from + piece >= bytes.length).rows;
			}
			expect(rows).toBe(1);
		}
	);

	it('V5 takes a stored row apart again', () => {
		const encoder = new TextEncoder();
		expect(tokenizeRow(encoder.encode('"a ""x""",Ü,,"b\nc"'), 44)).toEqual([
			'a "x"',
			'Ü',
			'',
			'b\nc'
		]);
		expect(tokenizeRow(encoder.encode('a,"b,c'), 44)).toEqual(['a', 'b,c']);
	});
});

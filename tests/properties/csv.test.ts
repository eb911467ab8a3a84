import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { cellText, createCsvReader } from '../../src/lib/files/csv';

const separators = [',', ';', '\t', '|'];
const lineEnds = ['\n', '\r\n', '\r'];

/** Cells with all that makes reading hard: separators, quotes, breaks, letters of every width. */
const cell = fc.oneof(
	{ weight: 4, arbitrary: fc.string({ maxLength: 8 }) },
	{ weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 6 }) },
	fc.string({ unit: fc.constantFrom('"', ',', ';', '\t', '|', '\n', '\r', ' ', 'a', 'é', '😀') })
);

const table = fc.integer({ min: 2, max: 5 }).chain((columns) =>
	fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), {
		minLength: 1,
		maxLength: 12
	})
);

/** Lone halves of surrogate pairs have no UTF-8. */
const isWritable = (rows: string[][]) =>
	rows.every((row) => row.every((each) => each.isWellFormed()));

function write(rows: readonly string[][], separator: string, lineEnd: string): string {
	const quoted = (text: string) =>
		/["\r\n,;\t|]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
	return rows.map((row) => row.map(quoted).join(separator) + lineEnd).join('');
}

function breaks(text: string): number {
	return text.match(/\r\n|\r|\n/g)?.length ?? 0;
}

function read(text: string, separator: string, cuts: readonly number[]) {
	const bytes = new TextEncoder().encode(text);
	const reader = createCsvReader({ separator: separator.charCodeAt(0), firstLine: 1 });
	const rows: string[][] = [];
	const lines: number[] = [];
	const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
	[0, ...places].forEach((from, index) => {
		const to = places[index] ?? bytes.length;
		const block = reader.push(bytes.slice(from, to), index === places.length);
		for (let row = 0; row < block.rows; row += 1) {
			const first = block.firstCells[row] ?? 0;
			const count = (block.firstCells[row + 1] ?? 0) - first;
			rows.push(Array.from({ length: count }, (_, at) => cellText(block, first + at)));
			lines.push(block.lines[row] ?? 0);
		}
	});
	return { rows, lines };
}

describe('the CSV reader and PapaParse', () => {
	it('R4 agree on well-formed tables, cell for cell, however the bytes are cut', () => {
		fc.assert(
			fc.property(
				table.filter(isWritable),
				fc.constantFrom(...separators),
				fc.constantFrom(...lineEnds),
				fc.array(fc.nat(), { maxLength: 6 }),
				(rows, separator, lineEnd, cuts) => {
					const text = write(rows, separator, lineEnd);
					const ours = read(text, separator, cuts);
					const papa = Papa.parse<string[]>(text, {
						delimiter: separator,
						newline: lineEnd as '\n'
					});
					expect(ours.rows).toEqual(rows);
					expect(ours.rows).toEqual(papa.data.slice(0, rows.length));
				}
			),
			{ numRuns: 3000 }
		);
	});

	it('R4 gives each row the physical line on which it starts', () => {
		fc.assert(
			fc.property(table.filter(isWritable), fc.constantFrom(...lineEnds), (rows, lineEnd) => {
				let line = 1;
				const expected = rows.map((row) => {
					const start = line;
					line += 1 + row.reduce((sum, text) => sum + breaks(text), 0);
					return start;
				});
				expect(read(write(rows, ',', lineEnd), ',', []).lines).toEqual(expected);
			}),
			{ numRuns: 1500 }
		);
	});

	it('R4 reads any bytes the same way, however they are cut', () => {
		const text = fc.string({
			unit: fc.constantFrom('"', ',', '\n', '\r', 'a', 'é', ' '),
			maxLength: 60
		});
		fc.assert(
			fc.property(text, fc.array(fc.nat(), { maxLength: 8 }), (input, cuts) => {
				expect(read(input, ',', cuts)).toEqual(read(input, ',', []));
			}),
			{ numRuns: 5000 }
		);
	});
});

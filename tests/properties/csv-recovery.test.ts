import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/lib/core/failure';
import { cellText, createCsvReader, tokenizeRow } from '../../src/lib/files/csv';

/** As R5, but so short that a few bytes reach them. */
const limits = { quotedBytes: 12, rowBytes: 40 };

interface ReadRow {
	readonly line: number;
	readonly cells: string[];
	readonly isUnclosed: boolean;
}

/** The rows, or the line that is too long. */
type Outcome = readonly ReadRow[] | number;

function read(text: string, cuts: readonly number[]): Outcome {
	const bytes = new TextEncoder().encode(text);
	const reader = createCsvReader({ separator: 44, firstLine: 1, limits });
	const places = cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b);
	const rows: ReadRow[] = [];
	try {
		[0, ...places].forEach((from, index) => {
			const isLast = index === places.length;
			const block = reader.push(bytes.slice(from, isLast ? bytes.length : places[index]), isLast);
			for (let row = 0; row < block.rows; row += 1) {
				const first = block.firstCells[row] ?? 0;
				const count = (block.firstCells[row + 1] ?? 0) - first;
				const cells = Array.from({ length: count }, (_, at) => cellText(block, first + at));
				rows.push({
					line: block.lines[row] ?? 0,
					cells,
					isUnclosed: block.rowFlags[row] === 1
				});
			}
		});
	} catch (error) {
		if (error instanceof Failure) return Number(error.params['line']);
		throw error;
	}
	return rows;
}

interface ModelRow {
	readonly cells: string[];
	readonly end: number;
	/** How far the text was looked at. */
	readonly seen: number;
	readonly isUnclosed: boolean;
}

/** One row by the rules, a character at a time, from its own beginning. */
function modelRow(text: string, start: number, quotedBytes: number): ModelRow {
	const cells: string[] = [];
	let at = start;
	for (;;) {
		let cell = '';
		if (text[at] === '"') {
			const opened = at;
			at += 1;
			while (text[at] !== '"' || text[at + 1] === '"') {
				cell += text[at] ?? '';
				at += text[at] === '"' ? 2 : 1;
				if (at < text.length && at < opened + quotedBytes) continue;
				const seen = Math.min(text.length, opened + quotedBytes);
				return {
					cells: [...cells, cell],
					end: text.length,
					seen,
					isUnclosed: true
				};
			}
			if (at >= opened + quotedBytes) {
				return { cells, end: at, seen: opened + quotedBytes, isUnclosed: true };
			}
			at += 1;
		}
		while (at < text.length && !',\n\r'.includes(text[at] ?? '')) cell += text[at++] ?? '';
		cells.push(cell);
		if (text[at] !== ',') return { cells, end: at, seen: at, isUnclosed: false };
		at += 1;
	}
}

function model(text: string): Outcome {
	const rows: ReadRow[] = [];
	let line = 1;
	for (let at = 0; at < text.length;) {
		const whole = modelRow(text, at, limits.quotedBytes);
		const { isUnclosed } = whole;
		const lineLength = text.slice(at).search(/[\r\n]|$/);
		const end = isUnclosed ? at + lineLength : whole.end;
		if (Math.max(end, whole.seen) - at > limits.rowBytes) return line;
		const own = text.slice(at, end);
		const { cells } = isUnclosed ? modelRow(own, 0, Infinity) : whole;
		if (!/^[ \t]*$/.test(own)) rows.push({ line, cells, isUnclosed });
		line += 1 + (own.match(/\r\n|\r|\n/g)?.length ?? 0);
		at = end + (text.startsWith('\r\n', end) ? 2 : 1);
	}
	return rows;
}

const hostile = fc.string({
	unit: fc.constantFrom('"', '"', ',', '\n', '\r', '\r\n', 'x', ' ', '""', 'x","\n', '",'),
	maxLength: 40
});

describe('the CSV reader and broken text', () => {
	it('R5 recovers from unclosed quotes as the rules say, row by row', () => {
		fc.assert(
			fc.property(hostile, (text) => {
				expect(read(text, [])).toEqual(model(text));
			}),
			{ numRuns: 4000 }
		);
	});

	it('R5 gives the same rows and refusals however the bytes are cut', () => {
		fc.assert(
			fc.property(hostile, fc.array(fc.nat(), { maxLength: 8 }), (text, cuts) => {
				expect(read(text, cuts)).toEqual(read(text, []));
			}),
			{ numRuns: 4000 }
		);
	});

	it('V5 takes a row out of a page as if it stood alone', () => {
		const row = fc.string({
			unit: fc.constantFrom('"', ',', '\n', 'a', 'é', ' '),
			minLength: 1
		});
		fc.assert(
			fc.property(row, row, row, (before, own, after) => {
				const [first, middle, last] = [before, own, after].map((text) =>
					new TextEncoder().encode(text)
				) as [Uint8Array, Uint8Array, Uint8Array];
				const page = Uint8Array.of(...first, ...middle, ...last);
				const range = { from: first.length, to: first.length + middle.length };
				expect(tokenizeRow(page, 44, range)).toEqual(tokenizeRow(middle, 44));
			}),
			{ numRuns: 3000 }
		);
	});
});

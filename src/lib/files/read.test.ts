import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bindColumns, rankHeader } from '../core/columns';
import { Failure } from '../core/failure';
import { cellText } from './csv';
import { sliceBytes } from './blocks';
import { findLayout } from './layout';
import { openTable as open, type ReadChoices } from './read';
import { sampleCsv } from './sample-csv';
import { defuse, writeCsv } from './write';

const placesOf = (headers: readonly string[], ...keys: string[]) =>
	bindColumns(headers).flatMap(({ field }, place) =>
		field !== null && keys.includes(field) ? [place] : []
	);

const openCsv = (file: Blob, choices: ReadChoices = {}) =>
	open(file, {
		knows: {
			rank: rankHeader,
			hidden: (headers) => placesOf(headers, 'password'),
			names: (headers) => placesOf(headers, 'firstName', 'lastName')
		},
		signal: new AbortController().signal,
		choices
	});

async function codeOf(bytes: BlobPart): Promise<string> {
	try {
		const source = await openCsv(new Blob([bytes]));
		let rows = 0;
		for await (const block of source.blocks(new AbortController().signal)) rows += block.rows;
		return `${rows} rows`;
	} catch (error) {
		if (error instanceof Failure) return error.code;
		throw error;
	}
}

const header = 'Client ID,Username,First Name';
const refused: [what: string, bytes: BlobPart, code: string][] = [
	['an empty file', '', 'file_empty'],
	['only a byte order mark', '\uFEFF', 'file_empty'],
	['a header with no row', header, 'file_header_only'],
	['a header with its line end and no row', header + '\r\n', 'file_header_only'],
	['HTML', '<html><body>Username</body></html>\n<p>x</p>', 'file_no_known_header'],
	['JSON', '{"a": 1,\n"b": 2}', 'file_no_known_header'],
	['a PDF', '%PDF-1.7\n...', 'file_binary'],
	['a JPEG', new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 16]), 'file_binary'],
	['an old workbook', new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1]), 'file_binary'],
	['binary under a .csv name', new Uint8Array([1, 2, 0, 3, 0, 0, 9, 200]), 'file_binary'],
	['a ZIP', new Uint8Array([0x50, 0x4b, 3, 4, 20, 0]), 'file_kind_unsupported'],
	['UTF-32', new Uint8Array([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]), 'file_encoding_unsupported'],
	[
		'UTF-8 that ends within a character',
		new Uint8Array([...new TextEncoder().encode(header + '\n1,a,Zo'), 0xc3]),
		'file_encoding_broken'
	],
	[
		'UTF-8 with a damaged letter',
		new Uint8Array([...new TextEncoder().encode(header + '\n1,a,éèüößÉ'), 0xc3, 0x41]),
		'file_encoding_broken'
	],
	[
		'UTF-16 that ends within a character',
		new Uint8Array([0xff, 0xfe, 0x4d, 0, 0x69, 0, 0x6e, 0, 0x0a, 0, 0x31]),
		'file_encoding_broken'
	],
	['one line of 10 MB', 'x'.repeat(10 * 1024 * 1024), 'file_line_too_long'],
	['a row of 10 MB', `${header}\n1,${'x'.repeat(10 * 1024 * 1024)}`, 'file_line_too_long']
];

describe('opening a file', () => {
	it.each(refused)('R1 refuses %s', async (_, bytes, code) => {
		expect(await codeOf(bytes)).toBe(code);
	});

	it('R4 numbers rows by their physical lines, header = 1', async () => {
		const source = await openCsv(new Blob(['sep=;\r\n\r\nUsername;Email\r\na;b\r\n']));
		const lines: number[] = [];
		for await (const block of source.blocks(new AbortController().signal)) {
			lines.push(...block.lines.slice(0, block.rows));
		}
		expect([source.separator, source.headers, lines]).toEqual([';', ['Username', 'Email'], [4]]);
	});

	it.each([
		['in the first slice', 'a,b,c\r\n"d\r\ne",f,g\rh,i,', 5],
		['where a slice cuts CRLF', 'x'.repeat(sliceBytes - header.length - 2) + '\r\na,b,', 3]
	])('R2 names the line of a byte that is not UTF-8, %s', async (_, before, line) => {
		const readAll = async () => {
			const source = await openCsv(
				new Blob([
					new TextEncoder().encode(header + '\n'),
					before,
					Uint8Array.of(0xc3, 0xa9, 0xc3, 0xa9, 0xc3, 0xa9, 0xc3, 0xa9, 0xfc)
				])
			);
			let rows = 0;
			for await (const block of source.blocks(new AbortController().signal)) rows += block.rows;
			return rows;
		};
		await expect(readAll()).rejects.toMatchObject({ params: { encoding: 'utf-8', line } });
	});

	it('R3 chooses by known headers and a constant column count', () => {
		const choose = (text: string) =>
			findLayout(new TextEncoder().encode(text), false, { rank: rankHeader }).separator;
		expect(choose('Username;First Name;Venue\na;b;"Hall, 2"\n')).toBe(';');
		expect(choose('Username\tFirst Name\na\tb, c\n')).toBe('\t');
		expect(choose('Username|Email\na|b\n')).toBe('|');
		expect(choose('Username,Email\na;x,b\n')).toBe(',');
	});

	it.each([
		['a title and blank lines', 'Candidates;;\n\n\nUsername;Email;Venue\na;b;c\n', 4, 5, 1],
		['sep= and a title', 'sep=;\r\nExam of May\r\nUsername;Email\r\na;b\r\n', 3, 4, 1],
		['a quoted title of two lines', '"Exam\nof May"\nUsername;Email\na;b\n', 3, 4, 1],
		['cells that are named like columns', 'Username;x;y\na;User;Center\nb;User;Center\n', 1, 2, 0],
		['headers with slips', 'List\nUsernme;Frist name\na;b\n', 2, 3, 1]
	])('R3, R4 finds the header under %s', async (_, text, headerLine, line, rowsAbove) => {
		const source = await openCsv(new Blob([text]));
		const lines: number[] = [];
		for await (const block of source.blocks(new AbortController().signal)) {
			lines.push(...block.lines.slice(0, block.rows));
		}
		expect([source.headerLine, lines[0], source.rowsAbove]).toEqual([headerLine, line, rowsAbove]);
		expect(source.separator).toBe(';');
	});

	it('R2, R3 reads as it was chosen', async () => {
		const text = 'Username;A,B\nUsername;First Name\nx;y\n';
		const source = await openCsv(new Blob([text]), { separator: ';', headerLine: 2 });
		expect(source.headers).toEqual(['Username', 'First Name']);
		const comma = await openCsv(new Blob([text]), { separator: ',', headerLine: 1 });
		expect(comma.headers).toEqual(['Username;A', 'B']);
	});

	it('M5 hashes the digests of 4 MiB slices', async () => {
		const row = 'MC-1,someone,Name\n';
		const text = header + '\n' + row.repeat(Math.ceil((sliceBytes * 1.5) / row.length));
		const source = await openCsv(new Blob([text]));
		let rows = 0;
		for await (const block of source.blocks(new AbortController().signal)) rows += block.rows;
		expect(rows).toBeGreaterThan(sliceBytes / row.length);
		const bytes = Buffer.from(text);
		const digests = [bytes.subarray(0, sliceBytes), bytes.subarray(sliceBytes)].map((slice) =>
			createHash('sha256').update(slice).digest()
		);
		const expected = createHash('sha256').update(Buffer.concat(digests)).digest('hex');
		expect(await source.sha256()).toBe(expected);
	});

	it('R7 stops when it is cancelled', async () => {
		const text = header + '\n' + 'MC-1,someone,Name\n'.repeat(400_000);
		const source = await openCsv(new Blob([text]));
		const controller = new AbortController();
		const readOn = async () => {
			for await (const block of source.blocks(controller.signal)) {
				if (block.rows > 0) controller.abort();
			}
		};
		await expect(readOn()).rejects.toMatchObject({ code: 'cancelled' });
	});
});

describe('writing', () => {
	it('H4 gives a sample with all columns that loads', async () => {
		expect(await codeOf(sampleCsv())).toBe('3 rows');
	});

	it.each(['=1+1', '+44', '-x', '@a', '\tx', '\rx', "'Abd", '＝1'])('V6 defuses %j', (cell) => {
		expect(defuse(cell)).toBe(`'${cell}`);
	});

	it('V6 leaves other cells as they are', () => {
		expect(['a=b', 'x-y', '12', '|x', '%x'].map(defuse)).toEqual(['a=b', 'x-y', '12', '|x', '%x']);
	});

	it('V6 writes CRLF and quotes what must be quoted', () => {
		expect(writeCsv(['a', 'b'], [['x,y', '"z"']])).toBe('a,b\r\n"x,y","""z"""\r\n');
	});
});

interface SampleRow {
	readonly line: number;
	readonly cells: string[];
	readonly isUnclosed: boolean;
}

async function sample(name: string) {
	const bytes = readFileSync(new URL(`../../../tests/fixtures/${name}`, import.meta.url));
	const source = await openCsv(new Blob([bytes]));
	const rows: SampleRow[] = [];
	let blankLines = 0;
	for await (const block of source.blocks(new AbortController().signal)) {
		blankLines += block.blankLines;
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
	}
	return { source, rows, blankLines };
}

describe('samples', () => {
	it('R2 reads users-13.csv with its byte order mark', async () => {
		const { source, rows } = await sample('users-13.csv');
		expect([source.headers[0], rows.length]).toEqual(['Client ID', 24]);
	});

	it.each([
		['unicode-text-utf16le.txt', 'utf-16le', 'mark'],
		['unicode-text-utf16be.txt', 'utf-16be', 'mark'],
		['excel-semicolon-1252.csv', 'windows-1252', 'detected'],
		['excel-semicolon-1252-sep.csv', 'windows-1252', 'detected']
	])('R2 reads %s', async (name, encoding, by) => {
		const { source, rows } = await sample(name);
		expect([source.encoding, source.encodingBy]).toEqual([encoding, by]);
		expect(rows.flatMap(({ cells }) => cells).join('')).not.toContain('\ufffd');
	});

	it('R2, R3 read both UTF-16 samples alike, by tab', async () => {
		const little = await sample('unicode-text-utf16le.txt');
		const big = await sample('unicode-text-utf16be.txt');
		expect(little.source.separator).toBe('\t');
		expect(little.rows).toHaveLength(15);
		expect(little.rows).toEqual(big.rows);
	});

	it('R4 gives each row of ragged.csv its physical line', async () => {
		const { rows, blankLines } = await sample('ragged.csv');
		expect(rows.map(({ line }) => line)).toEqual([
			2, 3, 4, 6, 9, 12, 14, 15, 16, 17, 18, 19, 20, 21, 22
		]);
		expect(blankLines).toBe(3);
	});

	it('R5 tells ragged rows and the unclosed one of ragged.csv', async () => {
		const { source, rows } = await sample('ragged.csv');
		const columns = source.headers.length;
		const odd = rows.filter(({ cells, isUnclosed }) => isUnclosed || cells.length !== columns);
		expect(odd.map(({ line, cells, isUnclosed }) => [line, cells.length, isUnclosed])).toEqual([
			[3, 5, false],
			[4, 8, false],
			[22, 3, true]
		]);
	});

	it('R4 reads the quoted cells of ragged.csv', async () => {
		const { rows } = await sample('ragged.csv');
		const cell = (line: number, column: number) =>
			rows.find((row) => row.line === line)?.cells[column];
		expect([cell(6, 5), cell(9, 5), cell(12, 5), cell(17, 3)]).toEqual([
			'Needs a desk near the door,\r\nand a second line\r\nand a third',
			'says "quiet room", "no lift"',
			'one bare line feed\ninside quotes',
			'Prat "the elder"'
		]);
	});

	it('R8 keeps every column of proto.csv', async () => {
		const { source, rows } = await sample('proto.csv');
		const { headers } = source;
		expect(headers).toHaveLength(10);
		for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
			expect(headers.filter((header) => header === name)).toEqual([name]);
		}
		expect(headers.filter((header) => header === 'Email')).toHaveLength(2);
		expect(rows.map(({ cells }) => cells.length)).toEqual(Array(6).fill(10));
	});

	it('R6 leaves the 600 ghost rows of vendor-16.csv to be judged by their cells', async () => {
		const { source, rows } = await sample('vendor-16.csv');
		expect([source.headers.length, rows.length]).toEqual([16, 640]);
	});
});

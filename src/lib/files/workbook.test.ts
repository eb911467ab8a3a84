import { readFileSync } from 'node:fs';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { rankHeader } from '../core/columns';
import { Failure } from '../core/failure';
import { cellText } from './csv';
import { openTable, type ReadChoices } from './read';
import { builtInFormat, formatOfCode, numberText } from './workbook-values';
import { attributeOf, createXmlReader } from './xml';

const signal = new AbortController().signal;

async function readAll(file: Blob, choices: ReadChoices = {}) {
	const knows = { rank: rankHeader, hidden: () => [], names: () => [] };
	const source = await openTable(file, { knows, signal, choices });
	const rows: { line: number; cells: string[] }[] = [];
	for await (const block of source.blocks(signal)) {
		for (let row = 0; row < block.rows; row += 1) {
			const first = block.firstCells[row] ?? 0;
			const count = (block.firstCells[row + 1] ?? 0) - first;
			const cells = Array.from({ length: count }, (_, at) => cellText(block, first + at));
			rows.push({ line: block.lines[row] ?? 0, cells });
		}
	}
	return { source, rows, sha256: await source.sha256() };
}

async function codeOf(file: Blob): Promise<string> {
	try {
		return `${(await readAll(file)).rows.length} rows`;
	} catch (error) {
		if (error instanceof Failure) return error.code;
		throw error;
	}
}

const fixture = new Blob([readFileSync('tests/fixtures/candidates.xlsx')]);

describe('candidates.xlsx, as a library writes it', () => {
	it('R1 takes the first sheet with a known header, its lines those of the sheet', async () => {
		const { source, rows } = await readAll(fixture);
		expect(source.sheet).toEqual({ name: 'Candidates', names: ['Notes', 'Candidates'] });
		expect([source.headerLine, source.rowsAbove]).toEqual([3, 1]);
		expect(rows.map(({ line }) => line)).toEqual([4, 5, 6, 7, 8, 10, 11]);
		expect(new Set(rows.map(({ cells }) => cells.length))).toEqual(new Set([9]));
	});

	it('F2 shows numbers and dates as they are seen, and long numbers as damaged', async () => {
		const { rows } = await readAll(fixture);
		expect(rows.map(({ cells }) => cells[0])).toEqual([
			'00000012',
			'00000013',
			'2026-04-03',
			'1.23456789012346E+18',
			'00000017',
			'00000018',
			'#N/A'
		]);
		expect(rows[1]?.cells.slice(2, 7)).toEqual([
			'芽衣',
			'田中',
			'mei.tanaka@sheet.example',
			'447700900402',
			'FALSE'
		]);
		expect(rows[4]?.cells.slice(3, 8)).toEqual([
			'"B", of <x> & y',
			'ann.b@sheet.example',
			'',
			'TRUE',
			'Riverside\nCentre'
		]);
	});

	it('R1 reads another sheet when it is chosen', async () => {
		const choosing = readAll(fixture, { sheet: 'Notes' });
		await expect(choosing).rejects.toMatchObject({ code: 'file_no_known_header' });
		const { source } = await readAll(fixture, { sheet: 'Notes', headerLine: 1 }).catch(
			(error: unknown) => ({ source: error })
		);
		expect(source).toMatchObject({ code: 'file_header_only' });
	});
});

const types = strToU8('<?xml version="1.0"?><Types xmlns="x"/>');
const book = (sheets: string, rest = '') =>
	`<?xml version="1.0"?><workbook xmlns:r="r">${rest}<sheets>${sheets}</sheets></workbook>`;
const oneSheet = book('<sheet name="List" sheetId="1" r:id="rId1"/>');
const rels =
	'<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>';

function workbook(sheet: string, parts: Readonly<Record<string, string>> = {}): Blob {
	const files: Record<string, Uint8Array> = { '[Content_Types].xml': types };
	const all = {
		'xl/workbook.xml': oneSheet,
		'xl/_rels/workbook.xml.rels': rels,
		'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${sheet}</sheetData></worksheet>`,
		...parts
	};
	for (const [name, text] of Object.entries(all)) files[name] = strToU8(text);
	return new Blob([zipSync(files)]);
}

const inline = (...cells: string[]) =>
	cells.map((text) => `<c t="inlineStr"><is><t>${text}</t></is></c>`).join('');

describe('workbooks of other writers', () => {
	it('reads inline and rich text, prefixes, formulas and phonetics', async () => {
		const texts = '<sst><si><r><t>Am</t></r><r><t>ara</t></r><rPh><t>アマラ</t></rPh></si></sst>';
		const file = workbook(
			`<row r="2">${inline('Username', 'First Name', 'Last Name')}</row>` +
				'<x:row r="5"><x:c r="A5" t="str"><x:f>LOWER("A")</x:f><x:v>a&#x2E;b</x:v></x:c>' +
				'<x:c r="B5" t="s"><x:v>0</x:v></x:c><x:c r="D5" t="inlineStr"><is><t>_x000D_</t></is></x:c></x:row>',
			{ 'xl/sharedStrings.xml': texts }
		);
		const { rows, source } = await readAll(file);
		expect(source.headerLine).toBe(2);
		expect(rows).toEqual([{ line: 5, cells: ['a.b', 'Amara', '', '\r'] }]);
	});

	it('counts days from 1904 where the workbook does', async () => {
		const file = workbook(
			`<row>${inline('Username', 'Client ID')}</row><row>${inline('a')}<c s="1"><v>44653</v></c></row>`,
			{
				'xl/workbook.xml': book('<sheet name="L" r:id="rId1"/>', '<workbookPr date1904="1"/>'),
				'xl/styles.xml':
					'<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
			}
		);
		expect((await readAll(file)).rows[0]?.cells).toEqual(['a', '2026-04-03']);
	});

	const header = `<row>${inline('Username', 'Email')}</row>`;
	const refused: [what: string, file: Blob, code: string][] = [
		['a sheet with no row', workbook(header), 'file_header_only'],
		['a sheet with nothing', workbook(''), 'file_empty'],
		['no known header', workbook(`<row>${inline('x', 'y')}</row>`), 'file_no_known_header'],
		[
			'rows out of order',
			workbook(`<row r="4">${inline('Username')}</row><row r="2"/>`),
			'file_workbook_damaged'
		],
		['a workbook that ends early', workbook(header).slice(0, 300), 'file_workbook_damaged'],
		[
			'a bomb: 40 MB of styles in 40 kB',
			workbook(header, { 'xl/styles.xml': ' '.repeat(40 * 1024 * 1024) }),
			'file_workbook_too_large'
		],
		[
			'text that never ends',
			workbook(`${header}<row><c t="str"><v>${'x'.repeat(3_000_000)}</v></c></row>`),
			'file_workbook_damaged'
		],
		[
			'a workbook with a password, wrapped in the old form',
			new Blob([
				Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1),
				new Uint8Array(600),
				Uint8Array.from('EncryptedPackage'.split('').join('\0'), (letter) => letter.charCodeAt(0))
			]),
			'file_workbook_protected'
		]
	];
	it.each(refused)('R1 refuses %s', async (_, file, code) => {
		expect(await codeOf(file)).toBe(code);
	});

	it('R1 stops a part that inflates to more than it declares', async () => {
		const bytes = new Uint8Array(await workbook(header + header).arrayBuffer());
		const view = new DataView(bytes.buffer);
		for (let at = bytes.length - 22; at > 0; at -= 1) {
			if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 10, true);
		}
		expect(await codeOf(new Blob([bytes]))).toBe('file_workbook_damaged');
	});
});

describe('values', () => {
	it.each([
		['44653.5', 'dd/mm/yyyy hh:mm', '2022-04-02 12:00:00'],
		['59', 'd-mmm', '1900-02-28'],
		['61', 'd-mmm', '1900-03-01'],
		['0.5', 'h:mm', '12:00:00'],
		['12', '00000000', '00000012'],
		['9.19E+11', 'General', '919000000000'],
		['0.1', '0.00', '0.1'],
		['1E+16', '0', '1E+16'],
		['12', '"id "0', '12'],
		['12', '[$-409]General', '12'],
		['12', '[Red]0', '12']
	])('F2 shows %s in the format %s as %s', (text, code, shown) => {
		expect(numberText(text, formatOfCode(code), false)).toBe(shown);
	});

	it('knows the formats without a code', () => {
		expect([0, 14, 22, 49, 46].map((id) => builtInFormat(id).kind)).toEqual([
			'plain',
			'date',
			'date',
			'plain',
			'date'
		]);
	});
});

describe('XML', () => {
	it('gives the same tokens however the text is cut', () => {
		const xml = '<?xml?><!-- <a> --><a b="1>2" c=\'&lt;"\'>x&amp;y<![CDATA[<z>]]><d/></a>';
		const tokensOf = (pieces: readonly string[]) => {
			const tokens: string[] = [];
			let text = '';
			const flush = () => {
				if (text !== '') tokens.push(text);
				text = '';
			};
			const reader = createXmlReader({
				open: (name, attributes) => {
					flush();
					tokens.push(`${name} ${attributeOf(attributes, 'b')} ${attributeOf(attributes, 'c')}`);
				},
				close: (name) => {
					flush();
					tokens.push(`/${name}`);
				},
				text: (piece) => (text += piece)
			});
			for (const piece of pieces) reader.push(piece);
			return tokens;
		};
		const whole = tokensOf([xml]);
		expect(whole).toEqual(['a 1>2 <"', 'x&y<z>', 'd  ', '/d', '/a']);
		for (let size = 1; size < 12; size += 1) {
			const pieces = xml.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
			expect(tokensOf(pieces)).toEqual(whole);
		}
	});
});

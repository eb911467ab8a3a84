/** Public collections of CSV files; whose they are stands in tests/fixtures/corpora/SOURCES.md. */
import { readdirSync, readFileSync } from 'node:fs';
import Papa from 'papaparse';
import { describe, expect, test } from 'vitest';
import { anyHeader, readCells } from './read-cells';

const folder = new URL('fixtures/corpora/', import.meta.url);
const spectrum = readdirSync(new URL('csv-spectrum/csvs', folder)).map((name) =>
	name.replace('.csv', '')
);
const papaparse = readdirSync(new URL('papaparse', folder));

const bytesOf = (path: string) => readFileSync(new URL(path, folder));

/** Its JSON holds another phone number than its CSV, and bytes that are no UTF-8: a fault of the collection. */
const faulty = 'location_coordinates';

describe('csv-spectrum', () => {
	test.each(spectrum.filter((name) => name !== faulty))('R4 %s, cell for cell', async (name) => {
		const text = bytesOf(`csv-spectrum/json/${name}.json`).toString();
		const expected = JSON.parse(text) as Record<string, string>[];
		const file = new Blob([bytesOf(`csv-spectrum/csvs/${name}.csv`)]);
		const { source, rows } = await readCells(file, {}, anyHeader);
		expect(source.separator).toBe(',');
		expect(source.headers).toEqual(Object.keys(expected[0] ?? {}));
		expect(rows).toEqual(expected.map((row) => Object.values(row)));
	});

	test(`R4 ${faulty}, as its CSV stands`, async () => {
		const bytes = bytesOf(`csv-spectrum/csvs/${faulty}.csv`);
		const { rows } = await readCells(new Blob([bytes]), {}, anyHeader);
		const degree = '\ufffd';
		expect(rows).toEqual([
			['2095257564', `37${degree}36'37.8"N 121${degree}2'17.9"W`, 'Modesto', 'Stanislaus']
		]);
	});
});

describe('papaparse', () => {
	test.each(papaparse)('R4 %s, as PapaParse reads it', async (name) => {
		const bytes = bytesOf(`papaparse/${name}`);
		const text = bytes.toString().replace(/^\ufeff/, '');
		const { data } = Papa.parse<string[]>(text, { delimiter: ',', skipEmptyLines: true });
		const choices = { separator: ',', headerLine: 1 } as const;
		const whole = data.length === 1 ? new Blob([bytes, '\n,,']) : new Blob([bytes]);
		const { source, rows } = await readCells(whole, choices, anyHeader);
		expect([source.headers, ...rows].slice(0, data.length)).toEqual(data);
	});
});

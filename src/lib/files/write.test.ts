import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
	readClientId,
	readFirstName,
	readLastName,
	readTitle,
	type CellContext
} from '../core/cells';
import { cellText, createCsvReader } from './csv';
import { defuse, writeCsv } from './write';

const context: CellContext = { standardiseUsernames: false, venues: [], callingCode: '' };
const valueOf = (reading: object) => ('value' in reading ? reading.value : reading);

/** Rows of a file without its header. */
function rowsOf(bytes: Uint8Array): string[][] {
	const block = createCsvReader({ separator: 44, firstLine: 1 }).push(bytes, true);
	const rows = Array.from({ length: block.rows }, (_, row) => {
		const first = block.firstCells[row] ?? 0;
		const count = (block.firstCells[row + 1] ?? 0) - first;
		return Array.from({ length: count }, (__, at) => cellText(block, first + at));
	});
	return rows.slice(1);
}

describe('writing cells that a spreadsheet would run', () => {
	it('V6 defuses every such cell of formulas.csv, and it reads back as it was', () => {
		const bytes = readFileSync(new URL('../../../tests/fixtures/formulas.csv', import.meta.url));
		const rows = rowsOf(bytes);
		const written = writeCsv(
			rows[0] ?? [],
			rows.map((row) => row.map(defuse))
		);
		const again = rowsOf(new TextEncoder().encode(written));
		expect(again.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
		const names = (all: string[][]) =>
			all.map((row) => [
				valueOf(readFirstName(row[3] ?? '', context)),
				valueOf(readLastName(row[4] ?? '', context))
			]);
		expect(names(again)).toEqual(names(rows));
	});

	it.each(['=1+1', '+44', '-x', '@a', "'Abd", "'7", "''x", '|x', '%x', 'a=b', '7', "O'Dowd"])(
		'V6, F2: a stored %j is read back unchanged by every reader of text',
		(stored) => {
			const cell = defuse(stored);
			const read = [readTitle, readFirstName, readLastName, readClientId].map((reader) =>
				valueOf(reader(cell, context))
			);
			expect(read).toEqual([stored, stored, stored, stored]);
		}
	);
});

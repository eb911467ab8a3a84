/** V4: rows in the order that is asked for, with search and filter, and lines found in any order. */
import { expect, test } from 'vitest';
import { filteredRows, placeOfLine } from '../src/lib/worker/rows';
import type { RowFilter } from '../src/lib/worker/protocol';
import { createDevice, fileOf, read, save } from './device';

const head = 'Client ID,Username,First Name,Last Name,Email,Role';
const lines = [
	'C-2,zoe,Zoë,Abt,z@x.example,',
	'C-3,bad.role,Émile,Bo,e@x.example,chef',
	'C-4,typo,Adam,Cole,a@gmial.com,',
	'C-5,known,Bo,Dee,k@x.example,',
	'C-6,,,,,',
	'C-7,candidate10,Adam,Åberg,,',
	'C-8,candidate9,émile,bo,,'
];

async function sorted(filter: RowFilter): Promise<number[]> {
	const device = await createDevice();
	await save(device, await read(device, fileOf([head, 'C-5,known,Bo,Dee,k@x.example,'])));
	const open = await read(device, fileOf([head, ...lines]));
	const rows = await filteredRows(device.context, open, filter);
	return [...rows].map((row) => open.facts.line[row] as number);
}

const cases: readonly [string, RowFilter, readonly number[]][] = [
	['the file', {}, [2, 3, 4, 5, 6, 7, 8]],
	['line, down', { sort: { by: 'line', descending: true } }, [8, 7, 6, 5, 4, 3, 2]],
	// Without regard to case and accents; who has no name stands last, equals as in the file.
	['name', { sort: { by: 'name', descending: false } }, [7, 4, 5, 3, 8, 2, 6]],
	['name, down', { sort: { by: 'name', descending: true } }, [6, 2, 3, 8, 5, 4, 7]],
	['action', { sort: { by: 'action', descending: false } }, [3, 6, 2, 4, 7, 8, 5]],
	[
		'name among those created',
		{ action: 'create', sort: { by: 'name', descending: false } },
		[7, 4, 8, 2]
	],
	['search', { search: 'bo', sort: { by: 'line', descending: true } }, [8, 5, 3]]
];

test.each(cases)('V4 rows by %s', async (_, filter, expected) => {
	expect(await sorted(filter)).toEqual(expected);
});

test('V4 by problem the errors come first, then the warnings, then the rest', async () => {
	const order = await sorted({ sort: { by: 'problem', descending: false } });
	expect(new Set(order.slice(0, 2))).toEqual(new Set([3, 6]));
	expect(order[2]).toBe(4);
	expect(order.slice(-1)).toEqual([8]);
});

test('V4 a line is found in any order: itself, or the next there is', async () => {
	const device = await createDevice();
	const open = await read(device, fileOf([head, ...lines]));
	const sort = { by: 'line', descending: true } as const;
	const rows = await filteredRows(device.context, open, { action: 'create', sort });
	const lineAt = (place: number) => open.facts.line[rows[place] as number];
	expect(lineAt(placeOfLine(open, rows, 4))).toBe(4);
	expect(lineAt(placeOfLine(open, rows, 3))).toBe(4);
	expect(placeOfLine(open, rows, 99)).toBe(-1);
});

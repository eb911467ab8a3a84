import { describe, expect, it } from 'vitest';
import { cellsOf } from './pasted-cells';

const clipboard = (text: string) => ({ getData: () => text });

describe('A2 cells pasted from a spreadsheet', () => {
	it('are a file of their own, cell for cell', async () => {
		const text = 'Client ID\tUsername\r\n007\t"two\r\nlines"\r\n';
		const file = cellsOf(clipboard(text));
		expect(await file?.text()).toBe(text);
		expect(file?.name).toMatch(/\.tsv$/);
	});

	it.each([
		['one cell', 'Ada'],
		['one line', 'Client ID\tUsername\n'],
		['prose', 'Dear all\nsee you'],
		['nothing', '']
	])('%s is left to the page', (_, text) => {
		expect(cellsOf(clipboard(text))).toBeNull();
	});
});

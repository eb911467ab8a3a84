import { m } from '../../i18n/paraglide/messages';

/**
 * Cells that a spreadsheet put on the clipboard, as a file of their own (A2): tabs between columns, quotes as it wrote
 * them. A spreadsheet puts a picture of the cells there too. null for text that is no table.
 */
export function cellsOf(clipboard: Pick<DataTransfer, 'getData'> | null): File | null {
	const text = clipboard?.getData('text/plain') ?? '';
	const lines = text.trim().split(/\r\n|\r|\n/);
	if (lines.length < 2 || !/[\t,;|]/.test(lines[0] ?? '')) return null;
	return new File([text], `${m.pasted_cells()}.tsv`, { type: 'text/tab-separated-values' });
}

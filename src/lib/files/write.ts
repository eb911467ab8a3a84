/** Every CSV that Muster writes: PapaParse quotes, and no cell can run as a formula in a spreadsheet (V6). */
import Papa from 'papaparse';

/**
 * Cells that a spreadsheet would run (the full-width signs where Chinese or Japanese is typed), and those from which the
 * reader would take an apostrophe of their own, get one in front; reading takes exactly one away (F2). Signs that start no
 * formula are left alone: the reader would keep the apostrophe.
 */
const needsApostrophe = /^[=+\-@\t\r'\uFF1D\uFF0B\uFF0D\uFF20]/;

export function defuse(cell: string): string {
	return needsApostrophe.test(cell) ? `'${cell}` : cell;
}

/** CSV with CRLF; `header` null for the further parts of a file written in parts. Ends with a line end. */
export function writeCsv(
	header: readonly string[] | null,
	rows: readonly (readonly string[])[]
): string {
	const all = header ? [header, ...rows] : rows;
	if (all.length === 0) return '';
	return Papa.unparse(all as string[][], { newline: '\r\n' }) + '\r\n';
}

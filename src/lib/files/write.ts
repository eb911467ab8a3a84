/** Every CSV that Muster writes: PapaParse quotes, and no cell can run as a formula in a spreadsheet (V6). */
import Papa from 'papaparse';
import { writtenFields, fieldLabels } from '../core/fields';

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

const sampleRows: readonly (readonly string[])[] = [
	[
		'SC-1001',
		'amara.okafor',
		'Ms',
		'Amara',
		'Okafor',
		'amara.okafor@sample.example',
		'Candidate',
		'+447700900701',
		'',
		'0',
		'Yes',
		'',
		'Not Booked'
	],
	[
		'SC-1002',
		'unal.kaya',
		'Mr',
		'Ünal',
		'Kaya',
		'unal.kaya@sample.example',
		'Candidate',
		'+447700900702',
		'',
		'0',
		'Yes',
		'',
		'Not Booked'
	],
	[
		'SC-1003',
		'siobhan.walsh',
		'Dr',
		'Siobhán',
		'Walsh',
		'siobhan.walsh@sample.example',
		'Invigilator',
		'+447700900703',
		'',
		'0',
		'Yes',
		'',
		'Not Booked'
	]
];

/** H4: all 13 headers and three rows, with a byte order mark; it loads with no message. */
export function sampleCsv(): string {
	return (
		'\uFEFF' +
		writeCsv(
			writtenFields.map((key) => fieldLabels[key]),
			sampleRows
		)
	);
}

/** The three lists of an undo as a CSV: every user with what became of it and why (V9). Formula-safe (V6). */
import { undoneText, undoListText, undoWhyText } from '../i18n/undo-text';
import { defuse, writeCsv } from '../files/write';
import type { Context } from './context';
import { undoLists, type Requests } from './protocol';
import { linesOf } from './undo-upload';

const header = ['List', 'Username', 'Name', 'Done', 'Reason'];

export async function undoReport(
	context: Context,
	{ uploadId }: Requests['undoReport']['ask']
): Promise<Blob> {
	const lines = await linesOf(context, uploadId);
	const rows = undoLists.flatMap((list) =>
		lines
			.filter((line) => line.list === list)
			.map((line) =>
				[undoListText(list), line.username, line.name, undoneText(line), undoWhyText(line)].map(
					defuse
				)
			)
	);
	return new Blob(['\uFEFF', writeCsv(header, rows)], { type: 'text/csv;charset=utf-8' });
}

/** The report of a plan: every row with what would happen and why, in words (V6). */
import { actionText, alsoText, fieldText } from '../i18n/field-text';
import { issueText } from '../i18n/issue-text';
import { defuse, writeCsv } from '../files/write';
import type { Context } from './context';
import type { OpenDraft } from './open-draft';
import type { RowView } from './protocol';
import { viewRows } from './rows';

const header = ['Line', 'Action', 'Username', 'Name', 'Changes', 'Messages'];

/** Rows put into words at a time; the report of a million rows grows as parts of a Blob, not as one string. */
const rowsAtOnce = 5000;

export async function reportOf(
	context: Context,
	open: OpenDraft,
	format: 'csv' | 'json'
): Promise<Blob> {
	const parts: string[] = [];
	for (let from = 0; from < open.facts.count; from += rowsAtOnce) {
		const to = Math.min(open.facts.count, from + rowsAtOnce);
		const rows = Array.from({ length: to - from }, (_, place) => from + place);
		const views = await viewRows(context, open, rows);
		parts.push(format === 'csv' ? csvPart(views, from === 0) : jsonPart(views, from === 0));
	}
	if (format === 'csv') return new Blob(['\uFEFF', ...parts], { type: 'text/csv;charset=utf-8' });
	return new Blob(['[\n', ...parts, '\n]\n'], { type: 'application/json' });
}

function csvPart(views: readonly RowView[], isFirst: boolean): string {
	const rows = views.map((view) =>
		[
			String(view.line),
			actionText(view.action),
			view.username,
			view.name,
			changesText(view),
			view.issues.map(issueText).join(' ')
		].map(defuse)
	);
	return writeCsv(isFirst ? header : null, rows);
}

function changesText({ changes, also }: RowView): string {
	const fields = changes.map(({ field, from, to }) =>
		field === 'password' ? fieldText(field) : `${fieldText(field)}: ${from} → ${to}`
	);
	return [...fields, ...also.map(alsoText)].join('; ');
}

function jsonPart(views: readonly RowView[], isFirst: boolean): string {
	const rows = views.map((view) =>
		JSON.stringify({
			line: view.line,
			action: view.action,
			username: view.username,
			name: view.name,
			changes: view.changes,
			also: view.also,
			messages: view.issues.map((found) => ({ ...found, text: issueText(found) }))
		})
	);
	return (isFirst ? '' : ',\n') + rows.join(',\n');
}

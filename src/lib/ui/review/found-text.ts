/** What the last column of a row says: its first problem, else what changes. */
import { alsoText, fieldText } from '../../i18n/field-text';
import { counted, formatNumber } from '../../i18n/format';
import { causeText, issueText } from '../../i18n/issue-text';
import { m } from '../../i18n/paraglide/messages';
import type { Issue } from '../../core/issue';
import type { RowView } from '../../worker/protocol';

export interface Found {
	readonly level: Issue['level'] | null;
	readonly text: string;
	/** The same in a few words, for the name of the row's button. */
	readonly short: string;
	/** Issues that are not told here: "+2". */
	readonly more: string;
}

/** @param isFixed its last error was put right just now (V3) */
export function foundOf(row: RowView, isFixed = false): Found {
	if (isFixed && row.action !== 'error') {
		const text = m.form_fixed_now();
		return { level: null, text, short: text, more: '' };
	}
	const first = row.issues[0];
	const others = row.issues.filter(({ level }) => level !== 'note').length - 1;
	const more = first?.level !== 'note' && others > 0 ? `+${formatNumber(others)}` : '';
	const isChange = row.action === 'update' && row.changes.length + row.also.length > 0;
	if (first && (first.level !== 'note' || !isChange)) {
		return { level: first.level, text: issueText(first), short: causeText(first), more };
	}
	const plain = row.action === 'unchanged' ? m.same_as_stored() : '';
	const text = isChange ? changesText(row) : plain;
	return { level: null, text, short: text, more: '' };
}

function changesText({ changes, also }: RowView): string {
	const fields = changes.length > 0 ? [fieldsText(changes)] : [];
	return [...fields, ...also.map(alsoText)].join(' · ');
}

function fieldsText(changes: RowView['changes']): string {
	const [only] = changes;
	if (changes.length === 1 && only) return m.field_changes_one({ field: fieldText(only.field) });
	return m.fields_change(counted(changes.length));
}

/** What the review says about the columns as a whole (H2): those not used, and those that are missing. */
import { fieldLabels, type FieldKey } from '../core/fields';
import { issue, type Issue } from '../core/issue';
import type { Settings } from '../core/settings';
import type { Draft } from '../storage/db';

/** Longer lists of columns are no help. */
const mostNamed = 40;

export function columnIssues(draft: Pick<Draft, 'columns' | 'settings'>): Issue[] {
	return [...unusedColumns(draft.columns), ...missingColumns(draft)];
}

/** Extra and unknown columns are named once. */
function unusedColumns(columns: Draft['columns']): Issue[] {
	const unused = columns.filter(({ field, binding }) => field === null && binding !== 'asked');
	if (unused.length === 0) return [];
	const names = unused.map(({ header }) => header.trim()).filter((header) => header !== '');
	const shown = names.slice(0, mostNamed).join(', ') + (names.length > mostNamed ? ' …' : '');
	if (shown === '' && unused.every(({ filled }) => filled === 0)) return [];
	return [issue('columns_not_used', 'note', null, { columns: shown || '–', count: unused.length })];
}

/** Columns without which no row of this upload can be used, by the names that the file should give them. */
function missingColumns({ columns, settings }: Pick<Draft, 'columns' | 'settings'>): Issue[] {
	const there = new Set(columns.flatMap(({ field, candidate }) => field ?? candidate ?? []));
	const missing = neededFields(settings).filter((field) => !there.has(field));
	if (missing.length === 0) return [];
	const names = missing.map((field) => fieldLabels[field]).join(', ');
	return [issue('columns_missing', 'warning', null, { columns: names, count: missing.length })];
}

function neededFields({ uploadType, matchBy, defaults }: Settings): FieldKey[] {
	const needed = new Set<FieldKey>([matchBy]);
	if (uploadType !== 'update_only') {
		for (const field of ['clientId', 'username', 'firstName'] as const) needed.add(field);
	}
	if (defaults.username !== '') needed.delete('username');
	return [...needed];
}

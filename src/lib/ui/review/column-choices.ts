/** The columns dialog's state as values: what is asked, what is bound, and whether it can be used. */
import { meaningsOf } from '../../core/columns';
import { keyFields } from '../../core/facts';
import type { FieldKey } from '../../core/fields';
import type { ColumnView, Review } from '../../worker/protocol';

export interface Question {
	readonly field: FieldKey;
	/** Places of the columns that claim it. */
	readonly columns: readonly number[];
}

/** Fields claimed by two columns or more: one is to be chosen, or none (H1). */
export function questionsOf(columns: readonly ColumnView[]): readonly Question[] {
	const byField = new Map<FieldKey, number[]>();
	for (const [at, { binding, candidate }] of columns.entries()) {
		if (binding !== 'asked' || candidate === null) continue;
		byField.set(candidate, [...(byField.get(candidate) ?? []), at]);
	}
	return [...byField].map(([field, places]) => ({ field, columns: places }));
}

/** The first field that two columns are bound to, which is never allowed. */
export function fieldTwice(fields: readonly (FieldKey | null)[]): FieldKey | null {
	return fields.find((field, at) => field !== null && fields.indexOf(field) < at) ?? null;
}

export function withField(
	fields: readonly (FieldKey | null)[],
	at: number,
	field: FieldKey | null
): (FieldKey | null)[] {
	return fields.map((former, place) => (place === at ? field : former));
}

/** Places of the columns that wait for a word: suggested, or of an unclear name. */
export function offersOf(columns: readonly ColumnView[]): readonly number[] {
	return columns.flatMap(({ binding }, at) =>
		binding === 'suggested' || binding === 'unclear' ? [at] : []
	);
}

/** Fields that an offered column may be, but for those that another column has. */
export function offeredFields(
	{ header, candidate }: ColumnView,
	fields: readonly (FieldKey | null)[]
): readonly FieldKey[] {
	const meanings = candidate ? [candidate] : meaningsOf(header);
	return meanings.filter((field) => !fields.includes(field));
}

/**
 * The hard case, in which columns are asked about before anything else: two claim one field, one is nearly known, an
 * unclear one may be what is missing, or none says who a row is.
 */
export function asksColumns({ file, fileIssues }: Pick<Review, 'file' | 'fileIssues'>): boolean {
	const isMissing = fileIssues.some(({ code }) => code === 'columns_missing');
	const knowsRows = file.columns.some(({ field }) => keyFields.some((key) => key === field));
	if (!knowsRows) return true;
	return file.columns.some(
		({ binding, filled }) =>
			binding === 'asked' ||
			(filled > 0 && (binding === 'suggested' || (binding === 'unclear' && isMissing)))
	);
}

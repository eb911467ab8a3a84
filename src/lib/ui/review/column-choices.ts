/** The columns dialog's state as values: what is asked, what is bound, and whether it can be used. */
import type { FieldKey } from '../../core/fields';
import type { ColumnView } from '../../worker/protocol';

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

import type { FieldKey } from './fields';
import { issue, type Issue, type IssueCode } from './issue';

/** What readers of cells need to know of the upload. */
export interface CellContext {
	/** S12. */
	readonly standardiseUsernames: boolean;
	/** Names of the exam's venues; with none, any venue is accepted. */
	readonly venues: readonly string[];
	/** Calling code of the default country without its plus, such as '44'; '' where none is set (M6). */
	readonly callingCode: string;
	/** Chosen by hand for cells of this upload. */
	readonly values?: ReadonlyMap<FieldKey, ReadonlyMap<string, string>> | undefined;
}

/** What a cell was read as. A blank cell has neither value nor issue; a wrong one has an error and no value. */
export interface Reading<T> {
	readonly value: T | undefined;
	readonly issues: readonly Issue[];
}

/** Shared by every reading with nothing to say: there are millions of them. */
export const noIssues: readonly Issue[] = Object.freeze([]);

export const blank: Reading<never> = Object.freeze({ value: undefined, issues: noIssues });

export function found<T>(value: T): Reading<T> {
	return { value, issues: noIssues };
}

export type Params = Readonly<Record<string, string | number>>;

export function wrong(code: IssueCode, field: FieldKey, params: Params = {}): Reading<never> {
	return { value: undefined, issues: [issue(code, 'error', field, params)] };
}

/** Cells may be a megabyte long; a sentence shows their beginning. */
const shownLength = 120;

export function shown(text: string): string {
	return text.length <= shownLength ? text : `${text.slice(0, shownLength)}…`;
}

export function noteChange(
	code: IssueCode,
	field: FieldKey,
	change: { readonly from: string; readonly to: string }
): Issue {
	return issue(code, 'note', field, { from: shown(change.from), to: shown(change.to) });
}

/** Lengths are counted in UTF-16 units, as the schema of a change counts them. */
export function limited(
	field: FieldKey,
	text: string,
	{ least = 1, most }: { readonly least?: number; readonly most: number }
): Reading<string> {
	if (text.length < least) return wrong('too_short', field, { limit: least });
	if (text.length > most) return wrong('too_long', field, { limit: most, length: text.length });
	return found(text);
}

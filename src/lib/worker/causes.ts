/** Issues of all rows, kept as numbers: a million rows with a warning each cost eight bytes a row. */
import type { Issue, IssueCode } from '../core/issue';
import { wordKey } from '../core/words';
import type { RowSet } from './row-set';

export interface Causes {
	/** What each cause says; params only where rows are grouped by value (V2). */
	readonly issues: Issue[];
	/** Row and cause of each entry, in the order of the rows. */
	entries: Uint32Array;
	/** Numbers used in `entries`. */
	length: number;
	readonly byKey: Map<string, number>;
}

/**
 * Causes whose value is the cause: "Unknown role “examiner”" is another problem than "Unknown role “staff”", but none
 * other than "Unknown role “Examiner”".
 */
const groupedByValue: Partial<Record<IssueCode, readonly string[]>> = {
	role_unknown: ['value'],
	booking_status_unknown: ['value'],
	boolean_unknown: ['value'],
	venue_unknown: ['value', 'suggestion'],
	error_value: ['value'],
	value_chosen: ['from', 'to'],
	email_typo: ['domain'],
	password_weak: ['reason']
};

/** A file of other columns than it says can hold a million different "roles": past this, they are one cause. */
const mostCauses = 2000;

export function createCauses(issues: readonly Issue[] = []): Causes {
	const causes: Causes = {
		issues: [],
		entries: new Uint32Array(2048),
		length: 0,
		byKey: new Map()
	};
	for (const issue of issues) addCause(causes, keyOf(issue, issue.params), issue);
	return causes;
}

function keyOf(issue: Issue, params: Issue['params']): string {
	const names = groupedByValue[issue.code];
	const values = names?.map((name) => wordKey(String(params[name] ?? ''))).join('\u0000') ?? '';
	return `${issue.code} ${issue.field ?? ''} ${issue.level} ${values}`;
}

function addCause(causes: Causes, key: string, issue: Issue): number {
	const number = causes.issues.length;
	causes.issues.push(issue);
	causes.byKey.set(key, number);
	return number;
}

export function addIssue(causes: Causes, row: number, issue: Issue): void {
	addEntry(causes, row, causeOf(causes, issue));
}

export function addEntry(causes: Causes, row: number, cause: number): void {
	if (causes.length + 2 > causes.entries.length) {
		const grown = new Uint32Array(causes.entries.length * 2);
		grown.set(causes.entries);
		causes.entries = grown;
	}
	causes.entries[causes.length] = row;
	causes.entries[causes.length + 1] = cause;
	causes.length += 2;
}

/** Takes all that was said of these rows away, and puts other entries behind what stays. */
export function replaceEntries(causes: Causes, { has }: RowSet, by: Causes): void {
	const { entries } = causes;
	let length = 0;
	for (let at = 0; at < causes.length; at += 2) {
		const row = entries[at] as number;
		if (has[row] === 1) continue;
		if (length !== at) {
			entries[length] = row;
			entries[length + 1] = entries[at + 1] as number;
		}
		length += 2;
	}
	causes.length = length;
	for (let at = 0; at < by.length; at += 2) {
		addEntry(causes, by.entries[at] as number, by.entries[at + 1] as number);
	}
}

/** No entries yet; its causes are those of another, which it adds to. */
export function causesLike({ issues, byKey }: Causes): Causes {
	return { issues, byKey, entries: new Uint32Array(2048), length: 0 };
}

function causeOf(causes: Causes, issue: Issue): number {
	const key = keyOf(issue, issue.params);
	const known = causes.byKey.get(key);
	if (known !== undefined) return known;
	const { code, level, field } = issue;
	const names = causes.issues.length < mostCauses ? groupedByValue[code] : undefined;
	const params = Object.fromEntries((names ?? []).map((name) => [name, issue.params[name] ?? '']));
	if (!names) {
		const plain = `${code} ${field ?? ''} ${level} `;
		const number =
			causes.byKey.get(plain) ?? addCause(causes, plain, { code, level, field, params });
		return number;
	}
	return addCause(causes, key, { code, level, field, params });
}

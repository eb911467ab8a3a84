/** Issues in words: what is wrong, then what to do. Used by the screens and by the report. */
import type { Issue, IssueCode } from '../core/issue';
import { fieldText } from './field-text';
import { counted, formatNumber } from './format';
import { m } from './paraglide/messages';

/** Params without which a sentence has a hole. An issue that stands for many rows comes without them. */
const needs: Partial<Record<IssueCode, readonly string[]>> = {
	ragged_row: ['cells', 'expected'],
	surplus_cells_dropped: ['cells'],
	tidied: ['from'],
	unwrapped: ['from'],
	number_damage: ['value'],
	date_damage: ['value'],
	error_value: ['value'],
	too_long: ['limit', 'length'],
	too_short: ['limit'],
	client_id_same_in_all: ['value', 'rows'],
	username_characters: ['value', 'characters'],
	username_standardised: ['from'],
	username_nothing_left: ['value'],
	username_reserved: ['value'],
	boolean_unknown: ['value'],
	email_malformed: ['value'],
	email_typo: ['suggestion'],
	role_unknown: ['value'],
	phone_malformed: ['value'],
	phone_extension_dropped: ['value'],
	phone_without_country: ['value'],
	booking_status_unknown: ['value'],
	venue_unknown: ['value'],
	password_too_long: ['limit'],
	password_same: ['rows'],
	exists: ['username'],
	exists_not_in_exam: ['username'],
	duplicate_in_file: ['line'],
	duplicate_row: ['line'],
	no_such_user: ['value'],
	username_taken: ['value'],
	client_id_taken: ['value', 'username'],
	email_taken: ['value', 'username'],
	other_client_id: ['value', 'stored', 'username'],
	number_appended: ['from', 'to'],
	old_username_unknown: ['value'],
	default_unusable: ['value'],
	venue_over_seats: ['value', 'seats', 'booked'],
	renames_user: ['from', 'to'],
	role_changes: ['from', 'to'],
	email_shared: ['value', 'users'],
	delete_and_keep: ['line'],
	in_other_exams: ['exams'],
	zeros_lost: ['value'],
	zeros_restored: ['from', 'to'],
	value_chosen: ['from'],
	columns_not_used: ['columns', 'count'],
	columns_missing: ['columns', 'count'],
	ring_too_large: ['limit']
};

/** The param that decides between "1 cell" and "2 cells". */
const countedBy: Partial<Record<IssueCode, string>> = {
	ragged_row: 'cells',
	surplus_cells_dropped: 'cells',
	client_id_same_in_all: 'rows',
	password_same: 'rows',
	email_shared: 'users',
	in_other_exams: 'exams',
	columns_not_used: 'count',
	columns_missing: 'count'
};

const takenCodes = ['username_taken', 'client_id_taken', 'email_taken'] as const;
/** Causes named by their value, which is missing where there are too many of them to tell apart. */
const valueCauses = [
	'error_value',
	'boolean_unknown',
	'role_unknown',
	'booking_status_unknown',
	'venue_unknown',
	'venue_over_seats'
] as const;
const weaknesses = ['short', 'common', 'personal', 'repeated', 'run'] as const;

type Say = (params: Readonly<Record<string, string | number>>) => string;

/** One or two sentences, quoting the file's value; for a cause without values, its name. */
export function issueText(issue: Issue): string {
	const missing = (needs[issue.code] ?? []).filter((name) => isBlank(issue, name));
	const isTakenInFile = isTaken(issue.code) && hasLine(issue);
	const stillMissing = isTakenInFile ? missing.filter((name) => name === 'value') : missing;
	if (stillMissing.length > 0) return causeText(issue);
	const say = m[sentenceOf(issue)] as Say;
	return say(wordsOf(issue));
}

/** A problem in three or four words, for its group (V2). */
export function causeText(issue: Issue): string {
	return (m[causeOf(issue)] as Say)(wordsOf(issue));
}

function causeOf(issue: Issue) {
	const reason = weaknessOf(issue);
	if (reason) return `cause_password_weak_${reason}` as const;
	const plain = valueCauses.find((name) => name === issue.code);
	if (plain && isBlank(issue, 'value')) return `cause_${plain}_plain` as const;
	if (issue.code === 'email_typo' && isBlank(issue, 'domain')) return 'cause_email_typo_plain';
	if (issue.code === 'value_chosen') {
		if (isBlank(issue, 'from')) return 'cause_value_chosen_plain' as const;
		return isBlank(issue, 'to') ? ('cause_value_chosen_blank' as const) : 'cause_value_chosen';
	}
	return `cause_${issue.code}` as const;
}

function sentenceOf(issue: Issue) {
	const { code } = issue;
	const reason = weaknessOf(issue);
	if (reason) return `issue_password_weak_${reason}` as const;
	if (code === 'venue_unknown' && !isBlank(issue, 'suggestion')) return 'issue_venue_unknown_near';
	if (code === 'value_chosen' && isBlank(issue, 'to')) return 'issue_value_chosen_blank';
	if (code === 'zeros_lost' && isBlank(issue, 'suggestion')) return 'issue_zeros_lost_plain';
	const taken = takenCodes.find((name) => name === code);
	if (taken && hasLine(issue)) return `issue_${taken}_line` as const;
	return `issue_${code}` as const;
}

function weaknessOf({ code, params }: Issue) {
	if (code !== 'password_weak') return undefined;
	return weaknesses.find((name) => name === params['reason']);
}

function isTaken(code: IssueCode): boolean {
	return takenCodes.some((name) => name === code);
}

function hasLine({ params }: Issue): boolean {
	return Number(params['line']) > 0;
}

function isBlank({ params }: Issue, name: string): boolean {
	const value = params[name];
	return value === undefined || value === '';
}

/** Values as they stand in a sentence: numbers grouped. */
function wordsOf({ code, field, params }: Issue): Readonly<Record<string, string | number>> {
	const words: Record<string, string | number> = { field: fieldText(field) };
	for (const [name, value] of Object.entries(params)) {
		words[name] = typeof value === 'number' ? formatNumber(value) : shortened(value);
	}
	const counter = countedBy[code];
	return counter ? { ...words, ...counted(Number(params[counter] ?? 0)) } : words;
}

/** A cell may hold a page of text; a sentence quotes its start. */
function shortened(value: string): string {
	const letters = [...value];
	return letters.length > 60 ? `${letters.slice(0, 57).join('')}…` : value;
}

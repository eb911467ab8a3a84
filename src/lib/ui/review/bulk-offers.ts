/** What is offered for all rows of a cause and shown row by row first: a suggestion, an empty cell, a skip (V2). */
import type { FieldKey } from '../../core/fields';
import type { Issue, IssueCode } from '../../core/issue';
import { fieldText } from '../../i18n/field-text';
import { counted } from '../../i18n/format';
import { m } from '../../i18n/paraglide/messages';
import type { BulkFix } from '../../worker/protocol';

export interface BulkOffer {
	readonly fix: BulkFix;
	/** Offered before its group is open. */
	readonly isBest: boolean;
}

/** Nobody needs these to be who they are, so that a blank cell is an answer. */
const clearable: readonly (FieldKey | null)[] = [
	'title',
	'lastName',
	'email',
	'phone',
	'role',
	'eligible',
	'venue',
	'bookingStatus'
];

/** Faults of a cell's own text, which goes away with it. */
const cellCodes: ReadonlySet<IssueCode> = new Set<IssueCode>([
	'control_character',
	'number_damage',
	'date_damage',
	'error_value',
	'too_long',
	'boolean_unknown',
	'email_malformed',
	'email_several',
	'email_typo',
	'role_unknown',
	'phone_malformed',
	'booking_status_unknown',
	'venue_unknown'
]);

const suggesting: ReadonlySet<IssueCode> = new Set<IssueCode>(['email_typo', 'email_several']);

/** @param isAnswered the cause has a fix of its own, so that a skip is none to begin with */
export function bulkOffersFor(
	issue: Issue,
	problem: string,
	isAnswered: boolean
): readonly BulkOffer[] {
	const { code, level, field } = issue;
	const offers: BulkOffer[] = [];
	if (suggesting.has(code)) offers.push({ fix: { kind: 'suggestion', problem }, isBest: true });
	if (cellCodes.has(code) && clearable.includes(field)) {
		offers.push({ fix: { kind: 'clear', problem }, isBest: false });
	}
	if (level === 'note') return offers;
	const isBest = level === 'error' && !isAnswered && offers.every((offer) => !offer.isBest);
	return [...offers, { fix: { kind: 'skip', problem }, isBest }];
}

/** "Use gmail.com in 14 rows", "Skip 61 rows". */
export function bulkText(fix: BulkFix, issue: Issue, rows: number): string {
	const words = counted(rows);
	if (fix.kind === 'skip') return m.bulk_skip(words);
	if (fix.kind === 'clear') {
		return m.bulk_clear({ ...words, field: issue.field ? fieldText(issue.field) : '' });
	}
	const value = String(issue.params['domain'] ?? '');
	if (fix.kind === 'suggestion' && value !== '') return m.bulk_use({ ...words, value });
	if (fix.kind === 'suggestion') return m.bulk_use_first(words);
	return m.replace_in(words);
}

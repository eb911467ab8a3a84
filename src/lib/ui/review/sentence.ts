/** What the upload will do, in one sentence or two with the real numbers. Numbers stand between asterisks. */
import { updatesExisting } from '../../core/settings';
import { counted, formatList, sentenceCase } from '../../i18n/format';
import { m } from '../../i18n/paraglide/messages';
import type { Review } from '../../worker/protocol';

export function reviewSentence(review: Review): string {
	const { settings } = review;
	const parts = [doesWhat(review), leavesWhat(review)];
	if (updatesExisting(settings) && review.changes.update > 0) {
		parts.push(howUpdates[settings.existingDetails]());
		if (settings.existingDetails.startsWith('override')) {
			parts.push(
				settings.blankCells === 'clear' ? m.sentence_blank_clear() : m.sentence_blank_leave()
			);
		}
	}
	parts.push(passwords(review), mails(review), photos(review));
	return parts.filter(Boolean).join(' ');
}

const howUpdates = {
	no_changes: m.sentence_how_none,
	override: m.sentence_how_override,
	override_defaults: m.sentence_how_defaults,
	fill_missing: m.sentence_how_missing
} as const;

function doesWhat({ changes }: Review): string {
	const clauses: string[] = [];
	if (changes.create > 0) clauses.push(m.sentence_creates(counted(changes.create)));
	if (changes.update > 0) {
		const say = clauses.length > 0 ? m.sentence_updates : m.sentence_updates_users;
		clauses.push(say(counted(changes.update)));
	}
	if (changes.delete > 0) {
		const say = clauses.length > 0 ? m.sentence_deletes : m.sentence_deletes_users;
		clauses.push(say(counted(changes.delete)));
	}
	return clauses.length === 0 ? m.sentence_nothing() : `${sentenceCase(formatList(clauses))}.`;
}

function leavesWhat({ counts, changes, settings }: Review): string {
	const rows = counts.create + counts.update + counts.delete;
	const folded = rows - changes.create - changes.update - changes.delete;
	const parts: string[] = [];
	if (folded > 0) parts.push(m.sentence_folds(counted(folded)));
	if (counts.skip > 0 && settings.uploadType === 'add_new') {
		parts.push(m.sentence_skips(counted(counts.skip)));
	}
	if (counts.skip > 0 && settings.uploadType === 'update_only') {
		parts.push(m.sentence_skips_unknown(counted(counts.skip)));
	}
	return parts.join(' ');
}

function passwords({ settings }: Review): string {
	const replaces = updatesExisting(settings) && settings.existingPassword === 'update';
	return replaces ? m.sentence_passwords_update() : m.sentence_passwords_stay();
}

/** A CSV for an exam that wants photos says who has none. */
function photos({ candidatesWithoutPhoto: without }: Review): string {
	return without > 0 ? m.sentence_without_photo(counted(without)) : '';
}

/** S8: who is mailed, and who would be but for a reason. */
function mails({ settings, mails: counts }: Review): string {
	if (settings.emailDetails === 'none') return '';
	const without = counts.not_eligible + counts.not_booked + counts.exam_started;
	const parts = [
		counts.sent > 0 ? m.sentence_mails(counted(counts.sent)) : m.sentence_mails_none()
	];
	if (without > 0) {
		const reasons = [
			counts.not_eligible > 0 ? m.mail_not_eligible(counted(counts.not_eligible)) : '',
			counts.not_booked > 0 ? m.mail_not_booked(counted(counts.not_booked)) : '',
			counts.exam_started > 0 ? m.mail_exam_started() : ''
		].filter(Boolean);
		parts.push(m.sentence_mails_without({ ...counted(without), reasons: formatList(reasons) }));
	}
	return parts.join(' ');
}

/** What happened to a user, in words (V10). */
import { fieldText } from '../../i18n/field-text';
import { formatList } from '../../i18n/format';
import { m } from '../../i18n/paraglide/messages';
import { valueText } from '../../i18n/value-text';
import type { TimelineChange, TimelineEntry } from '../../worker/protocol';

const mostFields = 3;

/** `examName`: null where the exam is not on this device any more. */
export function timelineText(
	{ op, changes, setsPhoto, setsPassword }: TimelineEntry,
	examName: (examId: string) => string | null
): string {
	if (op === 'delete') return m.timeline_deleted();
	if (op === 'restore') return m.timeline_restored();
	if (op === 'create') return m.timeline_created();
	const parts = [
		...changes.slice(0, mostFields).map((change) => changeText(change, examName)),
		...(changes.length > mostFields
			? [m.timeline_more({ n: String(changes.length - mostFields) })]
			: []),
		...(setsPhoto ? [m.timeline_photo()] : []),
		...(setsPassword ? [m.timeline_password()] : [])
	];
	return parts.length === 0 ? m.timeline_marked() : formatList(parts);
}

function changeText(
	{ examId, field, from, to }: TimelineChange,
	examName: (examId: string) => string | null
): string {
	const exam = examName(examId ?? '') ?? m.timeline_an_exam();
	if (field === 'exam') return to === 'Yes' ? m.timeline_in({ exam }) : m.timeline_out({ exam });
	return m.timeline_field({
		field: fieldText(field),
		from: valueText(field, from),
		to: valueText(field, to)
	});
}

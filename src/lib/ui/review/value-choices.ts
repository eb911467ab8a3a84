/** What a value that nobody knows may be read as (V2). */
import { roles } from '../../core/fields';
import type { Issue } from '../../core/issue';
import type { Exam } from '../../core/records';
import type { ChoosableField } from '../../core/values';
import { m } from '../../i18n/paraglide/messages';

interface Option {
	readonly value: string;
	readonly text: string;
}

export interface ValueQuestion {
	readonly field: ChoosableField;
	/** What the cells say. */
	readonly from: string;
	/** A known value that is near, '' for none. */
	readonly suggestion: string;
	readonly options: readonly Option[];
}

/** A longer text is cut in the message, and is no word that stands for another. */
const longestValue = 100;

/** null where the cause is no such value. */
export function valueQuestion(issue: Issue, exam: Exam | null): ValueQuestion | null {
	const from = String(issue.params['value'] ?? '');
	const known = knownValues(issue, exam);
	if (from === '' || from.length > longestValue || known === null) return null;
	return { ...known, from, suggestion: String(issue.params['suggestion'] ?? '') };
}

function knownValues(
	{ code, field }: Issue,
	exam: Exam | null
): Pick<ValueQuestion, 'field' | 'options'> | null {
	if (code === 'role_unknown') {
		return {
			field: 'role',
			options: roles.map((value) => ({ value, text: m[`role_${value}`]() }))
		};
	}
	if (code === 'booking_status_unknown') {
		const options = [
			{ value: 'Booked', text: m.booking_Booked() },
			{ value: 'Not Booked', text: m.booking_Not_Booked() }
		];
		return { field: 'bookingStatus', options };
	}
	if (code === 'boolean_unknown' && field === 'eligible') {
		const options = [
			{ value: 'yes', text: m.yes() },
			{ value: 'no', text: m.no() }
		];
		return { field, options };
	}
	if (code !== 'venue_unknown' || !exam || exam.venues.length === 0) return null;
	return { field: 'venue', options: exam.venues.map(({ name }) => ({ value: name, text: name })) };
}

/** What a field of few values can be set to in a user's form: the texts as they stand in files. */
import { roles } from '../../core/fields';
import type { Exam } from '../../core/records';
import { m } from '../../i18n/paraglide/messages';
import type { FormField } from './user-form.svelte';

export interface ValueChoice {
	readonly value: string;
	readonly text: string;
}

/** null: free text. What is stored is among the choices, whatever it is. */
export function valueChoices(
	field: FormField,
	exam: Exam | null,
	text: string
): readonly ValueChoice[] | null {
	if (field === 'role') return roles.map((value) => ({ value, text: m[`role_${value}`]() }));
	if (field === 'eligible') {
		return [
			{ value: 'Yes', text: m.yes() },
			{ value: 'No', text: m.no() }
		];
	}
	if (field === 'bookingStatus') {
		return [
			{ value: 'Booked', text: m.booking_Booked() },
			{ value: 'Not Booked', text: m.booking_Not_Booked() }
		];
	}
	if (field !== 'venue' || !exam || exam.venues.length === 0) return null;
	const known = exam.venues.map(({ name }) => ({ value: name, text: name }));
	const isOther = text !== '' && known.every(({ value }) => value !== text);
	const other = isOther ? [{ value: text, text }] : [];
	return [{ value: '', text: m.user_no_venue() }, ...other, ...known];
}

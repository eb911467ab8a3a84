/** What a cell of few values can be set to in a row's form: the texts as they stand in a file. */
import { roles, type FieldKey } from '../../core/fields';
import type { Exam } from '../../core/records';
import { m } from '../../i18n/paraglide/messages';

export interface CellChoice {
	/** The cell's text. */
	readonly value: string;
	readonly text: string;
}

/** null where the cell is free text. What stands there now is among the choices, however wrong it is. */
export function choicesOf(
	field: FieldKey | null,
	exam: Exam | null,
	texts: readonly string[]
): readonly CellChoice[] | null {
	const known = knownChoices(field, exam);
	if (!known) return null;
	const others = [...new Set(texts)].filter(
		(text) => text !== '' && !known.some(({ value }) => value === text)
	);
	const own = others.map((value) => ({ value, text: value }));
	return [...own, { value: '', text: m.form_blank_value() }, ...known];
}

function knownChoices(field: FieldKey | null, exam: Exam | null): readonly CellChoice[] | null {
	if (field === 'role') {
		return roles.map((value) => ({ value, text: m[`role_${value}`]() }));
	}
	if (field === 'eligible' || field === 'deleted') {
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
	return exam.venues.map(({ name }) => ({ value: name, text: name }));
}

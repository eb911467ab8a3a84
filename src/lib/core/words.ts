/** The closed lists of words that cells are read by (F3, F4, F7, F9). */
import type { BookingStatus, Role } from './fields';
import { foldKey } from './match';

function table<T>(rows: readonly (readonly [value: T, words: string])[]): ReadonlyMap<string, T> {
	return new Map(
		rows.flatMap(([value, words]) =>
			words.split(', ').map((word): [string, T] => [wordKey(word), value])
		)
	);
}

/** Case, hyphens and underscores do not tell words apart. */
export function wordKey(text: string): string {
	return foldKey(text).replace(/[-_\u2010-\u2015 ]+/g, ' ');
}

/** F3, with the words of the interface languages (A4) and what spreadsheets write in them. */
export const booleanWords = table<boolean>([
	[true, '1, y, yes, t, true, on, x, ✓'],
	[false, '0, n, no, f, false, off'],
	[true, 'sí, si, s, verdadero, نعم, صحيح'],
	[false, 'falso, لا, خطأ']
]);

/** F7, with the roles as the interface languages name them on screen. `examiner`, `teacher` and `staff` are left out on purpose: they mean different roles in different places. */
export const roleWords = table<Role>([
	['candidate', 'candidate, student, learner, examinee, test taker'],
	['candidate', 'candidato, candidata, مرشح, مرشحة'],
	['invigilator', 'invigilator, examiner-in-charge, eic, proctor, supervisor'],
	['invigilator', 'vigilante, مراقب, مراقبة'],
	['marker', 'marker, grader, assessor, scorer'],
	['marker', 'corrector, correctora, مصحح, مصححة']
]);

/** F9, with what the interface languages say on screen. */
export const bookingWords = table<BookingStatus>([
	['Booked', 'booked, confirmed, registered, scheduled, yes'],
	['Booked', 'reservado, reservada, sí, si, محجوز, نعم'],
	['Not Booked', 'not booked, pending, unbooked, cancelled, canceled, withdrawn, no'],
	['Not Booked', 'sin reserva, no reservado, no reservada, غير محجوز, لا']
]);

const titles =
	'Mr Mrs Ms Miss Mx Dr Prof Professor Sir Dame Lord Lady Rev Reverend Fr Hon Capt Captain Col Lt ' +
	'Sgt Maj Sr Sra Srta Herr Frau Mme Mlle';

/** F4: titles in their usual spelling, by their lower-case form without a full stop. */
export const titleSpellings: ReadonlyMap<string, string> = new Map(
	titles.split(' ').map((title) => [title.toLowerCase(), title])
);

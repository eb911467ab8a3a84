/** What is wrong in the form of the organisation, before the server is asked; the server checks the same. */
import { m } from '../../i18n/paraglide/messages';
import type { Organisation } from './server-parts';

/** X2, X7 */
export const limits = {
	lockHours: { least: 1, most: 168 },
	photoDaysAfterExam: { least: 1, most: 3650 },
	photoDaysAfterUpload: { least: 1, most: 3650 },
	keepDays: { least: 1, most: 365 }
} as const;
export type NumberField = keyof typeof limits;

/** An emptied number is null by the browser's binding. */
type Form = Omit<Organisation, NumberField> & Readonly<Record<NumberField, number | null>>;

export function settingsProblems(form: Form): Partial<Record<NumberField | 'name', string>> {
	const problems: Partial<Record<NumberField | 'name', string>> = {};
	if (form.name.trim() === '') problems.name = m.organisation_name_missing();
	for (const [field, { least, most }] of Object.entries(limits)) {
		const value = form[field as NumberField];
		const isFine = value !== null && Number.isInteger(value) && value >= least && value <= most;
		if (!isFine) problems[field as NumberField] = 'range';
	}
	return problems;
}

/** The settings in the order in which they stand on screen, and which of them act. */
import { choices, updatesExisting, type ChoiceKey, type Settings } from '../../core/settings';
import { choiceText } from '../../i18n/field-text';
import { m } from '../../i18n/paraglide/messages';

export const firstSettings: readonly ChoiceKey[] = [
	'uploadType',
	'newUserPassword',
	'createdPassword',
	'generatedPassword',
	'existingDetails'
];

export const moreSettings: readonly ChoiceKey[] = [
	'existingPassword',
	'forcePasswordChange',
	'allowDeletes',
	'emailDetails',
	'blankCells',
	'existingPhotos',
	'candidatesWithoutPhoto'
];

/** S9, S11 and S12 stand under "Advanced" (S15). */
export const advancedSettings: readonly ChoiceKey[] = [
	'matchBy',
	'preventDuplicateEmails',
	'standardiseUsernames'
];

/** Settings that act. The others are shown at their default. */
const acting: ReadonlySet<ChoiceKey> = new Set<ChoiceKey>([
	'uploadType',
	'newUserPassword',
	'createdPassword',
	'generatedPassword',
	'existingDetails',
	'existingPassword',
	'forcePasswordChange',
	'allowDeletes',
	'preventDuplicateEmails',
	'blankCells'
]);

/** Choices that do not act yet, of settings that do. */
const idleChoices: ReadonlySet<string> = new Set(['uploadType add_all']);

/** S4 and S5 act under the upload types that update. */
const needsUpdates: ReadonlySet<ChoiceKey> = new Set<ChoiceKey>([
	'existingDetails',
	'existingPassword'
]);

/** S3 and W1 act where passwords are created. */
const needsCreated: ReadonlySet<ChoiceKey> = new Set<ChoiceKey>([
	'createdPassword',
	'generatedPassword'
]);

/** Why a setting cannot be changed, or undefined. */
export function reasonHeld(key: ChoiceKey, settings: Settings): string | undefined {
	if (!acting.has(key)) {
		return m.always_for_now();
	}
	if (needsCreated.has(key) && settings.newUserPassword === 'required')
		return m.not_used_required();
	if (key === 'generatedPassword' && settings.createdPassword === 'common')
		return m.not_used_common();
	return needsUpdates.has(key) && !updatesExisting(settings) ? m.not_used_adds() : undefined;
}

export function optionsOf(key: ChoiceKey) {
	return choices[key].map((value) => ({
		value,
		text: choiceText(key, value),
		isDisabled: idleChoices.has(`${key} ${value}`)
	}));
}

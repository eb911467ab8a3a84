/** The settings in the order in which they stand on screen (S15): the four that matter most, more, and "Advanced". */
import { defaultSettings, type ChoiceKey, type Settings } from '../../core/settings';

export const firstSettings: readonly ChoiceKey[] = [
	'uploadType',
	'newUserPassword',
	'createdPassword',
	'existingDetails'
];

export interface SettingsGroup {
	readonly name: 'existing' | 'blanks' | 'passwords' | 'photos' | 'advanced';
	readonly keys: readonly ChoiceKey[];
}

export const moreGroups: readonly SettingsGroup[] = [
	{ name: 'existing', keys: ['existingPassword', 'allowDeletes'] },
	{ name: 'blanks', keys: ['blankCells'] },
	{ name: 'passwords', keys: ['generatedPassword', 'forcePasswordChange', 'emailDetails'] },
	{ name: 'photos', keys: ['existingPhotos', 'candidatesWithoutPhoto'] },
	{ name: 'advanced', keys: ['matchBy', 'preventDuplicateEmails', 'standardiseUsernames'] }
];

/** Settings behind "More settings", and how many of them differ from the default. */
export function hiddenSettings(settings: Settings): { all: number; changed: number } {
	const keys = moreGroups.flatMap((group) => group.keys);
	const changed = keys.filter((key) => settings[key] !== defaultSettings[key]).length;
	const hasDefaults = Object.values(settings.defaults).some((text) => text.trim() !== '');
	return { all: keys.length + 1, changed: changed + Number(hasDefaults) };
}

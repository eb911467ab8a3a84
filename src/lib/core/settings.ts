import type { Settings } from './settings-schema';

export type { Settings };

/** The choices of S1–S14, first is the default unless said. Values are stable: they are stored and sent. */
export const choices = {
	uploadType: ['add_new', 'add_all', 'add_and_update', 'update_only'],
	newUserPassword: ['create', 'required'],
	createdPassword: ['generated', 'common'],
	generatedPassword: ['characters', 'words'],
	existingDetails: ['no_changes', 'override', 'override_defaults', 'fill_missing'],
	existingPassword: ['no_changes', 'update'],
	forcePasswordChange: ['weak', 'none', 'all'],
	allowDeletes: ['no', 'yes'],
	emailDetails: ['none', 'new', 'new_and_updated'],
	matchBy: ['username', 'clientId', 'email'],
	blankCells: ['leave', 'clear'],
	preventDuplicateEmails: ['yes', 'no'],
	standardiseUsernames: ['yes', 'no'],
	existingPhotos: ['keep', 'replace'],
	candidatesWithoutPhoto: ['warn', 'leave_out']
} as const;

export type ChoiceKey = keyof typeof choices;

/** Fields that "Default values" (S13) can fill; text or a template. '' is "no default". */
export const defaultKeys = [
	'title',
	'role',
	'eligible',
	'venue',
	'bookingStatus',
	'email',
	'phone',
	'username'
] as const;
export type DefaultKey = (typeof defaultKeys)[number];

type FirstOf<T extends readonly unknown[]> = T[0];
type FirstChoices = { readonly [Key in ChoiceKey]: FirstOf<(typeof choices)[Key]> };

const firstChoices = Object.fromEntries(
	Object.entries(choices).map(([key, [first]]) => [key, first])
) as FirstChoices;
const noDefaults = Object.fromEntries(defaultKeys.map((key) => [key, ''])) as Record<
	DefaultKey,
	string
>;

/** What the schema makes of `{}`, without the schema: screens that only show settings need not load it. */
export const defaultSettings: Settings = { ...firstChoices, defaults: noDefaults };

/** Settings that start at their defaults in each upload, whatever was used last (S15). */
export const neverRemembered = [
	'existingPassword',
	'allowDeletes',
	'emailDetails',
	'blankCells',
	'defaults'
] as const satisfies readonly (keyof Settings)[];

/** True where "Existing user details" and "Existing user password" act (S4, S5). */
export function updatesExisting(settings: Settings): boolean {
	return settings.uploadType === 'add_and_update' || settings.uploadType === 'update_only';
}

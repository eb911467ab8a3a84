import { z } from 'zod';

// Its speed-up asks whether code can be made from text, which a strict content policy reports as a breach.
z.config({ jitless: true });

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

function choice<const K extends ChoiceKey>(key: K) {
	return z.enum(choices[key]).default(choices[key][0] as never);
}

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

export const defaultValuesSchema = z.object({
	title: z.string().default(''),
	role: z.string().default(''),
	eligible: z.string().default(''),
	venue: z.string().default(''),
	bookingStatus: z.string().default(''),
	email: z.string().default(''),
	phone: z.string().default(''),
	username: z.string().default('')
});

/** The upload settings of section 5. Parsing `{}` gives the defaults. */
export const settingsSchema = z.object({
	uploadType: choice('uploadType'),
	newUserPassword: choice('newUserPassword'),
	createdPassword: choice('createdPassword'),
	generatedPassword: choice('generatedPassword'),
	existingDetails: choice('existingDetails'),
	existingPassword: choice('existingPassword'),
	forcePasswordChange: choice('forcePasswordChange'),
	allowDeletes: choice('allowDeletes'),
	emailDetails: choice('emailDetails'),
	matchBy: choice('matchBy'),
	blankCells: choice('blankCells'),
	preventDuplicateEmails: choice('preventDuplicateEmails'),
	standardiseUsernames: choice('standardiseUsernames'),
	defaults: defaultValuesSchema.prefault({}),
	existingPhotos: choice('existingPhotos'),
	candidatesWithoutPhoto: choice('candidatesWithoutPhoto')
});

export type Settings = z.infer<typeof settingsSchema>;

export const defaultSettings: Settings = settingsSchema.parse({});

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

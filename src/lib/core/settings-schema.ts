/** The upload settings as they are stored and sent. */
import { z } from 'zod';
import { choices, type ChoiceKey } from './settings';

// Its speed-up asks whether code can be made from text, which a strict content policy reports as a breach.
z.config({ jitless: true });

function choice<const K extends ChoiceKey>(key: K) {
	return z.enum(choices[key]).default(choices[key][0] as never);
}

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

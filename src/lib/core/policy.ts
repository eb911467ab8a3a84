import { clearableMask, keyFields, type KeyField } from './facts';
import { fieldBit, fieldIndex } from './fields';
import { updatesExisting, type Settings } from './settings';

/** Settings boiled down to what the decision for one row asks. */
export interface Policy {
	readonly addsNew: boolean;
	readonly updates: boolean;
	readonly details: Settings['existingDetails'];
	/** Fields that a blank cell clears in the store: those with a column, when S10 says so. */
	readonly clears: number;
	/** Fields with a column that S10 would clear but P6 keeps. */
	readonly keepsOnClear: number;
	readonly setsExistingPassword: boolean;
	readonly requiresPassword: boolean;
	/** A made password is a common one, which is weak by nature (W3, W4). */
	readonly makesWeak: boolean;
	readonly allowsDeletes: boolean;
	readonly preventsSharedEmail: boolean;
	readonly forcesChange: Settings['forcePasswordChange'];
	readonly matchBy: KeyField;
	/** Index of `matchBy` in {@link keyFields}. */
	readonly matchIndex: number;
	readonly hasSealingKey: boolean;
}

export interface PolicyInput {
	readonly settings: Settings;
	/** Mask of the fields that have a column in the file. */
	readonly present: number;
	/** False until the device has met the server once (W5). */
	readonly hasSealingKey: boolean;
}

const keptOnClear =
	fieldBit('clientId') |
	fieldBit('firstName') |
	fieldBit('role') |
	fieldBit('eligible') |
	fieldBit('bookingStatus');

export function createPolicy({ settings, present, hasSealingKey }: PolicyInput): Policy {
	const updates = updatesExisting(settings);
	const overrides =
		updates &&
		(settings.existingDetails === 'override' || settings.existingDetails === 'override_defaults');
	const clears = overrides && settings.blankCells === 'clear' ? present : 0;
	return {
		addsNew: settings.uploadType !== 'update_only',
		updates,
		details: updates ? settings.existingDetails : 'no_changes',
		clears: clears & clearableMask,
		keepsOnClear: clears & keptOnClear,
		setsExistingPassword: updates && settings.existingPassword === 'update',
		requiresPassword: settings.newUserPassword === 'required',
		makesWeak: settings.createdPassword === 'common',
		allowsDeletes: settings.allowDeletes === 'yes',
		preventsSharedEmail: settings.preventDuplicateEmails === 'yes',
		forcesChange: settings.forcePasswordChange,
		matchBy: settings.matchBy,
		matchIndex: keyFields.indexOf(settings.matchBy),
		hasSealingKey
	};
}

/** Field index of each key field, by its place in {@link keyFields}. */
export const keyFieldIndex = keyFields.map((key) => fieldIndex[key]);

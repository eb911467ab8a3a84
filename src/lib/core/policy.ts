import { clearableMask, keyFields, type KeyField } from './facts';
import { fieldBit, fieldIndex } from './fields';
import { mayChange, mayDelete, type AccountRole } from './roles';
import { defaultKeys, updatesExisting, type Settings } from './settings';

/** Settings boiled down to what the decision for one row asks. */
export interface Policy {
	readonly addsNew: boolean;
	readonly updates: boolean;
	/** "Add all": nobody is met, a taken username gets a number (P3). */
	readonly numbers: boolean;
	readonly details: Settings['existingDetails'];
	/** Fields that a blank cell clears in the store: those with a column, when S10 says so. */
	readonly clears: number;
	/** Fields with a column that S10 would clear but P6 keeps. */
	readonly keepsOnClear: number;
	readonly setsExistingPassword: boolean;
	readonly requiresPassword: boolean;
	/** A made password is a common one, which is weak by nature (W3, W4). */
	readonly makesWeak: boolean;
	/** What the role of who works here may do (X2). */
	readonly mayChange: boolean;
	readonly mayDelete: boolean;
	readonly allowsDeletes: boolean;
	readonly preventsSharedEmail: boolean;
	readonly forcesChange: Settings['forcePasswordChange'];
	readonly mails: Settings['emailDetails'];
	/** Nobody is mailed for an exam that has begun (Y9). */
	readonly hasExamStarted: boolean;
	readonly matchBy: KeyField;
	/** Index of `matchBy` in {@link keyFields}. */
	readonly matchIndex: number;
	readonly hasSealingKey: boolean;
	/** S14 */
	readonly replacesPhotos: boolean;
	readonly leavesOutWithoutPhoto: boolean;
}

export interface PolicyInput {
	readonly settings: Settings;
	/** Mask of the fields that have a column in the file. */
	readonly present: number;
	/** False until the device has met the server once (W5). */
	readonly hasSealingKey: boolean;
	readonly hasExamStarted?: boolean;
	/** The last known one; null before the first sign-in, which holds nothing back (X2). */
	readonly role?: AccountRole | null;
}

const keptOnClear =
	fieldBit('clientId') |
	fieldBit('firstName') |
	fieldBit('role') |
	fieldBit('eligible') |
	fieldBit('bookingStatus');

export function createPolicy(input: PolicyInput): Policy {
	const { settings, hasSealingKey, hasExamStarted = false, role = null } = input;
	const updates = updatesExisting(settings);
	const numbers = settings.uploadType === 'add_all';
	const clears = clearsOf(input, updates);
	// Nobody is matched where all are added: then only the username has to be there.
	const matchBy = numbers ? 'username' : settings.matchBy;
	return {
		addsNew: settings.uploadType !== 'update_only',
		updates,
		numbers,
		details: updates ? settings.existingDetails : 'no_changes',
		clears: clears & clearableMask,
		keepsOnClear: clears & keptOnClear,
		setsExistingPassword: updates && settings.existingPassword === 'update',
		requiresPassword: settings.newUserPassword === 'required',
		makesWeak: settings.createdPassword === 'common',
		mayChange: mayChange(role),
		mayDelete: mayDelete(role),
		allowsDeletes: settings.allowDeletes === 'yes' && mayDelete(role),
		preventsSharedEmail: settings.preventDuplicateEmails === 'yes',
		forcesChange: settings.forcePasswordChange,
		mails: settings.emailDetails,
		hasExamStarted,
		matchBy,
		matchIndex: keyFields.indexOf(matchBy),
		hasSealingKey,
		replacesPhotos: settings.existingPhotos === 'replace',
		leavesOutWithoutPhoto: settings.candidatesWithoutPhoto === 'leave_out'
	};
}

/** S10 acts where the file overrides, and never on a field whose default is set and taken (P6). */
function clearsOf({ settings, present }: PolicyInput, updates: boolean): number {
	const { existingDetails, blankCells, defaults } = settings;
	if (!updates || blankCells !== 'clear') return 0;
	if (existingDetails === 'override') return present;
	if (existingDetails !== 'override_defaults') return 0;
	const set = defaultKeys.filter((key) => defaults[key].trim() !== '');
	return set.reduce((mask, key) => mask & ~fieldBit(key), present);
}

/** Field index of each key field, by its place in {@link keyFields}. */
export const keyFieldIndex = keyFields.map((key) => fieldIndex[key]);

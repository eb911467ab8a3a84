/** Section 6 of the rules for rows that share no user and no key, written down naively: values, no masks. */
import { foldKey } from '../src/lib/core/match';
import { userFields, type User } from '../src/lib/core/records';
import type { Settings } from '../src/lib/core/settings';
import { examId, stored, type Row } from './world';

/** The users that are left after a save, new ones with an id of no meaning. */
export function modelled(
	all: readonly User[],
	file: readonly Row[],
	policy: Partial<Settings>
): User[] {
	const after = new Map(all.map((each) => [foldKey(each.username), each]));
	const hasColumn = (field: keyof Row) => file.some((each) => each[field] !== undefined);
	for (const each of file) {
		const key = foldKey(each.username ?? '');
		const old = after.get(key);
		const next = modelRow(each, old, { policy, hasColumn, all });
		if (next === 'gone') after.delete(key);
		else if (next) after.set(key, next);
	}
	return [...after.values()];
}

interface Model {
	readonly policy: Partial<Settings>;
	readonly hasColumn: (field: keyof Row) => boolean;
	readonly all: readonly User[];
}

function modelRow(each: Row, old: User | undefined, model: Model): User | 'gone' | undefined {
	const { policy, all } = model;
	const updates = policy.uploadType !== 'add_new';
	if (each.ragged) return undefined;
	if (each.deleted === 'yes') {
		if (!updates || policy.allowDeletes !== 'yes' || !old) return undefined;
		const isElsewhere = Object.keys(old.registrations).some((exam) => exam !== examId);
		return isElsewhere ? undefined : 'gone';
	}
	const isWrong = each.email === 'not an email' || each.role === 'chef';
	if (isWrong) return undefined;
	const clientId = each.clientId ?? '';
	const holder = all.find(
		(other) => other.clientId && foldKey(other.clientId) === foldKey(clientId)
	);
	if (!old) {
		if (policy.uploadType === 'update_only' || holder) return undefined;
		return modelCreate(each, policy);
	}
	if (!updates) return undefined;
	if (clientId && old.clientId && foldKey(old.clientId) !== foldKey(clientId)) return undefined;
	return modelUpdate(each, old, { ...model, isClientIdTaken: !!holder && holder !== old });
}

function modelCreate(each: Row, policy: Partial<Settings>): User | undefined {
	const isCandidate = !each.role || each.role === 'candidate';
	if (!each.firstName || (!each.clientId && isCandidate)) return undefined;
	if (policy.newUserPassword === 'required' && !each.password) return undefined;
	const force = policy.forcePasswordChange;
	return stored('new', {
		username: (each.username ?? '').toLowerCase(),
		clientId: each.clientId ?? '',
		firstName: each.firstName,
		lastName: each.lastName ?? '',
		title: each.title ?? '',
		email: each.email ?? '',
		phone: each.phone ?? '',
		mustChangePassword: force === 'all' || (force === 'weak' && !!each.password && !!each.weak),
		registrations: { [examId]: modelRegistration(each) }
	});
}

function modelRegistration(each: Row) {
	return {
		role: (each.role || 'candidate') as 'candidate',
		eligible: each.eligible !== 'no',
		venue: each.venue ?? '',
		bookingStatus: 'Not Booked' as const
	};
}

function modelUpdate(
	each: Row,
	old: User,
	{ policy, hasColumn, isClientIdTaken }: Model & { isClientIdTaken: boolean }
): User | undefined {
	const overrides = policy.existingDetails?.startsWith('override') ?? false;
	const clears = overrides && policy.blankCells === 'clear';
	const clearable = ['title', 'lastName', 'email', 'phone', 'venue'];
	const pick = (field: keyof Row, was: string): string => {
		const cell = (each[field] as string | undefined) ?? '';
		if (cell !== '') {
			if (overrides) return cell;
			return policy.existingDetails === 'fill_missing' && was === '' ? cell : was;
		}
		return clears && hasColumn(field) && clearable.includes(field) ? '' : was;
	};
	const values: Record<string, string> = {};
	for (const field of userFields) {
		values[field] = field === 'username' ? old.username : pick(field, old[field]);
	}
	if (isClientIdTaken && values['clientId'] !== old.clientId) return undefined;
	const was = old.registrations[examId];
	const registration = was
		? {
				...was,
				role: pick('role', was.role) as 'candidate',
				eligible: pick('eligible', was.eligible ? 'yes' : 'no') === 'yes',
				venue: pick('venue', was.venue)
			}
		: modelRegistration(each);
	const setsPassword = policy.existingPassword === 'update' && !!each.password;
	const force = policy.forcePasswordChange;
	const marks = force === 'all' || (force === 'weak' && setsPassword && !!each.weak);
	return {
		...old,
		...values,
		mustChangePassword: old.mustChangePassword || marks,
		registrations: { ...old.registrations, [examId]: registration }
	};
}

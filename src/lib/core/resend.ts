/**
 * A change that came back → what is sent instead of it, against the user or exam as this device knows it now (Y5, Y6).
 * Pure. Nothing is sent for what is so already.
 */
import type { ExamChange, PasswordReference, UserChange, UserValues } from './change';
import { newRegistration } from './persons';
import { registrationFields, type Exam, type Registration, type User } from './records';

export interface ResendChoice {
	/** Keys as in the outcome of a conflict: there the other side stays. */
	readonly theirs: ReadonlySet<string>;
	/** Values typed instead of those of the change. */
	readonly edits: UserValues;
}

export const noValues: UserValues = { user: {}, registrations: {} };
export const keepMine: ResendChoice = { theirs: new Set(), edits: noValues };

export interface Resend<V> {
	readonly op: 'create' | 'update' | 'delete' | 'restore';
	readonly set: V;
	readonly before: V;
}

export type UserResend = Resend<UserValues> & { readonly password: PasswordReference | null };

/** One change for several of the same user, the oldest first: what the last of them wanted. Null where nothing is left. */
export function foldChanges(changes: readonly UserChange[]): UserChange | null {
	const [first, ...later] = changes;
	if (!first) return null;
	let folded = first;
	for (const change of later) {
		const isDeleted = change.op === 'delete';
		folded = {
			...folded,
			op: isDeleted ? 'delete' : folded.op === 'delete' ? change.op : folded.op,
			set: isDeleted ? noValues : mergeValues(folded.set, change.set),
			before: mergeValues(change.before, folded.before),
			allowsSharedEmail: folded.allowsSharedEmail || change.allowsSharedEmail,
			password: isDeleted ? null : (change.password ?? folded.password)
		};
	}
	return folded.op === 'delete' && first.op === 'create' ? null : folded;
}

function mergeValues(under: UserValues, over: UserValues): UserValues {
	const registrations = { ...under.registrations };
	for (const [examId, values] of Object.entries(over.registrations)) {
		const held = registrations[examId];
		registrations[examId] = held && values ? { ...held, ...values } : values;
	}
	return { user: { ...under.user, ...over.user }, registrations };
}

/** @param now the user here, deleted or not; null: this device does not know it */
export function resendUser(
	change: UserChange,
	now: User | null,
	{ theirs, edits }: ResendChoice = keepMine
): UserResend | null {
	if (theirs.has('deletedAt')) return null;
	if (change.op === 'delete') {
		const isThere = now !== null && now.deletedAt === null;
		return isThere ? { op: 'delete', set: noValues, before: noValues, password: null } : null;
	}
	const wanted = mergeValues(wantedOf(change, theirs), edits);
	const password = theirs.has('password') ? null : change.password;
	if (now === null || (now.deletedAt !== null && now.version === 0)) {
		const set = mergeValues(now ? filledOf(now) : noValues, wanted);
		return { op: 'create', set: withoutBlanks(set), before: noValues, password };
	}
	const { set, before } = differing(wanted, now, change.before);
	const op = now.deletedAt === null ? 'update' : 'restore';
	const isNothing = Object.keys(set.user).length + Object.keys(set.registrations).length === 0;
	return op === 'update' && isNothing && !password ? null : { op, set, before, password };
}

/** What a change wants, without the fields in which the other side stays. */
function wantedOf({ set }: UserChange, theirs: ReadonlySet<string>): UserValues {
	const mine = <T extends object>(values: T, prefix: string): T =>
		Object.fromEntries(
			Object.entries(values).filter(([field]) => !theirs.has(prefix + field))
		) as T;
	const registrations: UserValues['registrations'] = {};
	for (const [examId, wanted] of Object.entries(mine(set.registrations, 'registrations.'))) {
		const kept = wanted && mine(wanted, `registrations.${examId}.`);
		if (kept === null || Object.keys(kept).length > 0) registrations[examId] = kept;
	}
	return { user: mine(set.user, ''), registrations };
}

/**
 * The wanted values that are not so now, and what stands there.
 * @param seen of a registration that is no more the rest, as far as it was seen
 */
export function differing(
	wanted: UserValues,
	now: User,
	seen: UserValues = noValues
): { readonly set: UserValues; readonly before: UserValues } {
	const [set, before]: [Record<string, unknown>, Record<string, unknown>] = [{}, {}];
	for (const [field, value] of Object.entries(wanted.user)) {
		const held = now[field as keyof User];
		if (isSame(held, value)) continue;
		set[field] = value;
		before[field] = held;
	}
	const [exams, heldExams]: [UserValues['registrations'], UserValues['registrations']] = [{}, {}];
	for (const [examId, values] of Object.entries(wanted.registrations)) {
		const held = now.registrations[examId];
		const change = differingRegistration(values, held, seen.registrations[examId]);
		if (change === undefined) continue;
		exams[examId] = change;
		heldExams[examId] = held
			? pick(held, change === null ? registrationFields : Object.keys(change))
			: null;
	}
	return {
		set: { user: set, registrations: exams },
		before: { user: before, registrations: heldExams }
	};
}

/** Undefined where nothing differs. */
function differingRegistration(
	wanted: UserValues['registrations'][string] | undefined,
	held: Registration | undefined,
	seen: UserValues['registrations'][string] | undefined
): Partial<Registration> | null | undefined {
	if (!wanted) return held ? null : undefined;
	if (!held) return { ...newRegistration, ...seen, ...wanted } as Registration;
	const fields = Object.keys(wanted).filter(
		(field) => wanted[field as keyof Registration] !== held[field as keyof Registration]
	);
	return fields.length > 0 ? pick(wanted, fields) : undefined;
}

function pick(from: object, fields: readonly string[]): Partial<Registration> {
	const values = from as Record<string, unknown>;
	return Object.fromEntries(fields.map((field) => [field, values[field]]));
}

function isSame(one: unknown, other: unknown): boolean {
	const photo = (value: unknown) => (value as { sha256?: string } | null)?.sha256 ?? value;
	return photo(one) === photo(other);
}

function filledOf(user: User): UserValues {
	const { clientId, username, title, firstName, lastName, email, phone } = user;
	const { photo, mustChangePassword } = user;
	const texts = { clientId, username, title, firstName, lastName, email, phone };
	return { user: { ...texts, photo, mustChangePassword }, registrations: user.registrations };
}

function withoutBlanks({ user, registrations }: UserValues): UserValues {
	const filled = Object.entries(user).filter(
		([, value]) => value !== '' && value !== null && value !== false
	);
	const kept = Object.entries(registrations).filter(([, values]) => values !== null);
	return { user: Object.fromEntries(filled), registrations: Object.fromEntries(kept) };
}

/** What stands under a key such as `email` or `registrations.EXAM.role`; undefined where nothing does. */
export function valueAt(values: object, key: string): unknown {
	let value: unknown = values;
	for (const part of key.split('.')) value = (value as Record<string, unknown> | null)?.[part];
	return value;
}

/** True where one of these fields is not as it was told with a conflict: its choice must be looked at again (Y5). */
export function hasMoved(
	fields: readonly string[],
	told: object | null,
	now: object | null
): boolean {
	if (told === null || now === null) return told !== now && !isDeleted(now);
	if (isDeleted(told) !== isDeleted(now)) return true;
	return fields.some((key) => {
		if (key === 'password' || key === 'deletedAt') return false;
		return JSON.stringify(valueAt(told, key)) !== JSON.stringify(valueAt(now, key));
	});
}

function isDeleted(value: object | null): boolean {
	return value === null || Boolean((value as { deletedAt?: string | null }).deletedAt);
}

export type ExamResend = Resend<ExamChange['set']>;

export function resendExam(
	change: ExamChange,
	now: Exam | null,
	{ theirs }: Pick<ResendChoice, 'theirs'> = keepMine
): ExamResend | null {
	if (theirs.has('deletedAt')) return null;
	if (change.op === 'delete') {
		return now?.deletedAt === null ? { op: 'delete', set: {}, before: {} } : null;
	}
	const mine = Object.entries(change.set).filter(([field]) => !theirs.has(field));
	if (!now || (now.deletedAt !== null && now.version === 0)) {
		const { name, kind, startsAt, venues, createdAt } = now ?? ({} as Partial<Exam>);
		const known = now ? { name, kind, startsAt, venues, createdAt } : {};
		return { op: 'create', set: { ...known, ...Object.fromEntries(mine) } as never, before: {} };
	}
	const differs = mine.filter(
		([field, value]) => JSON.stringify(value) !== JSON.stringify(now[field as keyof Exam])
	);
	const op = now.deletedAt === null ? 'update' : 'restore';
	if (op === 'update' && differs.length === 0) return null;
	const fields = differs.map(([field]) => field);
	return { op, set: pickFields(change.set, fields), before: pickFields(now, fields) };
}

function pickFields(from: object, fields: readonly string[]): ExamChange['set'] {
	const values = from as Record<string, unknown>;
	return Object.fromEntries(fields.map((field) => [field, values[field]]));
}

/**
 * One user's form (V10): edits are read as the cells of a file are, compared with the user as stored now, and saved as
 * one change with the fields that change alone.
 */
import { createRowCheck } from '../core/check';
import type { UserValues } from '../core/change';
import { keyFields, type KeyField } from '../core/facts';
import { fieldIndex, type FieldKey } from '../core/fields';
import { Failure } from '../core/failure';
import { hashKey } from '../core/hash';
import { issue } from '../core/issue';
import { newRegistration } from '../core/persons';
import { mayChange, mayDelete } from '../core/roles';
import {
	registrationFields,
	userFields,
	type Exam,
	type Registration,
	type RowRecord,
	type User
} from '../core/records';
import { saveUserEdit, type UserEdit } from '../storage/edit-user';
import { readUsers } from '../storage/list-users';
import { findHolders, keysOf, takeWritten } from '../storage/users';
import { callingCode, examOf, newId, refreshIndex, type Context } from './context';
import { whileWriting } from './locks';
import { requireRole } from './refuse-role';
import type { FieldEdit, FieldNow, Requests, UserIssue } from './protocol';
import { findStored, viewUser, type StoredUser } from './users-page';

type Answer = Requests['saveUser']['answer'];

/**
 * Saves what can be saved as a whole, or nothing: where a value is wrong, or was changed elsewhere while the form was
 * open, the answer says so.
 * @throws Failure 'user_not_found', 'not_allowed'
 */
export async function saveUser(
	context: Context,
	ask: Requests['saveUser']['ask']
): Promise<Answer> {
	await requireRole(context, mayChange);
	return whileWriting(async () => {
		const stored = await storedUser(context, ask.userId);
		if (stored.user.deletedAt !== null) throw new Failure('user_not_found');
		const fresh = ask.edits.filter((edit) => edit.to !== textNow(stored.user, edit));
		const changed = fresh.flatMap((edit): FieldNow[] => {
			const now = textNow(stored.user, edit);
			return now === edit.from ? [] : [{ examId: edit.examId, field: edit.field, now }];
		});
		const read = await readEdits(context, stored.user, { edits: fresh, exams: ask.exams });
		const issues = [...read.issues, ...(await takenKeys(context, stored.user, read.set, ask))];
		const isWrong = issues.some(({ issue: { level } }) => level === 'error');
		if (isWrong || changed.length > 0) {
			return { isSaved: false, user: await viewUser(context, ask.userId), issues, changed };
		}
		if (!isNothing(read.set)) {
			const before = valuesBefore(stored.user, read.set);
			const allowsSharedEmail = ask.sharesEmail;
			await save(context, stored, { op: 'update', set: read.set, before, allowsSharedEmail });
		}
		return { isSaved: true, user: await viewUser(context, ask.userId), issues, changed };
	});
}

/** @throws Failure 'user_not_found', 'not_allowed' */
export async function deleteUser(
	context: Context,
	{ userId }: Requests['deleteUser']['ask']
): Promise<Requests['deleteUser']['answer']> {
	await requireRole(context, mayDelete);
	return whileWriting(async () => {
		const stored = await storedUser(context, userId);
		if (stored.user.deletedAt === null) await save(context, stored, turned('delete'));
		context.made.delete(userId);
		return viewUser(context, userId);
	});
}

/** A name or id that another has by now is said, and nothing is restored. */
export async function restoreUser(
	context: Context,
	{ userId }: Requests['restoreUser']['ask']
): Promise<Answer> {
	await requireRole(context, mayDelete);
	return whileWriting(async () => {
		const stored = await storedUser(context, userId);
		const { user } = stored;
		const all = { user, registrations: {} };
		const sharesEmail = false;
		const issues = await takenKeys(context, user, all, { sharesEmail });
		if (user.deletedAt !== null && issues.length === 0)
			await save(context, stored, turned('restore'));
		const isSaved = issues.length === 0;
		return { isSaved, user: await viewUser(context, userId), issues, changed: [] };
	});
}

const nothing: UserValues = { user: {}, registrations: {} };

function turned(op: 'delete' | 'restore'): UserEdit {
	return { op, set: nothing, before: nothing, allowsSharedEmail: false };
}

function isNothing({ user, registrations }: UserValues): boolean {
	return Object.keys(user).length + Object.keys(registrations).length === 0;
}

async function storedUser(context: Context, userId: string): Promise<StoredUser> {
	await refreshIndex(context);
	const stored = await findStored(context, userId);
	if (!stored) throw new Failure('user_not_found');
	return stored;
}

async function save(context: Context, { user, ordinal }: StoredUser, edit: UserEdit) {
	const { db, index, nowMs } = context;
	const now = nowMs();
	const written = await saveUserEdit({
		db,
		index,
		ordinal,
		userId: user.id,
		edit,
		changeId: newId(now),
		at: new Date(now).toISOString()
	});
	context.cache.clear();
	takeWritten(index, written);
}

/** As it is written in files; '' where the user is not in that exam. */
export function textNow(
	user: User,
	{ examId, field }: Pick<FieldEdit, 'examId' | 'field'>
): string {
	if (examId === null) return user[field as 'username'];
	const value = user.registrations[examId]?.[field as keyof Registration];
	if (value === undefined) return '';
	return typeof value === 'boolean' ? (value ? 'Yes' : 'No') : value;
}

interface Read {
	readonly set: UserValues;
	readonly issues: readonly UserIssue[];
}

export async function readEdits(
	context: Context,
	user: User,
	{ edits, exams }: Pick<Requests['saveUser']['ask'], 'edits' | 'exams'>
): Promise<Read> {
	const issues: UserIssue[] = [];
	const set: { user: Record<string, string>; registrations: UserValues['registrations'] } = {
		user: {},
		registrations: {}
	};
	for (const { examId, isIn } of exams) {
		const held = user.registrations[examId];
		if (isIn && !held) set.registrations[examId] = { ...newRegistration };
		if (!isIn && held) set.registrations[examId] = null;
	}
	for (const examId of new Set(edits.map((edit) => edit.examId))) {
		const own = edits.filter((edit) => edit.examId === examId);
		const { record, found } = readCells(
			own,
			await examOf(context.db, examId),
			callingCode(context)
		);
		for (const each of found) issues.push({ examId, issue: each });
		if (examId === null) Object.assign(set.user, valuesOf(own, record, userFields));
		else if (set.registrations[examId] !== null) {
			const values = valuesOf(own, record, registrationFields);
			set.registrations[examId] = { ...set.registrations[examId], ...values };
		}
	}
	const after = { ...user, ...set.user };
	for (const code of missing(after, edits)) {
		issues.push({ examId: null, issue: issue(code, 'error', fieldOf[code]) });
	}
	return { set: set, issues };
}

function readCells(edits: readonly FieldEdit[], exam: Exam | null, code: string) {
	const check = createRowCheck({
		standardiseUsernames: false,
		venues: exam?.venues.map(({ name }) => name) ?? [],
		callingCode: code
	});
	const cells: string[] = [];
	for (const { field, to } of edits) cells[fieldIndex[field]] = to;
	const { record, issues } = check(cells);
	return { record, found: issues };
}

/** A blank clears a text; words that have no blank keep what they are. */
function valuesOf(
	edits: readonly FieldEdit[],
	record: RowRecord,
	fields: readonly FieldKey[]
): Record<string, unknown> {
	const clears: readonly FieldKey[] = [...userFields, 'venue'];
	return Object.fromEntries(
		edits.flatMap(({ field }) => {
			if (!fields.includes(field)) return [];
			const value = record[field as keyof RowRecord];
			if (value !== undefined) return [[field, value]];
			return clears.includes(field) ? [[field, '']] : [];
		})
	);
}

const fieldOf = {
	username_required: 'username',
	first_name_required: 'firstName',
	client_id_required: 'clientId'
} as const;

/** F4: what nobody goes without, asked only of what is emptied here; a cell that cannot be read says so itself. */
function missing(after: User, edits: readonly FieldEdit[]): (keyof typeof fieldOf)[] {
	const isEmptied = (field: FieldKey) =>
		edits.some((edit) => edit.field === field && edit.to.trim() === '');
	const isCandidate = Object.values(after.registrations).some(({ role }) => role === 'candidate');
	const codes: (keyof typeof fieldOf)[] = [];
	if (isEmptied('username')) codes.push('username_required');
	if (isEmptied('firstName')) codes.push('first_name_required');
	if (isEmptied('clientId') && isCandidate) codes.push('client_id_required');
	return codes;
}

const takenCodes = {
	username: 'username_taken',
	clientId: 'client_id_taken',
	email: 'email_taken'
} as const satisfies Record<KeyField, string>;

/** M4: who else has a Username, Client ID or Email that the user is to have. */
export async function takenKeys(
	{ db, index }: Context,
	user: User,
	{ user: set }: { readonly user: Partial<Record<KeyField, unknown>> },
	{ sharesEmail }: { readonly sharesEmail: boolean }
): Promise<UserIssue[]> {
	const wanted = keysOf({ ...user, ...(set as Partial<User>) });
	const issues: UserIssue[] = [];
	const out = new Uint32Array(2);
	for (const [at, field] of keyFields.entries()) {
		const key = wanted[field];
		if (!(field in set) || key === '' || (field === 'email' && sharesEmail)) continue;
		hashKey(key, index.secret, { out, offset: 0 });
		const holders = findHolders(index, at, { low: out[0] as number, high: out[1] as number });
		const others = (await readUsers(db, holders)).filter(
			({ user: other }) =>
				other.id !== user.id && other.deletedAt === null && keysOf(other)[field] === key
		);
		const holder = others[0]?.user;
		if (!holder) continue;
		const { username, clientId: stored } = holder;
		const name = `${holder.firstName} ${holder.lastName}`.trim();
		const value = (set[field] as string | undefined) ?? user[field];
		const params = { value, username, name, stored };
		issues.push({ examId: null, issue: issue(takenCodes[field], 'error', field, params) });
	}
	return issues;
}

/** What stood where the change writes (M5). */
function valuesBefore(user: User, set: UserValues): UserValues {
	const before = Object.keys(set.user).map((field) => [field, user[field as keyof User]]);
	const registrations = Object.entries(set.registrations).map(([examId, wanted]) => {
		const held = user.registrations[examId];
		if (!held) return [examId, null];
		const fields = wanted === null ? registrationFields : Object.keys(wanted);
		return [
			examId,
			Object.fromEntries(fields.map((field) => [field, held[field as keyof Registration]]))
		];
	});
	return {
		user: Object.fromEntries(before) as UserValues['user'],
		registrations: Object.fromEntries(registrations) as UserValues['registrations']
	};
}

/** One user of a save: what becomes of it on its page, and the change that tells the server (V7, Y1). */
import type { RowCheck } from '../core/check';
import type { PasswordReference, UserChange } from '../core/change';
import { rowFlag, type RowFacts } from '../core/facts';
import { Failure } from '../core/failure';
import type { Role } from '../core/fields';
import { asksForMail } from '../core/mails';
import { commonFor } from '../core/passwords';
import type { Fold, PersonValues } from '../core/persons';
import type { Plan } from '../core/plan-table';
import { userFields, type PhotoReference, type User, type UserField } from '../core/records';
import type { PlainRows } from '../files/plain-rows';
import type { ChangeWriter } from './change-writer';
import { differences } from './differences';
import { pageRows, type Draft, type DraftPage, type MusterDatabase, type Upload } from './db';
import type { RowEdits } from '../core/edits';
import type { RowShape } from './draft-rows';
import type { FreshUsers } from './fresh-users';
import type { LeftOut } from './left-out';
import { userChange } from './user-change';
import type { UserStore } from './user-store';
import type { UserIndex } from './users';

export interface SaveInput {
	readonly db: MusterDatabase;
	readonly draft: Draft;
	/** What was changed by hand (V3). */
	readonly edits: RowEdits;
	readonly facts: RowFacts;
	readonly plan: Plan;
	readonly check: RowCheck;
	/** Reads rows by their bytes, where that tells all of them. */
	readonly plain?: PlainRows | null;
	readonly index: UserIndex;
	readonly examId: string;
	readonly upload: Upload;
	/** Draft of the rows left out, where there are any. */
	readonly leftOutId: string;
	readonly newId: () => string;
	/** Envelopes of passwords made for this save: the n-th made password stands in slot n % 1000 of envelope n / 1000. */
	readonly madeEnvelopes: readonly string[];
	readonly onRow: (rows: number) => void;
	/** Row → its prepared photo, for the rows of which the plan takes one. */
	readonly photoOf: (row: number) => PhotoReference | null;
}

/** A save while its transaction is open. */
export interface Save {
	readonly input: SaveInput;
	readonly users: UserStore;
	/** New users on pages of their own, once the last page before is full. */
	readonly fresh: FreshUsers;
	readonly changes: ChangeWriter;
	readonly leftOut: LeftOut;
	readonly foldOf: ReadonlyMap<number, Fold>;
	readonly ringIds: Map<number, string>;
	readonly madeFor: string[];
	/** New users that got a common password. */
	readonly commonFor: { readonly userId: string; readonly role: Role }[];
	/** Photos that changes refer to. */
	readonly usedPhotos: Set<string>;
	/** Ids of stored users who got another password or were deleted. */
	readonly replaced: Set<string>;
	/** Changes by the envelope they refer to. */
	readonly usedEnvelopes: Map<string, number>;
	usersDelta: number;
	/** How a stored row is taken apart. */
	readonly shape: RowShape;
	/** Draft pages at hand, by number. */
	pages: Map<number, DraftPage>;
}

export function readHeld(save: Save, ordinal: number) {
	const stored = save.users.read(ordinal);
	if (!stored) throw new Failure('draft_stale');
	return stored;
}

export function createUser(
	save: Save,
	after: PersonValues,
	{ row, ring, photo }: { row: number; ring: number; photo: PhotoReference | null }
): void {
	const { examId, newId } = save.input;
	const user = { ...userOf(newId(), after, examId), photo };
	const password = row < 0 ? null : passwordOf(save, row, user);
	const { mustChangePassword } = after;
	const change = newChange(save, user, {
		op: 'create',
		ring,
		password,
		pending: '',
		set: {
			user: {
				...filled(after),
				...(mustChangePassword ? { mustChangePassword } : {}),
				...(photo ? { photo } : {})
			},
			registrations: after.registration ? { [examId]: after.registration } : {}
		},
		before: { user: {}, registrations: {} }
	});
	save.changes.add(change);
	if (save.fresh.isOpen()) save.fresh.add(user, change.changeId);
	else save.users.write(save.users.nextOrdinal(), user, change.changeId);
	save.usersDelta += 1;
}

function userOf(
	id: string,
	{ user, registration, mustChangePassword }: PersonValues,
	examId: string
): User {
	return {
		id,
		clientId: user.clientId,
		username: user.username,
		title: user.title,
		firstName: user.firstName,
		lastName: user.lastName,
		email: user.email,
		phone: user.phone,
		photo: null,
		mustChangePassword,
		deletedAt: null,
		version: 0,
		registrations: registration ? { [examId]: registration } : {}
	};
}

function filled({ user }: PersonValues): Partial<Record<UserField, string>> {
	const values: Partial<Record<UserField, string>> = {};
	for (const field of userFields) if (user[field] !== '') values[field] = user[field];
	return values;
}

interface Updated {
	readonly after: PersonValues;
	readonly passwordRow: number;
	readonly ring: number;
	/** A new photo, or null: the user keeps the stored one. */
	readonly photo: PhotoReference | null;
}

export function updateUser(
	save: Save,
	ordinal: number,
	{ after, passwordRow, ring, photo }: Updated
): void {
	const { examId } = save.input;
	const { user, pending } = readHeld(save, ordinal);
	const password = passwordRow < 0 ? null : passwordOf(save, passwordRow, user);
	if (password) save.replaced.add(user.id);
	const { set, before } = differences(user, { ...after, photo }, examId);
	const change = newChange(save, user, { op: 'update', ring, password, pending, set, before });
	save.changes.add(change);
	const fresh = userOf(user.id, after, examId);
	save.users.write(
		ordinal,
		{
			...fresh,
			photo: photo ?? user.photo,
			version: user.version,
			registrations: registrationsAfter(user, after, examId)
		},
		change.changeId
	);
}

function registrationsAfter(
	{ registrations }: User,
	{ registration }: PersonValues,
	examId: string
): User['registrations'] {
	if (registration) return { ...registrations, [examId]: registration };
	return Object.fromEntries(Object.entries(registrations).filter(([exam]) => exam !== examId));
}

export function removeUser(save: Save, ordinal: number): void {
	const { user, pending } = readHeld(save, ordinal);
	const none = { user: {}, registrations: {} };
	const change = newChange(save, user, {
		op: 'delete',
		ring: -1,
		password: null,
		pending,
		set: none,
		before: none
	});
	save.changes.add(change);
	save.users.write(ordinal, { ...user, deletedAt: save.input.upload.savedAt }, change.changeId);
	save.usersDelta -= 1;
	save.replaced.add(user.id);
}

type ChangeParts = Pick<UserChange, 'op' | 'set' | 'before' | 'password'> & {
	readonly ring: number;
	/** This device's last unsettled change on the user, or ''. */
	readonly pending: string;
};

function newChange(save: Save, user: User, parts: ChangeParts): UserChange {
	const { newId, upload, draft, examId } = save.input;
	const { op, set, before, password, ring, pending } = parts;
	let groupId = ring < 0 ? null : (save.ringIds.get(ring) ?? null);
	if (ring >= 0 && groupId === null) {
		groupId = newId();
		save.ringIds.set(ring, groupId);
	}
	const { emailDetails } = draft.settings;
	const isTold = asksForMail(emailDetails, { op, set, before }, examId);
	return userChange(user, {
		...(isTold ? { mail: examId } : {}),
		changeId: newId(),
		deviceSequence: save.changes.nextSequence(),
		op,
		pending,
		groupId,
		uploadId: upload.id,
		set,
		before,
		allowsSharedEmail: draft.settings.preventDuplicateEmails === 'no',
		password
	});
}

/** The file's password of a row, else the common one of the user's role (S3), or the next of the made ones. */
export function passwordOf(
	save: Save,
	row: number,
	user: Pick<User, 'id' | 'registrations'>
): PasswordReference {
	const { facts } = save.input;
	if ((facts.flags[row] as number) & rowFlag.hasPassword) {
		const typed = save.input.edits.get(row)?.password;
		if (typed) {
			useEnvelope(save, typed.envelope);
			return { envelope: typed.envelope, slot: typed.slot };
		}
		const page = save.pages.get(Math.floor(row / pageRows));
		const place = (page?.slots[row % pageRows] ?? 0) - 1;
		const envelope = page?.envelopes[place >> 10];
		// Read before the key came, and the page was reloaded since: only the file has it (V5).
		if (envelope === undefined)
			throw new Failure('file_needed', { name: save.input.draft.fileName });
		useEnvelope(save, envelope);
		return { envelope, slot: place & 1023 };
	}
	return save.input.draft.settings.createdPassword === 'common'
		? commonPasswordOf(save, user)
		: madePasswordOf(save, user);
}

function commonPasswordOf(
	save: Save,
	{ id, registrations }: Pick<User, 'id' | 'registrations'>
): PasswordReference {
	const { draft, examId } = save.input;
	const role = registrations[examId]?.role ?? 'candidate';
	const envelope = commonFor(draft.common ?? {}, role);
	if (envelope === undefined) throw new Failure('common_password_missing');
	save.commonFor.push({ userId: id, role });
	useEnvelope(save, envelope);
	return { envelope, slot: 0 };
}

function madePasswordOf(save: Save, { id }: Pick<User, 'id'>): PasswordReference {
	const { madeEnvelopes } = save.input;
	const made = save.madeFor.length;
	save.madeFor.push(id);
	const envelope = madeEnvelopes[Math.floor(made / 1000)];
	if (envelope === undefined) throw new Failure('sealing_key_missing');
	useEnvelope(save, envelope);
	return { envelope, slot: made % 1000 };
}

function useEnvelope({ usedEnvelopes }: Save, envelope: string): void {
	usedEnvelopes.set(envelope, (usedEnvelopes.get(envelope) ?? 0) + 1);
}

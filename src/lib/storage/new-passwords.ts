/** New passwords for stored users (W7): sealed, on their changes, and in the history, in one transaction. */
import { Failure } from '../core/failure';
import type { User } from '../core/records';
import { createChangeWriter } from './change-writer';
import type { MusterDatabase, Upload } from './db';
import { envelopeTables, putEnvelopes } from './envelopes';
import { closeMade, madeTables, putUpload } from './made-for';
import { readMeta, writeMeta } from './meta';
import { mostSlots, type SealedEnvelope } from './seal';
import { userChange } from './user-change';
import { createUserStore, type UserStore } from './user-store';
import type { UserIndex, Written } from './users';

export interface NewPasswords {
	readonly db: MusterDatabase;
	readonly index: UserIndex;
	/** Its `unsent` is the number of users. */
	readonly upload: Upload;
	/** Users in the order of their passwords. */
	readonly ordinals: readonly number[];
	/** The n-th password stands in slot n % 1000 of envelope n / 1000. */
	readonly envelopes: readonly SealedEnvelope[];
	/** Each user is asked for another one at the next sign-in. */
	readonly forcesChange: boolean;
	readonly newId: () => string;
}

/** @throws Failure 'draft_stale' where the users are others than those the passwords were made for */
export async function saveNewPasswords(input: NewPasswords): Promise<Written> {
	const { db, index } = input;
	const tables = [
		db.meta,
		db.userPages,
		db.userKeys,
		db.changePages,
		...envelopeTables(db),
		...madeTables(db)
	];
	return db.transaction('rw', tables, async () => {
		const generation = await readMeta(db, 'generation');
		if (generation !== index.generation) throw new Failure('draft_stale');
		const users = createUserStore(db, { count: index.count, secret: index.secret });
		const userIds = await writeChanges(input, users);
		await users.flush();
		await putEnvelopes(db, usedEnvelopes(input));
		await closeMade(db, new Set(userIds));
		await putUpload(db, input.upload, userIds);
		await writeMeta(db, 'generation', generation + 1);
		await writeMeta(db, 'unsent', (await readMeta(db, 'unsent')) + userIds.length);
		return { writtenKeys: users.writtenKeys, generation: generation + 1 };
	});
}

async function writeChanges(input: NewPasswords, users: UserStore): Promise<string[]> {
	const { db, upload, ordinals } = input;
	const first = await readMeta(db, 'nextSequence');
	const changes = createChangeWriter(db, { uploadId: upload.id, first });
	const userIds: string[] = [];
	for (const [place, ordinal] of ordinals.entries()) {
		if (!users.holds(ordinal)) await users.hold(ordinal);
		const stored = users.read(ordinal);
		if (stored?.user.deletedAt !== null) throw new Failure('draft_stale');
		const change = changeOf(input, { ...stored, place, sequence: changes.nextSequence() });
		changes.add(change);
		const mustChangePassword = stored.user.mustChangePassword || input.forcesChange;
		users.write(ordinal, { ...stored.user, mustChangePassword }, change.changeId);
		userIds.push(stored.user.id);
		if (changes.isFull()) await changes.flush();
	}
	await changes.flush();
	await writeMeta(db, 'nextSequence', changes.nextSequence());
	return userIds;
}

interface Stored {
	readonly user: User;
	readonly pending: string;
	readonly place: number;
	readonly sequence: number;
}

function changeOf(input: NewPasswords, { user, pending, place, sequence }: Stored) {
	const envelope = input.envelopes[Math.floor(place / mostSlots)]?.sha256;
	if (envelope === undefined) throw new Failure('sealing_key_missing');
	const marks = input.forcesChange && !user.mustChangePassword;
	return userChange(user, {
		changeId: input.newId(),
		deviceSequence: sequence,
		op: 'update',
		pending,
		groupId: null,
		uploadId: input.upload.id,
		set: { user: marks ? { mustChangePassword: true } : {}, registrations: {} },
		before: { user: marks ? { mustChangePassword: false } : {}, registrations: {} },
		allowsSharedEmail: false,
		password: { envelope, slot: place % mostSlots }
	});
}

function usedEnvelopes({ envelopes, ordinals }: NewPasswords) {
	return envelopes.map((envelope, at) => ({
		...envelope,
		draftId: '',
		uses: Math.min(mostSlots, ordinals.length - at * mostSlots),
		isMade: true
	}));
}

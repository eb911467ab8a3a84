/** One user changed by hand: the user and the change that tells the server, in one transaction (V10, M5, Y1). */
import { applyToUser } from '../core/change-values';
import type { UserValues } from '../core/change';
import { Failure } from '../core/failure';
import type { User } from '../core/records';
import { createChangeWriter } from './change-writer';
import type { MusterDatabase } from './db';
import { closeMade, madeTables } from './made-for';
import { readMeta, writeMeta } from './meta';
import { userChange } from './user-change';
import { createUserStore } from './user-store';
import type { UserIndex, Written } from './users';

export interface UserEdit {
	readonly op: 'update' | 'delete' | 'restore';
	/** The fields that change alone, and what stood there: another device's edit of another field stays (Y5). */
	readonly set: UserValues;
	readonly before: UserValues;
	readonly allowsSharedEmail: boolean;
}

export interface EditUser {
	readonly db: MusterDatabase;
	readonly index: UserIndex;
	readonly ordinal: number;
	readonly userId: string;
	readonly edit: UserEdit;
	readonly changeId: string;
	/** ISO 8601. */
	readonly at: string;
}

/** @throws Failure 'draft_stale' where the users are others than those the edit was made for */
export async function saveUserEdit(input: EditUser): Promise<Written> {
	const { db, index } = input;
	const tables = [db.meta, db.userPages, db.userKeys, db.changePages, ...madeTables(db)];
	return db.transaction('rw', tables, async () => {
		const generation = await readMeta(db, 'generation');
		if (generation !== index.generation) throw new Failure('draft_stale');
		const users = createUserStore(db, { count: index.count, secret: index.secret });
		await users.hold(input.ordinal);
		const { op } = await writeEdit(input, users.read(input.ordinal), (user, changeId) =>
			users.write(input.ordinal, user, changeId)
		);
		await users.flush();
		if (op === 'delete') await closeMade(db, new Set([input.userId]));
		const delta = { update: 0, delete: -1, restore: 1 }[op];
		await writeMeta(db, 'generation', generation + 1);
		await writeMeta(db, 'unsent', (await readMeta(db, 'unsent')) + 1);
		if (delta !== 0) await writeMeta(db, 'users', (await readMeta(db, 'users')) + delta);
		return { writtenKeys: users.writtenKeys, generation: generation + 1 };
	});
}

async function writeEdit(
	{ db, userId, edit, changeId, at }: EditUser,
	stored: { readonly user: User; readonly pending: string } | undefined,
	write: (user: User, changeId: string) => void
): Promise<UserEdit> {
	if (stored?.user.id !== userId) throw new Failure('user_not_found');
	const { user, pending } = stored;
	const first = await readMeta(db, 'nextSequence');
	const changes = createChangeWriter(db, { uploadId: '', first });
	const change = userChange(user, {
		...edit,
		changeId,
		deviceSequence: first,
		pending,
		groupId: null,
		uploadId: null,
		password: null
	});
	changes.add(change);
	write(applyToUser(user, change, at), changeId);
	await changes.flush();
	await writeMeta(db, 'nextSequence', first + 1);
	return edit;
}

/** Undo on a device in memory, and what is compared after it. */
import { applyToUser } from '../src/lib/core/change-values';
import type { User, UserField } from '../src/lib/core/records';
import { createChangeWriter } from '../src/lib/storage/change-writer';
import { readMeta, writeMeta } from '../src/lib/storage/meta';
import { userChange } from '../src/lib/storage/user-change';
import { createUserStore } from '../src/lib/storage/user-store';
import { newId, refreshIndex } from '../src/lib/worker/context';
import { undoLines, undoPreview, undoUpload } from '../src/lib/worker/undo-upload';
import type { UndoList } from '../src/lib/worker/protocol';
import type { Device } from './device';

export async function allUsers({ context }: Device): Promise<User[]> {
	return (await context.db.userPages.toArray()).flatMap(({ users }) => users);
}

/** Users that are not deleted, by id, without what only the server gives. */
export async function liveUsers(device: Device): Promise<Map<string, User>> {
	const users = await allUsers(device);
	return new Map(
		users
			.filter(({ deletedAt }) => deletedAt === null)
			.map((user) => [user.id, { ...user, version: 0 }])
	);
}

export async function undoOf({ context }: Device, uploadId: string) {
	const { mustType } = await undoPreview(context, { uploadId });
	return undoUpload(context, { uploadId, typed: mustType || null });
}

export async function linesIn({ context }: Device, uploadId: string, list: UndoList) {
	return (await undoLines(context, { uploadId, list, from: 0, count: 1000 })).rows;
}

/** Another edit of one user, as a later upload or a form makes it. */
export async function editUser(
	{ context }: Device,
	userId: string,
	field: UserField,
	value: string
): Promise<void> {
	const { db } = context;
	await refreshIndex(context);
	const { index } = context;
	await db.transaction('rw', [db.meta, db.userPages, db.userKeys, db.changePages], async () => {
		const users = createUserStore(db, { count: index.count, secret: index.secret });
		for (let ordinal = 0; ordinal < index.count; ordinal += 1) {
			if (!users.holds(ordinal)) await users.hold(ordinal);
			const held = users.read(ordinal);
			if (held?.user.id !== userId) continue;
			const first = await readMeta(db, 'nextSequence');
			const changes = createChangeWriter(db, { uploadId: '', first });
			const change = userChange(held.user, {
				changeId: newId(Date.now()),
				deviceSequence: first,
				op: 'update',
				pending: held.pending,
				groupId: null,
				uploadId: null,
				set: { user: { [field]: value }, registrations: {} },
				before: { user: { [field]: held.user[field] }, registrations: {} },
				allowsSharedEmail: true,
				password: null
			});
			changes.add(change);
			users.write(ordinal, applyToUser(held.user, change, ''), change.changeId);
			await changes.flush();
			await writeMeta(db, 'nextSequence', first + 1);
		}
		await users.flush();
		await writeMeta(db, 'generation', (await readMeta(db, 'generation')) + 1);
	});
}

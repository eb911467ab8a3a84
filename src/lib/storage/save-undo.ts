/** An undo → users, changes and history, in one transaction: all of it is there or none (V7, V9). */
import { Failure } from '../core/failure';
import { applyToUser } from '../core/change-values';
import type { UserChange } from '../core/change';
import { createChangeWriter } from './change-writer';
import type { MusterDatabase, Upload } from './db';
import { closeMade, madeTables } from './made-for';
import { readMeta, writeMeta } from './meta';
import type { UndoPlan, UndoStep } from './undo-plan';
import { userChange } from './user-change';
import { createUserStore } from './user-store';
import type { UserIndex, Written } from './users';

export interface SaveUndo {
	readonly db: MusterDatabase;
	readonly index: UserIndex;
	readonly plan: UndoPlan;
	/** Its `unsent` is the number of steps, `undoes` names what it takes back. */
	readonly upload: Upload;
	readonly newId: () => string;
	readonly onUser: (users: number) => void;
	/** Written in the same transaction, to tables that it has: what else is to be noted of it. */
	readonly alongside?: () => Promise<void>;
}

/** Users of one record of the lists. */
const pageLines = 1000;

/** @throws Failure 'draft_stale' where the users are others than those it was planned for */
export async function saveUndo(input: SaveUndo): Promise<Written> {
	const { db, index, plan, upload } = input;
	const tables = [db.meta, db.userPages, db.userKeys, db.changePages, db.undoLines];
	return db.transaction('rw', [...tables, ...madeTables(db)], async () => {
		const generation = await readMeta(db, 'generation');
		if (generation !== index.generation) throw new Failure('draft_stale');
		const undone = await db.uploads.get(upload.undoes ?? '');
		if (!undone || undone.undoneBy !== undefined) throw new Failure('draft_stale');
		const writtenKeys = await writeSteps(input);
		await db.uploads.put(upload);
		await db.uploads.put({ ...undone, undoneBy: upload.id });
		const removed = plan.steps.filter(({ op }) => op === 'delete');
		await closeMade(db, new Set(removed.map(({ user }) => user.id)));
		await writeLines(input);
		const { create, delete: deletes } = plan.changes;
		await writeMeta(db, 'generation', generation + 1);
		await writeMeta(db, 'unsent', (await readMeta(db, 'unsent')) + plan.steps.length);
		await writeMeta(db, 'users', (await readMeta(db, 'users')) + create - deletes);
		await input.alongside?.();
		return { writtenKeys, generation: generation + 1 };
	});
}

async function writeSteps({ db, index, plan, upload, newId, onUser }: SaveUndo) {
	const users = createUserStore(db, { count: index.count, secret: index.secret });
	const first = await readMeta(db, 'nextSequence');
	const changes = createChangeWriter(db, { uploadId: upload.id, first });
	const groups = new Map<number, string>();
	let done = 0;
	for (const step of plan.steps) {
		if (!users.holds(step.ordinal)) await users.hold(step.ordinal);
		const stored = users.read(step.ordinal);
		if (stored?.user.id !== step.user.id) throw new Failure('draft_stale');
		const { ring } = step.place;
		if (ring >= 0 && !groups.has(ring)) groups.set(ring, newId());
		const change = changeOf(step, {
			changeId: newId(),
			deviceSequence: changes.nextSequence(),
			pending: stored.pending,
			groupId: groups.get(ring) ?? null,
			uploadId: upload.id
		});
		changes.add(change);
		const after = applyToUser(stored.user, change, upload.savedAt);
		users.write(
			step.ordinal,
			step.op === 'restore' ? { ...after, deletedAt: null } : after,
			change.changeId
		);
		if (changes.isFull()) await changes.flush();
		onUser((done += 1));
	}
	await changes.flush();
	await users.flush();
	await writeMeta(db, 'nextSequence', changes.nextSequence());
	return users.writtenKeys;
}

type ChangeParts = Pick<UserChange, 'changeId' | 'deviceSequence' | 'groupId' | 'uploadId'> & {
	readonly pending: string;
};

/** An email goes back to whom it was, shared or not. */
function changeOf({ op, set, before, user }: UndoStep, parts: ChangeParts): UserChange {
	if (op === null) throw new Error('a step that does nothing');
	return userChange(user, { ...parts, op, set, before, allowsSharedEmail: true, password: null });
}

async function writeLines({ db, plan, upload }: SaveUndo): Promise<void> {
	const pages = Array.from({ length: Math.ceil(plan.lines.length / pageLines) }, (_, page) => ({
		uploadId: upload.id,
		page,
		lines: plan.lines.slice(page * pageLines, (page + 1) * pageLines)
	}));
	await db.undoLines.bulkPut(pages);
}

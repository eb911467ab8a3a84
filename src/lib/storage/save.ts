/**
 * Plan → users, changes and upload, in one transaction: after a crash, a full disk or a closed tab either all of it is
 * there or none (V7). Rows with errors stay behind as a draft of their own.
 */
import type { PhotoReference } from '../core/records';
import { actionIndex } from '../core/row-state';
import { Failure } from '../core/failure';
import { applyEffect, newPerson, personOf, type Fold } from '../core/persons';
import { planFlag } from '../core/plan-table';
import { createChangeWriter } from './change-writer';
import { pageRows, pageUsers, type DraftPage } from './db';
import { rawRow, shapeOf } from './draft-rows';
import { draftPagesOf, readDraftPage } from './drafts';
import { dropEdits, editTables } from './edits';
import { envelopeTables, passEnvelopes } from './envelopes';
import { createFreshUsers } from './fresh-users';
import { createLeftOut } from './left-out';
import { closeMade, madeTables, putUpload } from './made-for';
import { readMeta, writeMeta } from './meta';
import { dropUnusedPhotos, photoTables, sendLater } from './photos';
import {
	createUser,
	readHeld,
	removeUser,
	updateUser,
	type Save,
	type SaveInput
} from './save-user';
import { savePlainCreate } from './plain-creates';
import { createUserStore } from './user-store';
import type { Written } from './users';

export interface Saved extends Written {
	/** Ids of the users that got a made password, in the order of the made passwords. */
	readonly madeFor: readonly string[];
	/** Those that got a common password (S3). */
	readonly commonFor: Save['commonFor'];
	/** Stored users whose former password opens nothing any more. */
	readonly replaced: ReadonlySet<string>;
}

/** Draft pages held at once while folds take their turns, for the few that have a password. */
const mostDraftPages = 8;

/** @throws Failure 'draft_stale' where another tab changed the users since the plan was made. */
export async function saveDraft(input: SaveInput): Promise<Saved> {
	const { db } = input;
	const tables = [
		db.meta,
		db.userPages,
		db.userKeys,
		db.drafts,
		db.draftPages,
		...editTables(db),
		...envelopeTables(db),
		...photoTables(db),
		db.changePages,
		...madeTables(db)
	];
	return db.transaction('rw', tables, async () => {
		const generation = await readMeta(db, 'generation');
		if (generation !== input.index.generation) throw new Failure('draft_stale');
		const save = await startSave(input);
		for (let page = 0; page < input.draft.pages; page += 1) await savePage(save, page);
		await saveInTurn(save);
		await save.users.flush();
		await save.fresh.flush();
		await save.changes.flush();
		const sequence = save.changes.nextSequence();
		await finishSave(save, { generation: generation + 1, sequence });
		return {
			writtenKeys: new Map([...save.users.writtenKeys, ...save.fresh.writtenKeys]),
			generation: generation + 1,
			madeFor: save.madeFor,
			commonFor: save.commonFor,
			replaced: save.replaced
		};
	});
}

async function startSave(input: SaveInput): Promise<Save> {
	const { db, index, plan } = input;
	const foldOf = new Map<number, Fold>();
	for (const fold of plan.folds) for (const row of fold.rows) foldOf.set(row, fold);
	return {
		input,
		users: createUserStore(db, { count: index.count, secret: index.secret }),
		fresh: createFreshUsers(db, { examId: input.examId, secret: index.secret }),
		changes: createChangeWriter(db, {
			uploadId: input.upload.id,
			first: await readMeta(db, 'nextSequence')
		}),
		leftOut: createLeftOut(db, input.draft, input.leftOutId),
		foldOf,
		ringIds: new Map(),
		madeFor: [],
		commonFor: [],
		usedPhotos: new Set(),
		replaced: new Set(),
		usedEnvelopes: new Map(),
		usersDelta: 0,
		shape: shapeOf(input.draft, input.edits),
		pages: new Map()
	};
}

async function savePage(save: Save, number: number): Promise<void> {
	const { draft, db, onRow } = save.input;
	const page = await readDraftPage(db, draft.id, number);
	if (!page) throw new Failure('draft_not_found');
	save.pages = new Map([[number, page]]);
	const rows = page.ends.length;
	for (let slot = 0; slot < rows; slot += 1) {
		const row = number * pageRows + slot;
		// Awaiting nothing, row after row, would lose the transaction: Dexie follows it through about a hundred awaits.
		const held = holdNeeded(save, row);
		if (held) await held;
		saveSlot(save, page, row);
		if (save.changes.isFull()) await save.changes.flush();
		if (save.fresh.isFull()) await save.fresh.flush();
		if (save.leftOut.isFull()) await save.leftOut.flush();
	}
	onRow(number * pageRows + rows);
}

/** Reads the pages that saving a row touches; undefined where they are at hand. */
function holdNeeded(save: Save, row: number): Promise<void> | undefined {
	const { input, users, foldOf } = save;
	const fold = foldOf.get(row);
	if (fold) return holdForFold(save, fold);
	const isCreate = input.plan.action[row] === actionIndex.create;
	const ordinal = isCreate ? ordinalToHold(save) : (input.facts.met[row] as number);
	return ordinal >= 0 && !users.holds(ordinal) ? users.hold(ordinal) : undefined;
}

/** Where the next new user goes, or -1: onto a page that is written anew. */
function ordinalToHold({ users, fresh }: Save): number {
	if (fresh.isOpen()) return -1;
	const ordinal = users.nextOrdinal();
	if (ordinal % pageUsers !== 0) return ordinal;
	fresh.open(ordinal);
	return -1;
}

function holdForFold(save: Save, fold: Fold): Promise<void> | undefined {
	const { users, pages } = save;
	const ordinal = fold.kind === 'create' ? ordinalToHold(save) : fold.ordinal;
	const passwordPage = Math.floor(fold.passwordRow / pageRows);
	const needsUser = ordinal >= 0 && !users.holds(ordinal);
	const needsPage = passwordPage >= 0 && !pages.has(passwordPage);
	return needsUser || needsPage ? readForFold(save, { ordinal, passwordPage }) : undefined;
}

async function readForFold(
	{ users, pages, input }: Save,
	{ ordinal, passwordPage }: { ordinal: number; passwordPage: number }
): Promise<void> {
	if (ordinal >= 0 && !users.holds(ordinal)) await users.hold(ordinal);
	if (passwordPage < 0 || pages.has(passwordPage)) return;
	const page = await readDraftPage(input.db, input.draft.id, passwordPage);
	if (page) pages.set(passwordPage, page);
}

/** Changes of which one takes a key that another frees stand in the order in which the server can take them (Y2). */
async function saveInTurn(save: Save): Promise<void> {
	const { plan } = save.input;
	const folds = plan.folds.filter(({ turn }) => turn >= 0).sort((a, b) => a.turn - b.turn);
	for (const fold of folds) {
		const held = holdForFold(save, fold);
		if (held) await held;
		writeFold(save, fold);
		if (save.changes.isFull()) await save.changes.flush();
		if (save.fresh.isFull()) await save.fresh.flush();
		if (save.pages.size > mostDraftPages) save.pages.clear();
	}
}

function saveSlot(save: Save, page: DraftPage, row: number): void {
	const { plan } = save.input;
	const fold = save.foldOf.get(row);
	const action = plan.action[row];
	if (action === actionIndex.error)
		save.leftOut.add(page, row % pageRows, save.input.edits.get(row));
	else if (fold) saveFold(save, row, fold);
	else if (action === actionIndex.create) {
		if (!savePlainCreate(save, page, row)) saveCreate(save, page, row);
	} else if (action === actionIndex.update) saveUpdate(save, page, row);
	else if (action === actionIndex.delete) removeUser(save, save.input.facts.met[row] as number);
}

function effectOf({ input }: Save, row: number) {
	const { plan } = input;
	const flags = plan.flags[row] as number;
	return {
		sets: plan.sets[row] as number,
		clears: plan.clears[row] as number,
		addsToExam: (flags & planFlag.addsToExam) !== 0,
		takesOut: (flags & planFlag.takesOut) !== 0,
		forcesChange: (flags & planFlag.forcesChange) !== 0,
		setsPassword: (flags & planFlag.setsPassword) !== 0
	};
}

function saveCreate(save: Save, page: DraftPage, row: number): void {
	const effect = effectOf(save, row);
	const after = applyEffect(newPerson, recordOf(save, page, row), effect);
	const photo = photoOf(save, [row]);
	createUser(save, after, { row: effect.setsPassword ? row : -1, ring: -1, photo });
}

function saveUpdate(save: Save, page: DraftPage, row: number): void {
	const effect = effectOf(save, row);
	const met = save.input.facts.met[row] as number;
	const before = personOf(readHeld(save, met).user, save.input.examId);
	const after = applyEffect(before, recordOf(save, page, row), effect);
	const passwordRow = effect.setsPassword ? row : -1;
	updateUser(save, met, { after, passwordRow, ring: -1, photo: photoOf(save, [row]) });
}

/** The change of a user that several rows touch is made at the first of them, unless its turn comes later. */
function saveFold(save: Save, row: number, fold: Fold): void {
	if (row === fold.rows[0] && fold.turn < 0) writeFold(save, fold);
}

function writeFold(save: Save, { kind, after, ordinal, ring, passwordRow, rows }: Fold): void {
	if (kind === 'delete') return removeUser(save, ordinal);
	if (kind === 'none' || after === null) return;
	const photo = photoOf(save, rows);
	if (kind === 'create') {
		const row = passwordRow >= 0 ? passwordRow : (rows[0] ?? -1);
		return createUser(save, after, { row, ring, photo });
	}
	updateUser(save, ordinal, { after, passwordRow, ring, photo });
}

/** The photo of the last of these rows that brings one (S14). */
function photoOf({ input, usedPhotos }: Save, rows: readonly number[]): PhotoReference | null {
	const { plan } = input;
	const row = rows.findLast((each) => (plan.flags[each] as number) & planFlag.setsPhoto);
	if (row === undefined) return null;
	const photo = input.photoOf(row);
	if (!photo) throw new Failure('photos_not_ready');
	usedPhotos.add(photo.sha256);
	return photo;
}

function recordOf({ input, shape }: Save, page: DraftPage, row: number) {
	const number = input.plan.numbers?.[row] ?? 0;
	return input.check(rawRow(page, row % pageRows, shape).cells, number).record;
}

async function finishSave(
	save: Save,
	{ generation, sequence }: { generation: number; sequence: number }
): Promise<void> {
	const { db, draft, upload } = save.input;
	const kept = await save.leftOut.finish();
	await db.drafts.delete(draft.id);
	await passPhotos(save, kept.rows > 0);
	await draftPagesOf(db, draft.id).delete();
	await dropEdits(db, draft.id);
	// Envelopes that a change refers to stay, those of the rows left out go on with them, the rest is dropped.
	await passEnvelopes(db, draft.id, (sha256) => ({
		draftId: kept.envelopes.has(sha256) ? save.input.leftOutId : '',
		uses: save.usedEnvelopes.get(sha256) ?? 0
	}));
	await closeMade(db, save.replaced);
	await putUpload(db, upload, [...save.madeFor, ...save.commonFor.map(({ userId }) => userId)]);
	await writeMeta(db, 'generation', generation);
	await writeMeta(db, 'nextSequence', sequence);
	await writeMeta(db, 'unsent', (await readMeta(db, 'unsent')) + upload.unsent);
	await writeMeta(db, 'users', (await readMeta(db, 'users')) + save.usersDelta);
	// Settings that nobody chose are not the last ones chosen.
	if (!draft.isPhotosOnly) await writeMeta(db, 'lastSettings', draft.settings);
}

/** Rows left out go on with the package they came in; what was put by hand was put onto rows that have other places now. */
async function passPhotos({ input, usedPhotos }: Save, hasLeftOut: boolean): Promise<void> {
	const { db, draft, leftOutId } = input;
	const stored = await db.packages.get(draft.id);
	await sendLater(db, usedPhotos);
	if (!stored) return;
	await db.packages.delete(draft.id);
	if (hasLeftOut) await db.packages.put({ ...stored, draftId: leftOutId, byHand: [] });
	await dropUnusedPhotos(db);
}

/** "Make new passwords" (W7): chosen users → passwords made, sealed and saved as changes, with a sheet of their own. */
import { createIdSource } from '../core/ids';
import { Failure } from '../core/failure';
import { generatePassword } from '../core/made-passwords';
import { passwordWeakness } from '../core/passwords';
import type { User } from '../core/records';
import { defaultSettings } from '../core/settings';
import { mayMakePasswords } from '../core/roles';
import type { Upload } from '../storage/db';
import { readUsers } from '../storage/list-users';
import { madeForUpload } from '../storage/made-for';
import { saveNewPasswords } from '../storage/new-passwords';
import type { SealedEnvelope } from '../storage/seal';
import { findById, takeWritten } from '../storage/users';
import { examOf, newId, randomBytes, refreshIndex, type Context } from './context';
import { whileWriting } from './locks';
import { keepMade, sealInTurn } from './made-passwords';
import { requireRole } from './refuse-role';
import type { ChosenUsers, Requests, SaveReceipt } from './protocol';
import { usersThatPass } from './users-page';

/** Above this the number of users is typed before it is done. */
const mostUntyped = 50;
const shownNames = 3;

interface Found {
	readonly user: User;
	readonly ordinal: number;
}

/** Whom it would be for, before anything is done. */
export async function countChosen(
	context: Context,
	{ who }: Requests['countChosen']['ask']
): Promise<Requests['countChosen']['answer']> {
	await refreshIndex(context);
	const found = await usersOf(context, who);
	const names = found.slice(0, shownNames).map(({ user }) => nameOf(user));
	return { users: found.length, names, mustType: found.length > mostUntyped };
}

/** @throws Failure 'not_allowed', 'nothing_to_save', 'count_not_typed', 'sealing_key_missing', 'storage_full' */
export async function makeNewPasswords(
	context: Context,
	ask: Requests['newPasswords']['ask']
): Promise<SaveReceipt> {
	await requireRole(context, mayMakePasswords);
	return whileWriting(async () => {
		await refreshIndex(context);
		const found = await usersOf(context, ask.who);
		const count = found.length;
		if (count === 0) throw new Failure('nothing_to_save');
		if (count > mostUntyped && ask.typed !== count) throw new Failure('count_not_typed', { count });
		return save(context, found, ask);
	});
}

async function save(
	context: Context,
	found: readonly Found[],
	{ form, forcesChange, who }: Requests['newPasswords']['ask']
): Promise<SaveReceipt> {
	const { db, index, made, nowMs, sealingKey } = context;
	const { isCommonPassword } = await import('../core/common-passwords');
	const passwords = found.map(({ user }) =>
		generatePassword(
			randomBytes,
			form,
			(password) => passwordWeakness(password, user, isCommonPassword) !== null
		)
	);
	const envelopes: SealedEnvelope[] = [];
	await sealInTurn(passwords, sealingKey, (sealed) => envelopes.push(...sealed));
	const upload = await createUpload(context, found.length, who);
	const written = await saveNewPasswords({
		db,
		index,
		upload,
		ordinals: found.map(({ ordinal }) => ordinal),
		envelopes,
		forcesChange,
		newId: createIdSource(nowMs, randomBytes)
	});
	context.cache.clear();
	takeWritten(index, written);
	const list = found.map(({ user }, at) => ({ userId: user.id, password: passwords[at] }));
	const onSheet = keepMade(made, upload.id, list);
	const { id: uploadId, fileName, savedAt, changes } = upload;
	const receipt = { uploadId, kind: 'passwords', fileName, savedAt, changes, leftOut: 0 } as const;
	return { ...receipt, generatedPasswords: onSheet, onSheet };
}

/** New passwords stand in the history as an upload without a file. */
async function createUpload(context: Context, count: number, who: ChosenUsers): Promise<Upload> {
	const { db, nowMs } = context;
	const former = 'uploadId' in who ? await db.uploads.get(who.uploadId) : undefined;
	const examId = former?.examId ?? ('examId' in who ? who.examId : null);
	const exam = await examOf(db, examId);
	const none = { create: 0, unchanged: 0, skip: 0, delete: 0, error: 0, warnings: 0 };
	return {
		id: newId(nowMs()),
		kind: 'passwords',
		fileName: '',
		sizeBytes: 0,
		sha256: '',
		examId: exam?.id ?? '',
		examName: exam?.name ?? '',
		settings: defaultSettings,
		counts: { ...none, update: count, rows: count },
		changes: { create: 0, update: count, delete: 0 },
		savedAt: new Date(nowMs()).toISOString(),
		savedBy: null,
		unsent: count,
		attention: 0
	};
}

/** Those who are not deleted, in the order of the store. */
async function usersOf(context: Context, who: ChosenUsers): Promise<Found[]> {
	const { db } = context;
	const ordinals = [...(await ordinalsOf(context, who))].sort((a, b) => a - b);
	const wanted = 'query' in who ? null : new Set(await idsOf(context, who));
	const without = new Set('query' in who ? who.without : []);
	const isChosen = ({ id, deletedAt }: User) =>
		deletedAt === null && (wanted ? wanted.has(id) : !without.has(id));
	return (await readUsers(db, ordinals)).filter(({ user }) => isChosen(user));
}

async function ordinalsOf(context: Context, who: ChosenUsers): Promise<Iterable<number>> {
	if ('query' in who) return usersThatPass(context, { ...who.query, examId: who.examId });
	const ids = await idsOf(context, who);
	return new Set(ids.flatMap((id) => findById(context.index, id)));
}

function idsOf({ db }: Context, who: Exclude<ChosenUsers, { query: unknown }>) {
	return 'uploadId' in who ? madeForUpload(db, who) : Promise.resolve(who.userIds);
}

function nameOf({ firstName, lastName, username }: User): string {
	return `${firstName} ${lastName}`.trim() || username;
}

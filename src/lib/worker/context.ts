/** What a worker has open: one database, its index, and the draft on the screen. */
import type { RowCheck } from '../core/check';
import { createRowCheck } from '../core/check';
import { callingCodeOf } from '../core/countries';
import { compileDefaults } from '../core/defaults';
import type { CellContext } from '../core/reading';
import { Failure } from '../core/failure';
import { fieldIndex } from '../core/fields';
import { uuidv7 } from '../core/ids';
import type { Exam } from '../core/records';
import type { AccountRole } from '../core/roles';
import { chosenValues } from '../core/values';
import { createPlainRows, type PlainColumns, type PlainRows } from '../files/plain-rows';
import type { Draft, MusterDatabase } from '../storage/db';
import {
	readDevice,
	readMetas,
	rulesOf,
	type Account,
	type Device,
	type SealingKey
} from '../storage/meta';
import { createPageCache, loadIndex, type PageCache, type UserIndex } from '../storage/users';
import { emptyTally, tallyExam, type ExamTally } from '../storage/exam-tally';
import type { ReplannedUpload } from '../sync/collisions';
import type { OpenDraft } from './open-draft';
import type { Preparing } from './preparing';
import type { MadePasswords } from './made-passwords';
import type { DatabaseName, FromWorker } from './protocol';

export interface Context {
	readonly name: DatabaseName;
	readonly db: MusterDatabase;
	readonly device: Device;
	/** Made when it was opened. */
	readonly isNew: boolean;
	readonly cache: PageCache;
	readonly post: (message: FromWorker) => void;
	readonly nowMs: () => number;
	index: UserIndex;
	sealingKey: SealingKey | null;
	/** Who signed in last (X2), with what is set for the organisation (M6). */
	account: Account | null;
	/** By this device's clock; see `lock.ts`. */
	signedInAt: string | null;
	/** The last known one (X2). */
	role: AccountRole | null;
	open: OpenDraft | null;
	/** The file of the draft on the screen, while this page lives. */
	file: File | null;
	/** The preparation of the draft's photos, while it runs or has failed (Z6). */
	preparing: Preparing | null;
	readonly made: MadePasswords;
	/** What sync found to be planned again (Y6). */
	replanned: readonly ReplannedUpload[];
	/** The last exam that was counted, with the users as they were. */
	tally: { readonly examId: string; readonly generation: number; readonly of: ExamTally } | null;
}

export interface ContextInput {
	readonly name: DatabaseName;
	readonly db: MusterDatabase;
	readonly post: (message: FromWorker) => void;
	readonly nowMs: () => number;
}

const pool = new Uint8Array(16 * 1024);
let poolUsed = pool.length;

/** Random bytes from the browser's generator, drawn by the pool: a call for each password costs microseconds. */
export function randomBytes(count: number): Uint8Array {
	if (count > pool.length) return crypto.getRandomValues(new Uint8Array(count));
	if (poolUsed + count > pool.length) {
		crypto.getRandomValues(pool);
		poolUsed = 0;
	}
	const drawn = pool.slice(poolUsed, poolUsed + count);
	// What was given out is nowhere else.
	pool.fill(0, poolUsed, poolUsed + count);
	poolUsed += count;
	return drawn;
}

export function newId(nowMs: number): string {
	return uuidv7(nowMs, randomBytes(10));
}

export async function createContext(input: ContextInput): Promise<Context> {
	const { db, nowMs } = input;
	let isNew = false;
	const device = await readDevice(db, () => {
		isNew = true;
		const [low, high] = crypto.getRandomValues(new Int32Array(2));
		return { deviceId: newId(nowMs()), secret: { low: low ?? 0, high: high ?? 0 } };
	});
	const index = await loadIndex(db, device.secret);
	const { sealingKey, account, signedInAt } = await readMetas(
		db,
		'sealingKey',
		'account',
		'signedInAt'
	);
	const cache = createPageCache(db);
	return {
		...input,
		device,
		isNew,
		index,
		cache,
		sealingKey,
		account,
		signedInAt,
		role: account?.role ?? null,
		open: null,
		file: null,
		preparing: null,
		made: new Map(),
		replanned: [],
		tally: null
	};
}

/** Of a draft whose plan was made before a pull changed the users: it is checked again before it is saved. */
export const staleGeneration = -1;

/**
 * Another tab may have written, and another role have come with a pull: a stale index is loaded again before it is used. True where what was planned with the
 * users must be planned again.
 */
export async function refreshIndex(context: Context): Promise<boolean> {
	const { generation, account, signedInAt } = await readMetas(
		context.db,
		'generation',
		'account',
		'signedInAt'
	);
	const role = account?.role ?? null;
	const isOtherRole = role !== context.role;
	context.role = role;
	context.account = account;
	context.signedInAt = signedInAt;
	if (generation === context.index.generation) {
		// The index may have been loaded again since the draft was planned, by a pull or for another request.
		return isOtherRole || (context.open !== null && context.open.draft.generation !== generation);
	}
	context.index = await loadIndex(context.db, context.device.secret);
	context.cache.clear();
	return true;
}

/** What cells and defaults are read by: the exam's venues, and the settings that change how a cell reads. */
export function cellContextOf(exam: Exam | null, { settings, callingCode }: ReadBy): CellContext {
	return {
		standardiseUsernames: settings.standardiseUsernames === 'yes',
		venues: exam?.venues.map(({ name }) => name) ?? [],
		callingCode: callingCode ?? ''
	};
}

/** What of a draft says how its cells read. */
type ReadBy = Pick<Draft, 'settings' | 'callingCode'>;

/** Of the organisation's country (M6): a draft keeps the one it was read with until it is checked again. */
export function callingCode({ account }: Context): string {
	return callingCodeOf(rulesOf(account).country);
}

/** Values chosen for cells say nothing about defaults. */
export function rowCheckFor(exam: Exam | null, draft: ReadBy & Pick<Draft, 'values'>): RowCheck {
	const cells = cellContextOf(exam, draft);
	const defaults = compileDefaults(draft.settings.defaults, cells);
	return createRowCheck({ ...cells, values: chosenValues(draft.values ?? []) }, defaults);
}

/** None where defaults, chosen values or former names have a say in what a row is. */
export function plainRowsFor(
	exam: Exam | null,
	draft: ReadBy & Pick<Draft, 'values'>,
	columns: PlainColumns
): PlainRows | null {
	const { settings, values = [] } = draft;
	const cells = cellContextOf(exam, draft);
	const hasDefaults = compileDefaults(settings.defaults, cells) !== null;
	const hasOldNames = (columns.places[fieldIndex.oldUsername] as number) >= 0;
	if (hasDefaults || hasOldNames || values.length > 0) return null;
	return createPlainRows(columns, cells);
}

export async function examOf(db: MusterDatabase, examId: string | null): Promise<Exam | null> {
	if (examId === null) return null;
	return (await db.exams.get(examId)) ?? null;
}

/** Counted again only for another exam or other users: it goes through them all. */
export async function tallyOf(context: Context, exam: Exam | null): Promise<ExamTally> {
	const { db, index, tally } = context;
	if (!exam || index.count === 0) return emptyTally;
	const { generation } = index;
	if (tally?.examId === exam.id && tally.generation === generation) return tally.of;
	const of = await tallyExam(db, exam.id);
	context.tally = { examId: exam.id, generation, of };
	return of;
}

/**
 * What a plan needs of it: who sits where, in an exam with seats. To count goes through all users, longer than reading a
 * small file takes; how many are registered is counted once a plan's deletes ask for it.
 */
export async function seatsTallyOf(context: Context, exam: Exam | null): Promise<ExamTally> {
	const hasSeats = exam?.venues.some(({ seats }) => seats !== null) ?? false;
	return hasSeats ? tallyOf(context, exam) : emptyTally;
}

/** The draft on the screen, by its id. */
export function openDraft(context: Context, draftId: string): OpenDraft {
	if (context.open?.draft.id !== draftId) throw new Failure('draft_not_found');
	return context.open;
}

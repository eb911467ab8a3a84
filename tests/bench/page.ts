/** The main job step by step, timed: what the page of the app asks of the worker, in the same order. */
import { defaultSettings, type Settings } from '../../src/lib/core/settings';
import { databasePrefix } from '../../src/lib/storage/db';
import { connectClient, type Client } from '../../src/lib/worker/client';
import type { DatabaseName } from '../../src/lib/worker/protocol';
import { copyDatabase, deleteDatabase } from './copy-database';
import { bigCsv, type BigOptions } from './make-big.mjs';
import { makeArchive, runPhotos, type PhotoTiming } from './photos-page';
import { makeThrowawayKey } from '../../src/lib/storage/seal';
import { timed, watchGaps } from './timing';

const yardstick = new BroadcastChannel('muster-yardstick');

async function papa(file: File): Promise<number> {
	return new Promise((resolve) => {
		const take = ({ data }: MessageEvent<{ papaMs?: number }>) => {
			if (data.papaMs === undefined) return;
			yardstick.removeEventListener('message', take);
			resolve(data.papaMs);
		};
		yardstick.addEventListener('message', take);
		yardstick.postMessage({ file });
	});
}

/** The database with the stored users, of which every run gets a copy. */
const seeded: DatabaseName = 'org-bench';

let worker: Worker | null = null;
let client: Client | null = null;
let runs = 0;
let examId = '';
let file: File | null = null;
let draftId = '';
let uploadId = '';

function startWorker(): Client {
	worker = new Worker(new URL('./bench-worker.ts', import.meta.url), { type: 'module' });
	return connectClient(worker);
}

function app(): Client {
	return (client ??= startWorker());
}

/** The exam, its venues and the users that are stored before the file comes. */
async function seed(rows: number): Promise<void> {
	await app().ask('open', { database: seeded });
	await app().ask('sealingKey', await makeThrowawayKey());
	const venues = ['Melbourne', 'Harbour Hall', 'Riverside Centre'];
	const exam = {
		name: 'Bench',
		kind: 'standard',
		venues: venues.map((name) => ({ name, seats: null }))
	};
	await app().ask('createExam', exam as never);
	if (rows === 0) return;
	const { exams } = await app().ask('state', {});
	const stored = fileOf({ rows, seed: 7 });
	const read = await app().ask('read', { file: stored, examId: exams[0]?.id ?? null });
	await app().ask('save', { draftId: read.draftId, typedDeletes: null });
}

/** A fresh copy of the seeded database, opened; the same worker, as in an app that stays open. */
async function begin(): Promise<void> {
	const former = runs;
	runs += 1;
	await copyDatabase(databasePrefix + seeded, `${databasePrefix}org-bench-${runs}`);
	const { exams } = await app().ask('open', { database: `org-bench-${runs}` });
	examId = exams[0]?.id ?? '';
	if (former > 0) await deleteDatabase(`${databasePrefix}org-bench-${former}`);
}

/** The file lies in the browser's store of blobs, not in the page, when the clock starts. */
function makeFile(options: BigOptions): number {
	file = fileOf(options);
	return file.size;
}

function fileOf(options: BigOptions): File {
	return new File([...bigCsv(options)] as BlobPart[], 'big.csv');
}

function chosen(): File {
	if (!file) throw new Error('No file was made');
	return file;
}

async function read() {
	let firstRowsMs = 0;
	const started = performance.now();
	const stopSoFar = app().onSoFar(() => (firstRowsMs ||= performance.now() - started));
	const [review, plannedMs] = await timed(() => app().ask('read', { file: chosen(), examId }));
	stopSoFar();
	draftId = review.draftId;
	return { firstRowsMs, plannedMs };
}

/** As after a reload: another worker opens database and draft. */
async function reopen() {
	worker?.terminate();
	const [, reopenMs] = await timed(async () => {
		client = startWorker();
		await client.ask('open', { database: `org-bench-${runs}` });
		await client.ask('resume', { draftId, takeOver: true });
		await client.ask('rows', { draftId, filter: {}, from: 0, count: rowsInView });
	});
	return { reopenMs };
}

const settings: Settings = {
	...defaultSettings,
	uploadType: 'add_and_update',
	existingDetails: 'override'
};

/** Known users are updated from here on. */
async function update() {
	const [{ counts }, settingsMs] = await timed(() => app().ask('settings', { draftId, settings }));
	return { settingsMs, counts };
}

const rowsInView = 100;

/** One choice of each setting. */
const changes: Readonly<Record<string, Partial<Settings>>> = {
	S1: { uploadType: 'update_only' },
	S2: { newUserPassword: 'required' },
	S3: { generatedPassword: 'words' },
	S4: { existingDetails: 'fill_missing' },
	S5: { existingPassword: 'update' },
	S6: { forcePasswordChange: 'all' },
	S7: { allowDeletes: 'yes' },
	S8: { emailDetails: 'new_and_updated' },
	S10: { blankCells: 'clear' },
	S11: { preventDuplicateEmails: 'no' },
	S14: { existingPhotos: 'replace' }
};
/** These are a second pass over the rows. */
const keyChanges: Readonly<Record<string, Partial<Settings>>> = {
	S9: { matchBy: 'clientId' },
	S12: { standardiseUsernames: 'no' },
	S13: { defaults: { ...defaultSettings.defaults, title: '%1u' } }
};

/** Each setting changed alone until the rows in view are new, and put back. */
async function timeSettings(which: Readonly<Record<string, Partial<Settings>>>) {
	const times: Record<string, number> = {};
	for (const [id, change] of Object.entries(which)) {
		const [, ms] = await timed(async () => {
			await app().ask('settings', { draftId, settings: { ...settings, ...change } });
			await app().ask('rows', { draftId, filter: {}, from: 0, count: rowsInView });
		});
		times[id] = ms;
		await app().ask('settings', { draftId, settings });
	}
	return times;
}

const editsTimed = 11;
/** What the worker says of its planning again, in milliseconds. */
const plannings: number[] = [];
new BroadcastChannel('muster-planning').addEventListener('message', ({ data }) => {
	plannings.push(data as number);
});

/** Names, emails and Client IDs in turn: those that nobody else has, and one of the row before; all taken back. */
async function edit(rows: number) {
	const times: number[] = [];
	plannings.length = 0;
	for (let turn = 0; turn < editsTimed; turn += 1) {
		const row = Math.floor((rows * turn) / editsTimed);
		const [place, text] = [
			[3, `Edited ${turn}`] as const,
			[5, `edited.${turn}@larkspur.example`] as const,
			[0, `EDIT-${turn - (turn % 6 === 5 ? 3 : 0)}`] as const
		][turn % 3] as readonly [number, string];
		const cells = [{ row, place, text }];
		times.push((await timed(() => app().ask('editCells', { draftId, cells })))[1]);
	}
	for (let turn = 0; turn < editsTimed; turn += 1) await app().ask('undo', { draftId });
	const middle = (all: readonly number[]) =>
		all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0;
	return {
		editMs: middle(times),
		worstEditMs: Math.max(...times),
		replanMs: middle(plannings),
		worstReplanMs: Math.max(...plannings)
	};
}

async function save() {
	const [receipt, savedMs] = await timed(() => app().ask('save', { draftId, typedDeletes: null }));
	uploadId = receipt.uploadId;
	return { savedMs, saved: receipt.changes };
}

/** Taken back whole: planned and shown first, as the page does. */
async function undo() {
	const [, undoMs] = await timed(async () => {
		const { mustType } = await app().ask('undoPreview', { uploadId });
		await app().ask('undoUpload', { uploadId, typed: mustType || null });
	});
	return { undoMs };
}

let stopGaps: (() => number) | null = null;

const steps = {
	seed,
	begin,
	makeFile,
	papa: async () => ({ papaMs: await papa(chosen()) }),
	watch: () => void (stopGaps = watchGaps()),
	gap: () => ({ longestGapMs: stopGaps?.() ?? 0 }),
	read,
	reopen,
	update,
	settings: async () => ({ settingMs: await timeSettings(changes) }),
	keySettings: async () => ({ keySettingMs: await timeSettings(keyChanges) }),
	edit,
	save,
	undo
};

/** The archive lies in the browser's store of blobs, not in the page, when the clock starts. */
let archive: File | null = null;

async function preparePhotos(photos: number): Promise<void> {
	archive = await makeArchive(photos);
}

async function benchPhotos(photos: number): Promise<PhotoTiming> {
	if (!archive) throw new Error('No archive was made');
	runs += 1;
	await app().ask('open', { database: `org-bench-${runs}` });
	await app().ask('sealingKey', await makeThrowawayKey());
	return runPhotos(app(), archive, photos);
}

Object.assign(globalThis, { bench: steps, preparePhotos, benchPhotos });

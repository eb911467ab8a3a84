/** One run of the main job, timed: what the page of the app asks of the worker, in the same order. */
import { defaultSettings, type Settings } from '../../src/lib/core/settings';
import { connectClient, type Client } from '../../src/lib/worker/client';
import { bigCsv, type BigOptions } from './make-big.mjs';
import { makeArchive, runPhotos, type PhotoTiming } from './photos-page';

export interface Timing {
	readonly rows: number;
	readonly bytes: number;
	/** PapaParse alone over the same bytes in the same worker: the unit of the ratios. */
	readonly papaMs: number;
	readonly firstRowsMs: number;
	readonly plannedMs: number;
	readonly settingsMs: number;
	/** By setting: from its change until every count and the rows in view are new. */
	readonly settingMs: Readonly<Record<string, number>>;
	/** One cell changed in a row and all planned again, in rows all over the file: median and worst. */
	readonly editMs: number;
	readonly worstEditMs: number;
	readonly undoMs: number;
	readonly savedMs: number;
	readonly longestGapMs: number;
	readonly counts: Readonly<Record<string, number>>;
}

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

/** The longest time in which the page could not have answered a tap. */
function watchGaps(): () => number {
	const { port1, port2 } = new MessageChannel();
	let last = performance.now();
	let longest = 0;
	let isOn = true;
	port1.onmessage = () => {
		const now = performance.now();
		longest = Math.max(longest, now - last);
		last = now;
		if (isOn) port2.postMessage(null);
	};
	port2.postMessage(null);
	return () => {
		isOn = false;
		return longest;
	};
}

async function sealingKey() {
	const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, [
		'deriveBits'
	]);
	const raw = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
	const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', raw));
	const base64 = btoa(String.fromCharCode(...raw));
	return {
		id: crypto.randomUUID(),
		publicKey: base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''),
		fingerprint: Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
	};
}

async function timed<T>(work: () => Promise<T>): Promise<[result: T, ms: number]> {
	const started = performance.now();
	return [await work(), performance.now() - started];
}

let runs = 0;
let client: Client | null = null;

/** A fresh database each time; the same worker, as in an app that stays open. */
async function openApp(): Promise<Client> {
	client ??= connectClient(
		new Worker(new URL('./bench-worker.ts', import.meta.url), { type: 'module' })
	);
	runs += 1;
	await client.ask('open', { database: `org-bench-${runs}` });
	await client.ask('sealingKey', await sealingKey());
	return client;
}

export async function run(options: BigOptions, stored: BigOptions | null): Promise<Timing> {
	const app = await openApp();
	const exam = await app.ask('createExam', {
		name: 'Bench',
		kind: 'standard',
		venues: ['Melbourne', 'Harbour Hall', 'Riverside Centre'].map((name) => ({ name, seats: null }))
	});
	if (stored) await saveAll(app, fileOf(stored), exam.id);
	const file = fileOf(options);
	const papaMs = await papa(file);
	const stopGaps = watchGaps();
	let firstRowsMs = 0;
	const started = performance.now();
	const stopSoFar = app.onSoFar(() => (firstRowsMs ||= performance.now() - started));
	const [review, plannedMs] = await timed(() => app.ask('read', { file, examId: exam.id }));
	stopSoFar();
	const settings = {
		...defaultSettings,
		uploadType: 'add_and_update' as const,
		existingDetails: 'override' as const
	};
	const { draftId } = review;
	const [planned, settingsMs] = await timed(() => app.ask('settings', { draftId, settings }));
	const settingMs = await timeSettings(app, draftId, settings);
	const edits = await editSome(app, draftId, planned.counts.rows);
	const [, undoMs] = await timed(() => app.ask('undo', { draftId }));
	const [, savedMs] = await timed(() => app.ask('save', { draftId, typedDeletes: null }));
	return {
		rows: options.rows,
		bytes: file.size,
		papaMs,
		firstRowsMs,
		plannedMs,
		settingsMs,
		settingMs,
		...edits,
		undoMs,
		savedMs,
		longestGapMs: stopGaps(),
		counts: { ...planned.counts }
	};
}

const rowsInView = 100;

/** One choice of each setting; those after S14 are a second pass over the rows (S9, S12, S13). */
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
	S14: { existingPhotos: 'replace' },
	S9: { matchBy: 'clientId' },
	S12: { standardiseUsernames: 'no' },
	S13: { defaults: { ...defaultSettings.defaults, title: '%1u' } }
};

/** Each setting changed alone, and put back. */
async function timeSettings(app: Client, draftId: string, settings: Settings) {
	const times: Record<string, number> = {};
	for (const [id, change] of Object.entries(changes)) {
		const [, ms] = await timed(async () => {
			await app.ask('settings', { draftId, settings: { ...settings, ...change } });
			await app.ask('rows', { draftId, filter: {}, from: 0, count: rowsInView });
		});
		times[id] = ms;
		await app.ask('settings', { draftId, settings });
	}
	return times;
}

const editsTimed = 11;

/** Names, emails and Client IDs in turn: those that nobody else has, and one of the row before. */
async function editSome(app: Client, draftId: string, rows: number) {
	const times: number[] = [];
	for (let edit = 0; edit < editsTimed; edit += 1) {
		const row = Math.floor((rows * edit) / editsTimed);
		const [place, text] = [
			[3, `Edited ${edit}`] as const,
			[5, `edited.${edit}@larkspur.example`] as const,
			[0, `EDIT-${edit - (edit % 6 === 5 ? 3 : 0)}`] as const
		][edit % 3] as readonly [number, string];
		const cells = [{ row, place, text }];
		times.push((await timed(() => app.ask('editCells', { draftId, cells })))[1]);
	}
	times.sort((a, b) => a - b);
	return { editMs: times[Math.floor(editsTimed / 2)] ?? 0, worstEditMs: times.at(-1) ?? 0 };
}

function fileOf(options: BigOptions): File {
	return new File([...bigCsv(options)] as BlobPart[], 'big.csv');
}

async function saveAll(app: Client, file: File, examId: string): Promise<void> {
	const { draftId } = await app.ask('read', { file, examId });
	await app.ask('save', { draftId, typedDeletes: null });
}

/** The archive lies in the browser's store of blobs, not in the page, when the clock starts. */
let archive: File | null = null;

async function preparePhotos(photos: number): Promise<void> {
	archive = await makeArchive(photos);
}

async function benchPhotos(photos: number): Promise<PhotoTiming> {
	const app = await openApp();
	if (!archive) throw new Error('No archive was made');
	return runPhotos(app, archive, photos);
}

Object.assign(globalThis, { runBench: run, preparePhotos, benchPhotos });

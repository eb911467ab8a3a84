/** A device in memory for tests: the real flow on fake-indexeddb, without a worker around it. */
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { readFileSync } from 'node:fs';
import { defaultSettings, type Settings } from '../src/lib/core/settings';
import { openDatabase } from '../src/lib/storage/db';
import { makeThrowawayKey } from '../src/lib/storage/seal';
import { addExam } from '../src/lib/worker/app-state';
import { createContext, type Context } from '../src/lib/worker/context';
import type { OpenDraft } from '../src/lib/worker/open-draft';
import { readFile } from '../src/lib/worker/read-file';
import { planDraft } from '../src/lib/worker/review';
import { saveOpenDraft } from '../src/lib/worker/save-draft';
import type { RowView } from '../src/lib/worker/protocol';
import { viewRows } from '../src/lib/worker/rows';

export interface Device {
	readonly context: Context;
	readonly examId: string;
}

// Node has no Web Locks; one test is one tab.
Object.defineProperty(globalThis, 'navigator', {
	configurable: true,
	value: { locks: { request: (_name: string, work: () => unknown) => Promise.resolve(work()) } }
});

export async function createDevice(): Promise<Device> {
	const indexedDB = new IDBFactory();
	const db = openDatabase('unclaimed', { indexedDB, IDBKeyRange });
	await db.open();
	const context = await createContext({
		name: 'unclaimed',
		db,
		post: () => undefined,
		nowMs: () => Date.now()
	});
	context.sealingKey = await makeThrowawayKey();
	const venues = ['Melbourne', 'Harbour Hall', 'Riverside Centre'].map((name) => ({
		name,
		seats: null
	}));
	const exam = await addExam(context, { name: 'Test exam', kind: 'standard', venues });
	return { context, examId: exam.id };
}

export function fixture(name: string): File {
	return new File([readFileSync(new URL(`fixtures/${name}`, import.meta.url))], name);
}

export async function read(
	{ context, examId }: Device,
	file: File,
	settings: Partial<Settings> = {}
): Promise<OpenDraft> {
	return readFile(context, {
		file,
		examId,
		settings: { ...defaultSettings, ...settings },
		signal: new AbortController().signal,
		fields: null,
		onFirstRows: () => Promise.resolve()
	});
}

export function replan({ context }: Device, open: OpenDraft, settings: Partial<Settings>): void {
	open.draft = { ...open.draft, settings: { ...open.draft.settings, ...settings } };
	planDraft(open, context);
}

export async function save({ context }: Device, open: OpenDraft) {
	return saveOpenDraft(context, open, open.summary.changes.delete);
}

export async function viewAll({ context }: Device, open: OpenDraft): Promise<RowView[]> {
	return viewRows(
		context,
		open,
		Array.from({ length: open.facts.count }, (_, row) => row)
	);
}

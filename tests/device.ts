/** A device in memory for tests: the real flow on fake-indexeddb, without a worker around it. */
import type { Exam } from '../src/lib/core/records';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { readFileSync } from 'node:fs';
import { defaultSettings, type Settings } from '../src/lib/core/settings';
import type { FieldKey } from '../src/lib/core/fields';
import { codeOf } from '../src/lib/core/plan-table';
import { openDatabase, type MusterDatabase } from '../src/lib/storage/db';
import type { SealingKey } from '../src/lib/storage/meta';
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
	/** What stays on the device when the page is gone. */
	readonly indexedDB: IDBFactory;
}

type Work = (lock: object) => unknown;

// Node has no Web Locks; one test is one tab.
Object.defineProperty(globalThis, 'navigator', {
	configurable: true,
	value: {
		locks: {
			request: (_name: string, options: object | Work, work?: Work) =>
				Promise.resolve((work ?? (options as Work))({}))
		}
	}
});

async function openContext(indexedDB: IDBFactory, sealingKey: SealingKey | null): Promise<Context> {
	const db: MusterDatabase = openDatabase('unclaimed', { indexedDB, IDBKeyRange });
	await db.open();
	const context = await createContext({
		name: 'unclaimed',
		db,
		post: () => undefined,
		nowMs: () => Date.now()
	});
	context.sealingKey = sealingKey;
	return context;
}

/** With one exam of three venues; `sealingKey` null: the device has never met the server. */
export async function createDevice(
	sealingKey?: SealingKey | null,
	kind: Exam['kind'] = 'standard'
): Promise<Device> {
	const indexedDB = new IDBFactory();
	const key = sealingKey === undefined ? await makeThrowawayKey() : sealingKey;
	const context = await openContext(indexedDB, key);
	const venues = ['Melbourne', 'Harbour Hall', 'Riverside Centre'].map((name) => ({
		name,
		seats: null
	}));
	const exam = await addExam(context, { name: 'Test exam', kind, venues });
	return { context, examId: exam.id, indexedDB };
}

/** Another tab, or the same one after a reload: nothing in memory, the same tables. */
export async function secondTab({ context, examId, indexedDB }: Device): Promise<Device> {
	return { context: await openContext(indexedDB, context.sealingKey), examId, indexedDB };
}

export function fixture(name: string): File {
	return new File([readFileSync(new URL(`fixtures/${name}`, import.meta.url))], name);
}

/** A CSV of these lines. */
export function fileOf(lines: readonly string[], name = 'users.csv'): File {
	return new File([lines.map((line) => `${line}\r\n`).join('')], name);
}

/** @param fields columns bound by hand; null: by their names */
export async function read(
	{ context, examId }: Device,
	file: File,
	settings: Partial<Settings> = {},
	fields: readonly (FieldKey | null)[] | null = null
): Promise<OpenDraft> {
	return readFile(context, {
		file,
		examId,
		settings: { ...defaultSettings, ...settings },
		signal: new AbortController().signal,
		fields: () => fields,
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

/** By line: the row's action, and why it is skipped or wrong. */
export async function outcomes(device: Device, open: OpenDraft): Promise<Map<number, string>> {
	const views = await viewAll(device, open);
	return new Map(
		views.map(({ line, row, action, issues }) => {
			const error = issues.find(({ level }) => level === 'error');
			const code = codeOf(open.plan.code[row] as number) ?? error?.code;
			return [line, code === undefined ? action : `${action} ${code}`];
		})
	);
}

/** Passwords made or given in this session, in the order in which they were. */
export function madeTexts({ context }: Device): string[] {
	return [...context.made.values()].map(({ password }) => password);
}

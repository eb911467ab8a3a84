/** File → draft: reads, checks, matches and stores page by page; nothing of the file is held as a whole (R7). */
import { bindColumns, rankHeader } from '../core/columns';
import { personFields } from '../core/check';
import { keyFields, rowFlag } from '../core/facts';
import { Failure } from '../core/failure';
import type { FieldKey } from '../core/fields';
import type { Settings } from '../core/settings';
import type { ValueChoice } from '../core/values';
import type { RowBlock } from '../files/csv';
import { openTable, type CsvSource, type HeaderKnowledge, type ReadChoices } from '../files/read';
import { pageRows, type Draft, type DraftColumn } from '../storage/db';
import { putDraft, removeDraft } from '../storage/drafts';
import { createCauses } from './causes';
import { createChecking, matchPending, type Checking } from './checking';
import {
	callingCode,
	examOf,
	newId,
	plainRowsFor,
	refreshIndex,
	rowCheckFor,
	seatsTallyOf,
	type Context
} from './context';
import { columnPlaces, rawRow, shapeOf } from '../storage/draft-rows';
import { putPackage } from '../storage/photos';
import { loadPhotos } from './draft-photos';
import { hashFile } from '../files/blocks';
import { photosOnlySettings, storedTable } from './stored-table';
import { openPackage, readPhotos, type OpenedFile } from './photo-package';
import {
	createDraftWriter,
	draftPageOf,
	emptyColumns,
	factsOfPage,
	type DraftWriter
} from './draft-store';
import { entangledRows, loadEntangled } from './entangled';
import { findLostZeros, knownZeros, warnOfLostZeros } from './lost-zeros';
import { markPasswords, noHand, type OpenDraft } from './open-draft';
import {
	createPageBuilder,
	peekPage,
	takePage,
	type PageBuilder,
	type PageText
} from '../storage/page-builder';
import { createPasswordReader, type PasswordReader } from './passwords';
import type { PlainRows } from '../files/plain-rows';
import { emptyPlan, planDraft, planWhole } from './review';
import { createColumnSamples, type ColumnSamples } from './samples';
import { createProgress, type ProgressMeter } from './progress';
import { takeRow } from './take-row';

type Binding = Pick<DraftColumn, 'header' | 'field' | 'binding' | 'candidate'>;

export interface ReadRequest {
	readonly file: File;
	readonly examId: string | null;
	readonly settings: Settings;
	readonly signal: AbortSignal;
	/** Fields chosen by hand, one for each column of this header; null: by their names. */
	readonly fields: (headers: readonly string[]) => readonly (FieldKey | null)[] | null;
	/** Names that an encoding was judged by before it was chosen by hand: it may be changed again. */
	readonly letterCells?: readonly Uint8Array[];
	/** How to read it, where that was chosen by hand. */
	readonly choices?: ReadChoices;
	/** Values chosen for what cells say. */
	readonly values?: readonly ValueChoice[];
	/** Called when the first rows are planned; a second time where the file turned out to be of another encoding. */
	readonly onFirstRows: (open: OpenDraft, page: PageText) => Promise<void>;
}

/** A file while it is read. */
export interface Reading {
	readonly context: Context;
	readonly request: ReadRequest;
	readonly source: CsvSource;
	readonly opened: OpenedFile;
	readonly open: OpenDraft;
	readonly checking: Checking;
	readonly builder: PageBuilder;
	readonly writer: DraftWriter;
	readonly passwords: PasswordReader;
	/** Null where what the cells say is not all that a row is read from. */
	readonly plain: PlainRows | null;
	readonly samples: ColumnSamples;
	readonly progress: ProgressMeter;
	readonly places: Int32Array;
	/** Place of the Password column, -1 for none. */
	readonly passwordPlace: number;
	/** Columns that hold passwords, or may: what the page keeps leaves them out. */
	readonly hidden: readonly number[];
	pages: number;
	/** Where the issues of the page being built begin. */
	issuesFrom: number;
	ghostRows: number;
	blankLines: number;
	hasShownFirstRows: boolean;
}

/** Rows that are shown while the rest is still being read. */
export const firstRows = 100;

/**
 * @throws Failure the file's refusal, or 'cancelled'; then nothing of it stays on the device.
 */
export async function readFile(context: Context, asked: ReadRequest): Promise<OpenDraft> {
	await refreshIndex(context);
	const { signal, choices = {}, examId } = asked;
	const { db } = context;
	const opened = await openPackage(asked.file, {
		entry: choices.entry,
		storedTable: async () => (examId ? storedTable(db, examId, asked.file.name) : null)
	});
	const request = opened.isPhotosOnly
		? { ...asked, settings: photosOnlySettings(asked.settings) }
		: asked;
	const file = opened.table;
	const options = { knows, signal, choices };
	const source = await openTable(file, options);
	try {
		return await readRows(context, request, { source, opened });
	} catch (error) {
		// What began as UTF-8 went on as something else: only now it is known, and all is read again.
		const isSurprise = error instanceof Failure && error.code === 'file_encoding_broken';
		if (!isSurprise || source.encodingBy !== 'valid') throw error;
		const again = await openTable(file, { ...options, isNotUtf8: true });
		return readRows(context, request, { source: again, opened });
	}
}

/** The table, and where it came from. */
interface Opening {
	readonly source: CsvSource;
	readonly opened: OpenedFile;
}

async function readRows(
	context: Context,
	request: ReadRequest,
	opening: Opening
): Promise<OpenDraft> {
	const { source } = opening;
	const bindings = bindingsOf(source.headers, request.fields(source.headers));
	requireKey(bindings);
	const reading = await startReading(context, request, { ...opening, bindings });
	const { open } = reading;
	try {
		await putDraft(context.db, open.draft);
		for await (const block of source.blocks(request.signal)) await takeBlock(reading, block);
		await endReading(reading);
		return open;
	} catch (error) {
		await reading.writer.finish().catch(() => undefined);
		await removeDraft(context.db, open.draft.id);
		throw error;
	}
}

/** A row is somebody's by one of its keys; a column that nobody knows yet may turn out to be one (H3). */
function requireKey(bindings: readonly Binding[]): void {
	const canTell = bindings.some(
		({ field, candidate, binding }) =>
			binding === 'unknown' || keyFields.some((key) => key === field || key === candidate)
	);
	if (!canTell) throw new Failure('file_no_key_column');
}

/** What reading asks of headers. */
const knows: HeaderKnowledge = {
	rank: rankHeader,
	hidden: (headers) => hiddenPlaces(bindColumns(headers)),
	names: (headers) =>
		bindColumns(headers).flatMap(({ field, candidate }, place) =>
			isName(field ?? candidate) ? [place] : []
		)
};

function isName(field: FieldKey | null): boolean {
	return field === 'firstName' || field === 'lastName';
}

export function bindingsOf(
	headers: readonly string[],
	fields: readonly (FieldKey | null)[] | null
): readonly Binding[] {
	const bindings = bindColumns(headers);
	if (!fields) return bindings;
	return bindings.map(({ header }, place) => ({
		header,
		field: fields[place] ?? null,
		binding: 'chosen',
		candidate: null
	}));
}

async function startReading(
	context: Context,
	request: ReadRequest,
	{ source, opened, bindings }: Opening & { bindings: readonly Binding[] }
): Promise<Reading> {
	const { db, index, cache } = context;
	const { facts, passwords } = emptyColumns(expectedRows(opened.table));
	const causes = createCauses();
	const exam = await examOf(db, request.examId);
	const draft = startDraft(context, request, { source, opened, bindings });
	const check = rowCheckFor(exam, draft);
	const places = columnPlaces(bindings);
	const passwordPlace = bindings.findIndex(({ field }) => field === 'password');
	const isCommon =
		passwordPlace < 0 ? () => false : (await import('../core/common-passwords')).isCommonPassword;
	const open: OpenDraft = {
		draft,
		exam,
		tally: await seatsTallyOf(context, exam),
		fullVenues: new Map(),
		facts,
		causes,
		passwords,
		entangled: [],
		stored: new Map(),
		unsealed: new Map(),
		commonTexts: new Map(),
		...noHand(),
		photos: null,
		photosAside: 0,
		...emptyPlan()
	};
	const totals = { rows: null, bytes: opened.table.size };
	const hidden = hiddenPlaces(bindings);
	const builder = createPageBuilder();
	const shape = shapeOf(open.draft, new Map());
	const checking = createChecking({
		facts,
		causes,
		check,
		index,
		cache,
		exam,
		matchBy: request.settings.matchBy,
		columns: bindings.length,
		keepsGhosts: !bindings.some(({ field }) => field && personFields.includes(field)),
		expectedRows: expectedRows(opened.table),
		// A row that is not matched yet is on the page being built.
		readAgain() {
			const page = { ...peekPage(builder), page: 0 };
			return (row) => rawRow(page, row % pageRows, shape);
		}
	});
	return {
		context,
		request,
		source,
		opened,
		open,
		checking,
		builder,
		writer: createDraftWriter(db),
		passwords: createPasswordReader(isCommon, passwords.groupSizes),
		samples: createColumnSamples(bindings.length),
		progress: createProgress('reading', totals, context.post),
		plain: plainRowsFor(exam, draft, {
			columns: bindings.length,
			places,
			hidden,
			venues: checking.venues,
			flags: rowFlag
		}),
		places,
		passwordPlace,
		hidden,
		pages: 0,
		issuesFrom: 0,
		ghostRows: 0,
		blankLines: 0,
		hasShownFirstRows: false
	};
}

/** W5: a column that is named Password and bound to nothing holds passwords none the less. */
export function hiddenPlaces(bindings: readonly Binding[]): number[] {
	const byName = bindColumns(bindings.map(({ header }) => header));
	return bindings.flatMap(({ field }, place) => {
		const named = byName[place]?.field ?? byName[place]?.candidate;
		return (field ?? named) === 'password' ? [place] : [];
	});
}

/** Rows of a usual file of this size, up to a bound that a file of other rows cannot make costly. */
function expectedRows({ size }: File): number {
	return Math.min(Math.ceil(size / 120), 250_000);
}

function startDraft(
	context: Context,
	{ file, examId, settings, values = [], choices = {}, letterCells = [] }: ReadRequest,
	{ source, opened, bindings }: Opening & { bindings: readonly Binding[] }
): Draft {
	const nowMs = context.nowMs();
	return {
		id: newId(nowMs),
		fileName: file.name,
		sizeBytes: file.size,
		sha256: '',
		encoding: source.encoding,
		separator: source.separator,
		origin: {
			encodingBy: source.encodingBy,
			letterCells: source.letterCells.length > 0 ? source.letterCells : letterCells,
			headerLine: source.headerLine,
			rowsAbove: source.rowsAbove,
			sheet: source.sheet,
			chosen: choices
		},
		examId,
		settings,
		values,
		callingCode: callingCode(context),
		columns: bindings.map((binding) => ({ ...binding, samples: [], filled: 0 })),
		rows: 0,
		ghostRows: 0,
		blankLines: 0,
		pages: 0,
		errors: 0,
		isComplete: false,
		isLeftOver: false,
		...(opened.isPhotosOnly ? { isPhotosOnly: true } : {}),
		generation: context.index.generation,
		entangled: new Uint32Array(0),
		idLength: 0,
		zerosLost: new Uint32Array(0),
		causes: [],
		savedAt: new Date(nowMs).toISOString()
	};
}

async function takeBlock(reading: Reading, block: RowBlock): Promise<void> {
	const { builder, open } = reading;
	reading.blankLines += block.blankLines;
	for (let row = 0; row < block.rows; row += 1) {
		takeRow(reading, block, row);
		if (builder.rows === pageRows) await storePage(reading);
		if (!reading.hasShownFirstRows && open.facts.count >= firstRows) await showFirstRows(reading);
	}
	reading.progress.tell({ rows: open.facts.count, bytes: reading.source.bytesRead() });
}

async function showFirstRows(reading: Reading): Promise<void> {
	const { open, checking, request, context } = reading;
	reading.hasShownFirstRows = true;
	await matchPending(checking);
	planDraft(open, context);
	await request.onFirstRows(open, peekPage(reading.builder));
}

async function storePage(reading: Reading): Promise<void> {
	const { open, checking, builder, writer, context } = reading;
	await matchPending(checking);
	const page = reading.pages;
	reading.pages += 1;
	const facts = factsOfPage(open, page, reading.issuesFrom);
	reading.issuesFrom = open.causes.length;
	const { passwords } = builder;
	const text = takePage(builder);
	const place = { draftId: open.draft.id, page };
	const stored = draftPageOf(text, place, { envelopes: [], facts });
	const { sealingKey: key } = context;
	if (passwords.length > 0 && !key) open.unsealed.set(page, passwords);
	return writer.add({
		page: stored,
		secret: passwords.length > 0 && key ? { passwords, key } : null
	});
}

/** Z5: whose photos they are is known when all rows are; they are hashed here and prepared later (Z6). */
async function takePhotos({
	context,
	request,
	opened,
	open,
	pages,
	checking
}: Reading): Promise<void> {
	const { archive } = opened;
	if (!archive) return;
	const { file, signal } = request;
	const photos = await readPhotos(file, archive, { signal, post: context.post });
	const { others, leftOut } = archive;
	const draftId = open.draft.id;
	await putPackage(context.db, { draftId, photos, others, leftOut, key: null, byHand: [] });
	open.draft = { ...open.draft, pages };
	await loadPhotos(context, open, checking.check);
}

async function endReading(reading: Reading): Promise<void> {
	const { open, builder, context, checking, source, samples } = reading;
	if (open.facts.count === 0) throw new Failure('file_no_rows');
	if (builder.rows > 0) await storePage(reading);
	await reading.writer.finish();
	markPasswords(open);
	const lost = findLostZeros(checking.ids);
	warnOfLostZeros(open.causes, lost.zerosLost);
	const { db, index, cache } = context;
	await loadEntangled(open, { db, index, cache, check: checking.check });
	await takePhotos(reading);
	await planWhole(open, context);
	open.draft = {
		...open.draft,
		sha256: reading.opened.archive
			? await hashFile(reading.request.file, reading.request.signal)
			: await source.sha256(),
		zerosKnown: (
			await knownZeros(context, { ...open, draft: { ...open.draft, pages: reading.pages } }, lost)
		).length,
		columns: open.draft.columns.map((column, place) => ({
			...column,
			samples: samples.samples[place] ?? [],
			filled: samples.filled[place] ?? 0
		})),
		rows: open.facts.count,
		ghostRows: reading.ghostRows,
		blankLines: reading.blankLines,
		pages: reading.pages,
		errors: open.summary.actions.error,
		isComplete: true,
		entangled: entangledRows(open),
		...lost,
		causes: open.causes.issues,
		savedAt: new Date(context.nowMs()).toISOString()
	};
	if (reading.request.signal.aborted) throw new Failure('cancelled');
	await putDraft(db, open.draft);
}

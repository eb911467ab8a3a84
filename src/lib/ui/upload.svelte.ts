/** The upload in hand: a file being read, then its review until it is saved or discarded. */
import type { FieldKey } from '../core/fields';
import type { RowFix } from '../core/fixes';
import type { PlainFailure } from '../core/failure';
import type { CommonKey } from '../core/passwords';
import type { PhotoKey } from '../core/photo-index';
import type { Settings } from '../core/settings';
import type { ReadChoices } from '../files/read';
import type {
	BulkFix,
	DraftView,
	Progress,
	Requests,
	Review,
	RowView,
	SaveReceipt
} from '../worker/protocol';
import { app } from './app.svelte';
import { client } from './client';
import { plainFailure } from './plain-failure';
import { asksColumns } from './review/column-choices';
import { keepStorage } from './storage-keeping';

/** While pages of a pull come in, each changes the users: the rows are planned again when that has come to rest. */
const restMs = 800;

type Phase = 'none' | 'reading' | 'resuming' | 'review' | 'saving';

class Upload {
	phase = $state<Phase>('none');
	fileName = $state('');
	progress = $state.raw<Progress | null>(null);
	/** The first rows and counts of a file that is still being read (R7). */
	soFar = $state.raw<{ readonly review: Review; readonly rows: readonly RowView[] } | null>(null);
	review = $state.raw<Review | null>(null);
	/** Settings as chosen: ahead of the review's while it is planned again. */
	settings = $state.raw<Settings | null>(null);
	/** The file has columns that need somebody: they are asked about before anything else (H1). */
	asksColumns = $state(false);
	/** Why the last file or step was refused. */
	failure = $state.raw<PlainFailure | null>(null);
	/** The last file read, to be read in another way where it was refused. */
	refusedFile = $state.raw<File | null>(null);
	/** The file that was refused. */
	refusedName = $state('');
	receipt = $state.raw<SaveReceipt | null>(null);
	#asked = 0;
	#turning: Promise<void> = Promise.resolve();
	/** The last review of all rows: shown again where another plan fails. */
	#whole: Review | null = null;
	/** The answer to the last question is awaited. */
	#isPlanning = false;
	#following: ReturnType<typeof setTimeout> | undefined;

	constructor() {
		client.onProgress((progress) => (this.progress = progress));
		// Photos were prepared: what was chosen meanwhile stays as it is.
		client.onPrepared((review) => {
			if (this.phase === 'review' && this.review?.draftId === review.draftId) this.review = review;
		});
		client.onSoFar((review, rows) => {
			if (this.phase !== 'review') this.soFar = { review, rows };
			else if (this.#isPlanning && this.review) this.#showSoFar(review, this.review);
		});
		client.onChanged(({ isReviewOutdated }) => {
			clearTimeout(this.#following);
			if (isReviewOutdated) this.#following = setTimeout(() => void this.#follow(), restMs);
		});
	}

	/** True while a new version of the app has to wait (A1). */
	get isBusy(): boolean {
		return this.phase !== 'none';
	}

	/** True when there is a review to show. */
	async read(file: File, choices?: ReadChoices): Promise<boolean> {
		this.#start('reading', file.name);
		this.refusedFile = file;
		const isRead = await this.#take(
			client.ask('read', { file, examId: app.exam?.id ?? null, choices })
		);
		this.asksColumns = isRead && asksColumns(this.review as Review);
		return isRead;
	}

	async cancel(): Promise<void> {
		await client.ask('cancel', {});
	}

	async resume(draft: DraftView): Promise<boolean> {
		this.#start('resuming', draft.fileName);
		return this.#take(client.ask('resume', { draftId: draft.id, takeOver: draft.isElsewhere }));
	}

	async discard(draftId: string): Promise<void> {
		await client.ask('discard', { draftId });
		this.#clear();
		await app.refresh();
	}

	/** The review stays a draft on the device; the page lets go of it. */
	leave(): void {
		if (this.phase === 'review') this.#clear();
	}

	changeSettings(change: Partial<Settings>): Promise<void> {
		const settings = { ...(this.settings as Settings), ...change };
		this.settings = settings;
		return this.#replan((draftId) => client.ask('settings', { draftId, settings }));
	}

	chooseExam(examId: string): Promise<void> {
		app.chooseExam(examId);
		return this.#replan((draftId) => client.ask('exam', { draftId, examId }));
	}

	/** A word on all rows whose error asks for it (P10, P13). */
	fixAll(fix: RowFix): Promise<void> {
		return this.#replan((draftId) =>
			client.ask('fix', { draftId, fix: { fix, rows: 'all' }, isOn: true })
		);
	}

	async addVenue(name: string): Promise<void> {
		await this.#replan((draftId) => client.ask('addVenue', { draftId, name }));
		await app.refresh();
	}

	/** The exam takes photos from now on (M3). */
	async makeProctored(): Promise<void> {
		await this.#replan((draftId) => client.ask('makeProctored', { draftId }));
		await app.refresh();
	}

	/** null: by their names again. */
	bindColumns(fields: readonly (FieldKey | null)[] | null): Promise<void> {
		return this.#replan((draftId) => client.ask('columns', { draftId, fields }));
	}

	/** null takes back what was chosen. */
	chooseValue(choice: Requests['chooseValue']['ask']['choice']): Promise<void> {
		return this.#replan((draftId) => client.ask('chooseValue', { draftId, choice }));
	}

	restoreZeros(isOn: boolean): Promise<void> {
		return this.#replan((draftId) => client.ask('restoreZeros', { draftId, isOn }));
	}

	editCells(cells: Requests['editCells']['ask']['cells']): Promise<void> {
		return this.#replan((draftId) => client.ask('editCells', { draftId, cells }));
	}

	skipRows(rows: readonly number[], isSkipped: boolean): Promise<void> {
		return this.#replan((draftId) => client.ask('skipRows', { draftId, rows, isSkipped }));
	}

	/** All rows of a group: those that were skipped by hand. */
	async takeInAll(problem: string): Promise<void> {
		const draftId = this.review?.draftId ?? '';
		const fix = { kind: 'skip', problem } as const;
		const { total } = await client.ask('fixLines', { draftId, fix, from: 0, count: 0 });
		const rows: number[] = [];
		while (rows.length < total) {
			const page = await client.ask('fixLines', { draftId, fix, from: rows.length, count: 1000 });
			if (page.rows.length === 0) break;
			rows.push(...page.rows.map(({ row }) => row));
		}
		await this.skipRows(rows, false);
	}

	/** A word on rows whose error asks for it, or taken back. */
	fixRows(fix: RowFix, rows: readonly number[]): Promise<void> {
		return this.#replan((draftId) =>
			client.ask('fix', { draftId, fix: { fix, rows }, isOn: true })
		);
	}

	bulkFix(fix: BulkFix, without: readonly number[]): Promise<void> {
		return this.#replan((draftId) => client.ask('bulkFix', { draftId, fix, without }));
	}

	/** Steps are taken back one after the other: each waits for the one before. */
	undo(): Promise<void> {
		return this.#turn('undo');
	}

	redo(): Promise<void> {
		return this.#turn('redo');
	}

	#turn(name: 'undo' | 'redo'): Promise<void> {
		this.#turning = this.#turning.then(async () => {
			const step = this.review?.[name];
			if (!step) return;
			await this.#replan((draftId) => client.ask(name, { draftId }));
			// A venue may be gone from the exam, or back.
			if (step.kind === 'venue') await app.refresh();
		});
		return this.#turning;
	}

	readAgain(choices: ReadChoices): Promise<void> {
		this.progress = null;
		return this.#replan((draftId) => client.ask('readAgain', { draftId, choices }));
	}

	choosePhotoKey(key: PhotoKey | null): Promise<void> {
		return this.#replan((draftId) => client.ask('photoKey', { draftId, key }));
	}

	/** null takes the row's photo away (Z7). */
	putPhoto(row: number, photo: number | null): Promise<void> {
		return this.#replan((draftId) => client.ask('putPhoto', { draftId, row, photo }));
	}

	/** A photo from elsewhere. */
	addPhoto(row: number, file: File): Promise<void> {
		return this.#replan((draftId) => client.ask('addPhoto', { draftId, row, file }));
	}

	/** null: all those by leading zeros (Z5). */
	takeSuggestions(photo: number | null): Promise<void> {
		return this.#replan((draftId) => client.ask('takeSuggestions', { draftId, photo }));
	}

	/** The file of the draft once more, after a reload (V5). True when it is the same. */
	async giveFile(file: File): Promise<boolean> {
		this.failure = null;
		try {
			await client.ask('file', { draftId: (this.review as Review).draftId, file });
			return true;
		} catch (cause) {
			this.failure = plainFailure(cause);
			return false;
		}
	}

	/** The receipt, or null with `failure` set. */
	async save(typedDeletes: number | null): Promise<SaveReceipt | null> {
		const draftId = (this.review as Review).draftId;
		this.phase = 'saving';
		this.progress = null;
		try {
			this.receipt = await client.ask('save', { draftId, typedDeletes });
		} catch (cause) {
			this.failure = plainFailure(cause);
			this.phase = 'review';
			if (this.failure.code === 'draft_stale') await this.#reload(draftId);
			return null;
		}
		this.#clear();
		// Now there is something to lose (A6).
		void keepStorage();
		await app.refresh();
		return this.receipt;
	}

	#start(phase: Phase, fileName: string): void {
		this.#clear();
		this.phase = phase;
		this.fileName = fileName;
		this.receipt = null;
	}

	#clear(): void {
		this.phase = 'none';
		this.progress = null;
		this.soFar = null;
		this.review = null;
		this.#whole = null;
		this.settings = null;
		this.failure = null;
	}

	async #take(answer: Promise<Review>): Promise<boolean> {
		try {
			this.#show(await answer);
			this.phase = 'review';
			return true;
		} catch (cause) {
			const failure = plainFailure(cause);
			this.refusedName = this.fileName;
			this.#clear();
			this.failure = failure.code === 'cancelled' ? null : failure;
			return false;
		} finally {
			await app.refresh();
		}
	}

	/** A pull, a push or another tab changed users: the rows are planned against them as they are now. */
	async #follow(): Promise<void> {
		if (this.phase !== 'review') return;
		await this.#replan((draftId) => client.ask('resume', { draftId, takeOver: false }));
	}

	/** Counts of the rows checked until now; what they say nothing of stays in sight. */
	#showSoFar(soFar: Review, { photos }: Review): void {
		this.review = { ...soFar, photos };
	}

	#show(review: Review): void {
		this.review = review;
		this.#whole = review;
		this.settings = review.settings;
		this.fileName = review.file.name;
	}

	/** Takes the draft back from another tab. */
	async takeBack(): Promise<void> {
		this.failure = null;
		await this.#reload((this.review as Review).draftId);
	}

	async #reload(draftId: string): Promise<void> {
		this.#show(await client.ask('resume', { draftId, takeOver: true }));
	}

	/** S3. True when it was taken. */
	async setCommonPassword(key: CommonKey, password: string | null): Promise<boolean> {
		await this.#replan((draftId) => client.ask('commonPassword', { draftId, key, password }));
		return this.failure === null;
	}

	/** Only the answer to the last question is shown. */
	async #replan(ask: (draftId: string) => Promise<Review>): Promise<void> {
		const mine = (this.#asked += 1);
		this.#isPlanning = true;
		this.failure = null;
		try {
			const review = await ask((this.review as Review).draftId);
			if (mine === this.#asked) this.#show(review);
		} catch (cause) {
			if (mine !== this.#asked) return;
			this.failure = plainFailure(cause);
			if (this.#whole) this.#show(this.#whole);
		} finally {
			if (mine === this.#asked) this.#isPlanning = false;
		}
	}
}

export const upload = new Upload();

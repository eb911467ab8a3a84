/** The form of one row: what is typed in it, and the way from problem to problem (V3). */
import { SvelteMap } from 'svelte/reactivity';
import type { RowFix } from '../core/fixes';
import type { Issue } from '../core/issue';
import { counted } from '../i18n/format';
import { causeText } from '../i18n/issue-text';
import { m } from '../i18n/paraglide/messages';
import type { ProblemPlace, RowForm } from '../worker/protocol';
import { announcer } from './announcer.svelte';
import { client } from './client';
import { turn } from './review/turn';
import { reviewRows } from './review-rows.svelte';
import { upload } from './upload.svelte';

function wrongPlaces({ cells }: RowForm): number[] {
	const isWrong = ({ level }: Issue) => level !== 'note';
	return cells.filter(({ issues }) => issues.some(isWrong)).map(({ place }) => place);
}

class RowFormScreen {
	/** The row whose form is open. */
	row = $state<number | null>(null);
	form = $state.raw<RowForm | null>(null);
	problem = $state.raw<ProblemPlace | null>(null);
	/** By place of the column: what is typed and not saved yet. */
	readonly typed = new SvelteMap<number, string>();
	/** Places of the cells that were wrong when the row was opened: they stand first until it is left. */
	first = $state.raw<ReadonlySet<number>>(new Set());
	/** Set to put the focus on the first wrong field, or on the first of all. */
	focusesFirst = $state(false);
	/** Rows that were fixed by hand, and are looked at no more as wrong. */
	fixedRow = $state<number | null>(null);
	#work: Promise<unknown> = Promise.resolve();

	get isTouched(): boolean {
		return this.typed.size > 0;
	}

	type(place: number, text: string): void {
		const cell = this.form?.cells.find((each) => each.place === place);
		if (cell && cell.field !== 'password' && cell.text === text) this.typed.delete(place);
		else if (cell?.field === 'password' && text === '') this.typed.delete(place);
		else this.typed.set(place, text);
	}

	open(row: number): Promise<void> {
		this.row = row;
		this.typed.clear();
		this.form = null;
		this.fixedRow = null;
		reviewRows.keep = row;
		return this.#inTurn(async () => {
			await this.#load(row);
			this.focusesFirst = true;
		});
	}

	/** What was typed is kept; Undo takes it back. */
	close(): Promise<void> {
		return this.#inTurn(async () => {
			if (this.isTouched && !(await this.#save())) return;
			this.#leave();
		});
	}

	save(): Promise<void> {
		return this.#inTurn(async () => {
			await this.#save();
		});
	}

	/** On to the next problem, unless this row still is one. */
	saveAndNext(): Promise<void> {
		return this.#inTurn(async () => {
			const isMending = this.form?.isWhole === false;
			const had = this.form?.row.action === 'error';
			if ((this.isTouched || isMending) && !(await this.#save())) return;
			if (had && this.form?.row.action === 'error') this.focusesFirst = true;
			else await this.#move('next');
		});
	}

	move(to: 'next' | 'previous'): Promise<void> {
		return this.#inTurn(async () => {
			if (this.isTouched && !(await this.#save())) return;
			await this.#move(to);
		});
	}

	toggleSkip(): Promise<void> {
		return this.#inTurn(async () => {
			const { row, form } = this;
			if (row === null || !form) return;
			const isSkipped = !form.isSkipped;
			await upload.skipRows([row], isSkipped);
			if (upload.failure) return;
			await this.#told(row);
			if (isSkipped) await this.#move('next');
		});
	}

	/** One of the words that the row's error asks for (P10, P13). */
	say(fix: RowFix): Promise<void> {
		return this.#inTurn(async () => {
			const { row } = this;
			if (row === null) return;
			await upload.fixRows(fix, [row]);
			await this.#told(row);
		});
	}

	/** The cell as it was read, or the file's password, again. */
	restore(place: number): Promise<void> {
		this.typed.delete(place);
		return this.#change([{ place, text: null }]);
	}

	/** A value that is offered: taken at once. */
	use(place: number, text: string): Promise<void> {
		this.typed.set(place, text);
		return this.save();
	}

	/** A photo of the package, or one from elsewhere; null takes the row's away (Z7). What is typed stays. */
	givePhoto(photo: number | File | null): Promise<void> {
		return this.#inTurn(async () => {
			const { row } = this;
			if (row === null) return;
			if (photo instanceof File) await upload.addPhoto(row, photo);
			else await upload.putPhoto(row, photo);
			if (!upload.failure) await this.#load(row);
		});
	}

	turn(name: 'undo' | 'redo'): Promise<void> {
		return this.#inTurn(async () => {
			this.typed.clear();
			await turn(name);
			if (this.row !== null) await this.#load(this.row);
		});
	}

	#change(cells: readonly { place: number; text: string | null }[]): Promise<void> {
		return this.#inTurn(async () => {
			await this.#put(cells);
		});
	}

	/** Steps of one form follow each other, however fast they are asked for. */
	#inTurn(work: () => Promise<void>): Promise<void> {
		const done = this.#work.then(work);
		this.#work = done.catch(() => undefined);
		return done;
	}

	/** True when it is done, or nothing was to be done. */
	async #save(): Promise<boolean> {
		const { form } = this;
		if (!form) return true;
		const cells = [...this.typed].map(([place, text]) => ({
			place,
			text: this.#textOf(place, text)
		}));
		if (cells.length > 0) return this.#put(cells);
		if (form.isWhole) return true;
		// What is shown is right as it stands.
		const [first] = form.cells.filter(({ field }) => field !== 'password');
		return first ? this.#put([{ place: first.place, text: first.text }]) : true;
	}

	/** null where the text is the file's own again, and the row has no need of an edit to be whole. */
	#textOf(place: number, text: string): string | null {
		const cell = this.form?.cells.find((each) => each.place === place);
		return cell?.original === text ? null : text;
	}

	async #put(cells: readonly { place: number; text: string | null }[]): Promise<boolean> {
		const { row } = this;
		if (row === null) return false;
		await upload.editCells(cells.map((cell) => ({ row, ...cell })));
		if (upload.failure) return false;
		this.typed.clear();
		await this.#told(row);
		return true;
	}

	/** The row as it is now, in words. */
	async #told(row: number): Promise<void> {
		const had = this.form?.row.action === 'error';
		await this.#load(row);
		const { form } = this;
		if (!form) return;
		const line = String(form.row.line);
		const isError = form.row.action === 'error';
		const [first] = form.row.issues;
		const errors = upload.review?.counts.error ?? 0;
		const left = errors > 0 ? m.form_left({ what: m.errors(counted(errors)) }) : m.form_none_left();
		this.fixedRow = had && !isError ? row : this.fixedRow;
		if (isError && first) announcer.say(m.form_still({ line, problem: causeText(first) }));
		else announcer.say(`${had ? m.form_fixed({ line }) : m.form_saved({ line })} ${left}`);
	}

	async #move(to: 'next' | 'previous'): Promise<void> {
		const row = this.problem?.[to];
		if (row === null || row === undefined) {
			announcer.say(m.form_none_left());
			return this.#leave();
		}
		this.row = row;
		this.typed.clear();
		this.fixedRow = null;
		reviewRows.keep = row;
		await this.#load(row);
		this.focusesFirst = true;
		void reviewRows.reveal(this.form?.row.line ?? 0);
	}

	async #load(row: number): Promise<void> {
		const draftId = upload.review?.draftId;
		if (!draftId) return;
		const filter = reviewRows.whole;
		const [form, problem] = await Promise.all([
			client.ask('rowForm', { draftId, row }),
			client.ask('problemPlace', { draftId, filter, row })
		]);
		if (this.row !== row) return;
		if (this.form?.row.row !== row) this.first = new Set(wrongPlaces(form));
		this.form = form;
		this.problem = problem;
	}

	#leave(): void {
		const line = this.form?.row.line;
		this.row = null;
		this.form = null;
		this.typed.clear();
		if (line !== undefined) void reviewRows.goToLine(line);
	}
}

export const rowForm = new RowFormScreen();
